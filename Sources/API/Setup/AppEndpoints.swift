import Core
import JSONKit
import Runtime
import Wire

/// The app and its settings.
enum AppEndpoints {
    static let all: [Endpoint] = [
        .get("ListApps", "/v2/apps", access: .appKey, "Lists the app of the key.", list)
            .asking(.page).answering(page: "apps", of: .app),
        .get("GetApp", SetupEndpoints.app, access: .appKey, "Shows the app with its settings.", get)
            .answering("app", .app),
        .patch("UpdateApp", SetupEndpoints.app, access: .appKey, "Changes the app's name, settings or metadata.", update)
            .taking(.appUpdate).answering("app", .app),
    ]

    private static func list(_ call: APICall) async throws -> Answer {
        let query = try call.query()
        let paging = try Paging(query)
        let page = Page(of: [try app(call)], paging, \.entry.id)
        return Answer { json in
            json.array("apps") { json in for app in page.elements { json.value(app) } }
            page.listPage(call, query, size: paging.size).writeMembers(to: &json)
        }
    }

    private static func get(_ call: APICall) async throws -> Answer { Answer("app", try app(call)) }

    private static func app(_ call: APICall) throws(APIProblem) -> AppForm {
        guard let entry = call.services.directory.apps[call.app] else { throw .notFound(.app) }
        return AppForm(entry: entry)
    }

    private static func update(_ call: APICall) async throws -> Answer {
        let change = try AppChange(try call.maskedBody())
        let (app, now, assembly) = (call.app, call.context.clock.now(), call.services.setup.assembly)
        return try await call.change { store, records in
            var record = records.app ?? AppRecord()
            try change.apply(to: &record)
            guard let entry = assembly.app(app, record) else { throw APIProblem.notFound(.app) }
            try store.keep(record, app: app, at: now)
            return Answer("app", AppForm(entry: entry))
        }
    }
}

/// What a caller changes of an app.
struct AppChange: Sendable {
    /// Ten years.
    static let longestRetention = 315_360_000
    private static let many = "multiConvoEnabled"

    private let displayName: String?
    private let masks: Bool?
    private let retention: Int?
    private let language: WordsLanguage?
    private var others: [String: Bool] = [:]
    private let metadata: JSONBytes?

    init(_ body: FieldReader) throws {
        displayName = try body["displayName"].text(limit: 100)
        let settings = body["settings"]
        if settings.isPresent { try settings.requireObject() }
        masks = try settings["maskCreditCardNumbers"].flag()
        retention = try settings["conversationRetentionSeconds"].integer(in: 0...Self.longestRetention)
        language = try settings["failureLanguage"].language()
        for name in AppSettings.otherNames {
            others[name] = try FieldReader(settings.json[name], path: "settings.\(name)").flag()
        }
        metadata = body["metadata"].json.isNull ? .emptyObject : try Metadata.decode(body["metadata"])
    }

    func apply(to record: inout AppRecord) throws(APIProblem) {
        record.displayName = displayName ?? record.displayName
        record.maskCreditCardNumbers = masks ?? record.maskCreditCardNumbers
        record.conversationRetentionSeconds = retention ?? record.conversationRetentionSeconds
        record.failureLanguage = language ?? record.failureLanguage
        if record.others[Self.many] == true, others[Self.many] == false {
            throw .field("settings.\(Self.many)", "cannot be switched off again")
        }
        record.others.merge(others) { $1 }
        for name in AppSettings.ofManyConversations where record.others[name] == true && record.others[Self.many] != true {
            throw .field("settings.\(name)", "needs settings.\(Self.many)")
        }
        record.metadata = metadata ?? record.metadata
    }
}

extension FieldReader {
    /// A language that failures are explained in; nil when absent.
    fileprivate func language() throws(WireProblem) -> WordsLanguage? {
        guard isPresent else { return nil }
        guard let language = json.string.flatMap({ WordsLanguage(rawValue: $0) }) else {
            throw problem("must be one of \(WordsLanguage.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return language
    }

    /// A whole number within `range`; nil when absent.
    func integer(in range: ClosedRange<Int>) throws(WireProblem) -> Int? {
        guard isPresent else { return nil }
        guard let number = json.double, let integer = Int(exactly: number) else { throw problem("must be a whole number") }
        guard range.contains(integer) else { throw problem("must be from \(range.lowerBound) to \(range.upperBound)") }
        return integer
    }
}

/// `app` of the API.
struct AppForm: JSONWritable, Sendable {
    let entry: AppEntry

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", entry.id)
            if !entry.displayName.isEmpty { json.field("displayName", entry.displayName) }
            json.object("settings") { json in
                json.field("maskCreditCardNumbers", entry.settings.maskCreditCardNumbers)
                json.field("conversationRetentionSeconds", (entry.settings.conversationRetention?.milliseconds ?? 0) / 1000)
                json.field("failureLanguage", entry.settings.failureLanguage.rawValue)
                for (name, value) in entry.settings.others.sorted(by: { $0.key < $1.key }) { json.field(name, value) }
            }
            json.field("metadata", entry.metadata)
            json.field("parleyOrigin", entry.origin.rawValue)
        }
    }
}
