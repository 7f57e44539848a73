import API
import ConnectorKit
import Core
import JSONKit
import Runtime
import Store
import StoreSQLite
import Testing
import Wire

/// The API over an empty store in memory, with two apps: the one that tests speak for, and another that they must never see.
final class APIFixture: Sendable {
    static func id(_ number: UInt32) -> ID { ID(high: 0x0190_0000_0000_0000, low: number) }

    static let app = id(0xA)
    static let otherApp = id(0xA2)
    static let integration = id(0xB)
    static let otherIntegration = id(0xB2)
    static let webhook = id(0xC)
    static let user = id(1)
    static let client = id(3)
    static let conversation = id(4)
    static let start = Instant(milliseconds: 1_767_225_600_123)
    static let time = "2026-01-01T00:00:00.123Z"

    let store: any Store
    let clock = ManualClock(start)
    let context: RuntimeContext
    let setup: Setup
    let feed = EventFeed()
    let handler: APIHandler

    init(
        place: SQLiteOptions.Place = .temporary, settings: APISettings = APISettings(publicURL: "https://parley.test"),
        catchUpPause: Duration = .zero, sizeLimit: Int? = nil,
        masking: any Masking = NoMasking(), masksCards: Bool = true, media: MediaVault? = nil
    ) throws {
        var options = SQLiteOptions(place)
        options.sizeLimit = sizeLimit
        store = try SQLiteStore(options)
        let feed = feed
        store.onEvents { feed.eventsStored($0) }
        let base = Self.base(masksCards: masksCards)
        context = RuntimeContext(
            store: store, caller: NoCaller(), clock: clock.clock, ids: IDSource(worker: 7), masking: masking, media: media,
            directory: base.directory)
        setup = Setup(base: base, registrations: Self.registrations, sealing: .temporary(), context: context)
        var settings = settings
        settings.catchUpPause = catchUpPause
        handler = APIHandler(context: context, setup: setup, feed: feed, settings: settings)
    }

    static let keys = [
        KeyEntry(id: "app_1", appID: app, secret: Secret("secret-1")),
        KeyEntry(id: "int_1", appID: app, secret: Secret("secret-2"), scope: .integration, integrationID: app),
        KeyEntry(id: "app_2", appID: otherApp, secret: Secret("secret-3")),
    ]

    /// An integration whose addresses are telephone numbers.
    static let phoneIntegration = id(0xB1)

    static let registrations = [TestChannel.registration("whatsapp", TestChannel.fields)]

    static func base(masksCards: Bool = true) -> SetupBase {
        func entry(_ id: ID, _ app: ID, _ type: String) -> SetupBase.Integration {
            SetupBase.Integration(
                IntegrationEntry(
                    id: id, appID: app, displayName: "Support",
                    registration: registrations.first { $0.type == type } ?? TestChannel.registration(type),
                    channel: TestChannel(hasPhones: id == phoneIntegration)),
                settings: AccountSettings(
                    integrationID: id, values: ["number": "1"], secrets: ["token": Secret("token-of-the-file")], baseURL: nil))
        }
        return SetupBase(
            apps: [
                AppEntry(id: app, displayName: "Acme", settings: AppSettings(maskCreditCardNumbers: masksCards)),
                AppEntry(id: otherApp, displayName: "Other"),
            ],
            integrations: [
                entry(integration, app, "whatsapp"), entry(phoneIntegration, app, "kakao"), entry(otherIntegration, otherApp, "whatsapp"),
            ],
            webhooks: [
                WebhookEntry(id: webhook, appID: app, target: "https://desk.test/hook", triggers: ["*"], secret: Secret("whsec_AAAA"))
            ], keys: keys)
    }

    // MARK: Records

