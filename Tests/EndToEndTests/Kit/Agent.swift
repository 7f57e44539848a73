import Core
import Cryptography
import JSONKit

/// An agent's side of the worker's API.
struct Agent: Sendable {
    let web: Web
    let settings: Settings

    /// The credentials of a call.
    var headers: HTTPFields {
        HTTPFields(["Authorization": "Basic \(Base64.encode(Array("\(settings.keyID):\(settings.keySecret)".utf8)))"])
    }

    private func v2(_ path: String) -> String { "\(settings.origin)/v2/apps/\(settings.app)\(path.isEmpty ? "" : "/")\(path)" }
    private func parley(_ path: String) -> String { "\(settings.origin)/parley/v1/apps/\(settings.app)/\(path)" }

    /// The body of a text message.
    static func body(_ text: String) -> [UInt8] {
        JSONWriter.object { json in
            json.object("author") { $0.field("type", "business") }
            json.object("content") { json in
                json.field("type", "text")
                json.field("text", text)
            }
        }
    }

    /// Posts a text once; nil when no answer came.
    func tryPost(_ text: String, in conversation: String, key: String? = nil) async -> Web.Answer? {
        var headers = headers
        if let key { headers.append("Idempotency-Key", key) }
        return await web.send("POST", v2("conversations/\(conversation)/messages"), headers: headers, body: Self.body(text))
    }

    /// Posts a text that must be stored; gives the message's id.
    func post(_ text: String, in conversation: String) async throws -> String {
        guard let answer = await tryPost(text, in: conversation) else { throw Trouble("a post got no answer") }
        guard answer.status == 201, let id = answer.json["messages"][0]["id"].string else {
            throw Trouble("a post was answered \(answer.status): \(answer.text)")
        }
        return id
    }

    /// Makes a call of the compatible surface, whatever the answer.
    func call(_ method: String, _ path: String, type: String? = nil, body: [UInt8]) async throws -> Web.Answer {
        var headers = headers
        headers["Content-Type"] = type
        guard let answer = await web.send(method, v2(path), headers: headers, body: body) else { throw Trouble("\(path) got no answer") }
        return answer
    }

    /// Posts a notification.
    func notify(_ body: [UInt8], key: String) async throws -> Web.Answer {
        var headers = headers
        headers.append("Idempotency-Key", key)
        let url = "\(settings.origin)/v1.1/apps/\(settings.app)/notifications"
        guard let answer = await web.send("POST", url, headers: headers, body: body) else { throw Trouble("a notification got no answer") }
        return answer
    }

    /// Makes a call of Parley's own surface, whatever the answer.
    func call(parley method: String, _ path: String, body: [UInt8]) async throws -> Web.Answer {
        guard let answer = await web.send(method, parley(path), headers: headers, body: body) else {
            throw Trouble("\(path) got no answer")
        }
        return answer
    }

    /// All messages of a conversation, oldest first.
    func messages(in conversation: String) async throws -> [JSON] {
        var all: [JSON] = []
        var cursor: String?
        repeat {
            let query = cursor.map { "?page%5Bbefore%5D=\($0)" } ?? ""
            let page = try await web.call("GET", v2("conversations/\(conversation)/messages\(query)"), headers: headers)
            all = Array(page["messages"].array) + all
            cursor = page["meta"]["hasMore"].bool == true ? page["meta"]["beforeCursor"].string : nil
        } while cursor != nil
        return all
    }

    /// What became of a message.
    func delivery(of message: String) async throws -> JSON {
        try await web.call("GET", parley("messages/\(message)/delivery"), headers: headers)["delivery"]
    }

    /// Waits until a message's delivery is in one of `states`.
    @discardableResult
    func delivery(of message: String, in states: String..., within deadline: Duration = .seconds(15)) async throws -> JSON {
        var seen = ""
        return try await eventually("\(message) should be \(states) and is \(seen)", within: deadline) {
            let delivery = try await delivery(of: message)
            seen = delivery["state"].string ?? "missing"
            return states.contains(seen) ? delivery : nil
        }
    }

    /// What a GET of Parley's own surface gives.
    func parley(get path: String) async throws -> JSON { try await web.call("GET", parley(path), headers: headers) }

    /// The journal entries that a query finds, newest first.
    func journal(_ query: String) async throws -> [JSON] { Array(try await parley(get: "journal?\(query)")["entries"].array) }

    /// What became of the events of the journal entries that a query finds.
    func outcomes(_ query: String) async throws -> [String] {
        try await journal(query).flatMap { entry in entry["events"].array.compactMap { $0["outcome"].string } }
    }

    /// The sum of the samples of a metric.
    func metric(_ name: String, _ labels: String = "") async throws -> Double {
        guard let answer = await web.send("GET", "\(settings.origin)/metrics") else { throw Trouble("there are no metrics") }
        return answer.text.split(separator: "\n").filter { $0.hasPrefix(name) && $0.contains(labels) }
            .compactMap { $0.split(separator: " ").last.flatMap { Double($0) } }.reduce(0, +)
    }
}
