import Core
import JSONKit
import MockKit

/// A request, taken apart: bot, method and parameters (Bot API, "Making requests").
struct BotCall {
    /// What is asked for.
    enum Target: Hashable {
        case method(String)
        case file(path: String)
    }

    let token: String
    let target: Target
    let parameters: Parameters

    init(_ request: HTTPRequest, prefix: String) throws(BotProblem) {
        var path = request.path.dropFirst(prefix.count)
        let isFile = path.hasPrefix("/file/")
        if isFile { path = path.dropFirst(5) }
        let parts = path.dropFirst().split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].hasPrefix("bot"), ["GET", "POST"].contains(request.method) else { throw .notFound }
        token = String(parts[0].dropFirst(3)).replacing("%3A", with: ":").replacing("%3a", with: ":")
        target = isFile ? .file(path: String(parts[1])) : .method(parts[1].lowercased())
        parameters = try Parameters(request)
    }

    /// Whether it is something that a ledger is for: a question that comes all the time is none.
    var isLedgered: Bool {
        switch target {
        case .method(let method): !["getupdates", "getme", "getwebhookinfo"].contains(method)
        case .file: false
        }
    }
}

/// Parameters in any of the forms that the Bot API takes: query, form, multipart, JSON.
struct Parameters {
    private var values: [String: JSONValue] = [:]
    private(set) var files: [String: MultipartForm.Part] = [:]

    init(_ request: HTTPRequest) throws(BotProblem) {
        add(query: request.query)
        let type: String = request.headers["Content-Type"] ?? ""
        if request.body.isEmpty { return }
        if type.lowercased().hasPrefix("multipart/form-data") {
            guard let form = MultipartForm(request.body, contentType: type) else { throw .badRequest("can't parse multipart body") }
            for part in form.parts {
                if part.filename != nil {
                    files[part.name] = part
                } else {
                    values[part.name] = .string(String(decoding: part.bytes, as: UTF8.self))
                }
            }
        } else if type.lowercased().hasPrefix("application/json") {
            guard let root = (try? JSONDocument.parse(request.body))?.root, root.kind == .object else {
                throw .badRequest("can't parse JSON object in request content")
            }
            for (key, value) in root.object { values[key] = JSONValue(value) }
        } else {
            add(query: String(decoding: request.body, as: UTF8.self))
        }
    }

    /// Parameters of a method call in the answer to a webhook.
    init(_ json: JSON) { for (key, value) in json.object { values[key] = JSONValue(value) } }

    private mutating func add(query: String?) {
        let items = QueryItems(query)
        for (name, value) in items.all { values[name] = .string(value) }
    }

    func has(_ key: String) -> Bool { values[key] != nil && values[key] != .null }

    /// A text, or a number as text.
    func text(_ key: String) -> String? {
        switch values[key] {
        case .string(let text): text
        case .int(let number): String(number)
        case .number(let text): text
        case .double(let number): String(number)
        default: nil
        }
    }

    func integer(_ key: String) -> Int64? { text(key).flatMap { Int64($0) } }
    func number(_ key: String) -> Double? { text(key).flatMap { Double($0) } }

    func flag(_ key: String) -> Bool {
        if case .bool(let flag) = values[key] { return flag }
        return ["true", "1"].contains(text(key)?.lowercased())
    }

    /// An object or array, also where it is written as JSON in a text.
    func json(_ key: String) throws(BotProblem) -> JSONValue? {
        switch values[key] {
        case .object, .array: return values[key]
        case .string(let text) where !text.isEmpty:
            guard let document = try? JSONDocument.parse(text) else { throw .badRequest("can't parse \(key) JSON object") }
            return JSONValue(document.root)
        default: return nil
        }
    }
}

extension JSONValue {
    var integer: Int64? { if case .int(let number) = self { number } else { nil } }
    var text: String? { if case .string(let text) = self { text } else { nil } }
    var elements: [JSONValue]? { if case .array(let elements) = self { elements } else { nil } }
    var isTrue: Bool { self == .bool(true) }

    /// An object of the members that are there.
    static func record(_ members: KeyValuePairs<String, JSONValue?>) -> JSONValue {
        .object(members.compactMap { key, value in value.map { Member(key, $0) } })
    }

    /// The object with more members.
    func with(_ more: KeyValuePairs<String, JSONValue?>) -> JSONValue {
        guard case .object(let members) = self else { return self }
        return .object(members + more.compactMap { key, value in value.map { Member(key, $0) } })
    }
}