    /// A user with a client and an open conversation, whose last message came `ago` before now.
    func seed(ago: Duration = .hours(1), app: ID = app, integration: ID = integration) async throws {
        let at = clock.now - ago
        try await store.write { store in
            try store.insert(
                User(
                    id: Self.id(1), appID: app, externalID: "customer/1", profile: Profile(givenName: "Ana").encoded(),
                    metadata: JSONBytes(Array(#"{"vip":true}"#.utf8)), createdAt: Self.start))
            try store.insert(
                Client(
                    id: Self.id(3), appID: app, integrationID: integration, userID: Self.id(1), externalID: "15550001", displayName: "Ana",
                    linkedAt: Self.start, lastSeen: Self.start, window: ClientWindow(openedAt: at)))
            try store.insert(
                Conversation(
                    id: Self.id(4), appID: app, userID: Self.id(1), integrationID: integration, clientID: Self.id(3), isDefault: true,
                    createdAt: Self.start, lastUpdatedAt: Self.start, lastCustomerMessageAt: at, unanswered: true))
        }
    }

    /// A customer's message in the seeded conversation.
    static func message(_ number: UInt32, conversation: ID = conversation) -> MessageRecord {
        MessageRecord(
            id: id(number), appID: app, conversationID: conversation, author: .user, authorUserID: user, authorName: "Ana",
            receivedAt: start, storedAt: start, content: Content.text(TextContent("Hello \(number)")).encoded(),
            source: MessageSource(type: "whatsapp", integrationID: integration).encoded())
    }
}

// MARK: - Calls

/// A whole answer, read.
struct Answered {
    let status: Int
    let headers: HTTPFields
    let bytes: [UInt8]

    /// The body with sorted keys.
    var json: JSONValue { (try? parsed(bytes)) ?? .null }
    /// Code of the first error.
    var code: String? { (try? JSONDocument.parse(bytes))?.root["errors"][0]["code"].string }
    /// Title of the first error.
    var title: String? { (try? JSONDocument.parse(bytes))?.root["errors"][0]["title"].string }
    var root: JSON { (try? JSONDocument.parse(bytes))?.root ?? .missing }
}

extension APIFixture {
    static let basic = "Basic YXBwXzE6c2VjcmV0LTE="
    static let integrationBasic = "Basic aW50XzE6c2VjcmV0LTI="
    static let otherBasic = "Basic YXBwXzI6c2VjcmV0LTM="
    static let conversations = "/v2/apps/\(app)/conversations"
    static let messages = "/v2/apps/\(app)/conversations/\(conversation)/messages"
    static let parley = "/parley/v1/apps/\(app)"
    static let hello = #"{"author":{"type":"business","displayName":"Ben"},"content":{"type":"text","text":"Hi"}}"#

    /// Makes one call. `target` may hold a query.
    func call(
        _ method: String, _ target: String, body: String? = nil, authorization: String? = APIFixture.basic,
        headers: KeyValuePairs<String, String> = [:]
    ) async -> Answered {
        switch await reply(method, target, body: body, authorization: authorization, headers: headers) {
        case .response(let response): return Answered(status: response.status, headers: response.headers, bytes: response.body)
        case .stream(let head, _), .file(let head, _): return Answered(status: head.status, headers: head.headers, bytes: [])
        }
    }

    func reply(
        _ method: String, _ target: String, body: String? = nil, authorization: String? = APIFixture.basic,
        headers: KeyValuePairs<String, String> = [:]
    ) async -> APIReply {
        var fields = HTTPFields(headers)
        if let authorization { fields.append("Authorization", authorization) }
        if body != nil, fields["Content-Type"] == nil { fields.append("Content-Type", "application/json") }
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        return await handler.handle(
            HTTPRequest(
                method: method, path: String(parts[0]), query: parts.count == 2 ? String(parts[1]) : nil, headers: fields,
                body: Array((body ?? "").utf8)))
    }

    func get(_ target: String) async -> Answered { await call("GET", target) }
    func post(_ target: String, _ body: String? = nil) async -> Answered { await call("POST", target, body: body) }
}

/// JSON as a value whose objects are sorted by key, so that only the content is compared.
func parsed(_ bytes: [UInt8]) throws -> JSONValue { sorted(JSONValue(try JSONDocument.parse(bytes).root)) }

/// JSON text as a value whose objects are sorted by key.
func parsed(_ text: String) throws -> JSONValue { try parsed(Array(text.utf8)) }

private func sorted(_ value: JSONValue) -> JSONValue {
    switch value {
    case .null, .bool, .int, .double, .number, .string: value
    case .array(let elements): .array(elements.map(sorted))
    case .object(let members):
        .object(members.map { JSONValue.Member($0.key, sorted($0.value)) }.sorted { $0.key < $1.key })
    }
}
