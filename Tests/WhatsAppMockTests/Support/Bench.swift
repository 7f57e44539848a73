import Core
import JSONKit
import MockKit
import Testing
import WhatsAppMock

/// A mock with a verified callback and a clock that is turned by hand.
struct Bench {
    let callback = FakeCallback()
    let clock = ManualClock()
    let mock: WhatsAppMock

    static let customer = "15550107777"

    init(_ settings: String = "{}", verified: Bool = true) async throws {
        mock = WhatsAppMock(caller: callback, clock: clock.clock, seed: 7)
        if verified { _ = try await configure(#"{"callbackURL":"http://127.0.0.1:1/hook"}"#) }
        _ = try await configure(settings)
    }

    func configure(_ json: String) async throws -> JSON {
        try JSONDocument.parse(await mock.configure(JSONDocument.parse(json).root)).root
    }

    @discardableResult
    func inbound(_ json: String) async throws -> JSON {
        try JSONDocument.parse(await mock.inbound(JSONDocument.parse(json).root)).root
    }

    func fault(_ json: String) throws {
        try mock.desk.faults.add([FaultRule(JSONDocument.parse(json).root)])
    }

    /// A request with the right token.
    func request(
        _ method: String = "POST", _ path: String = "310000000000001/messages", query: String? = nil, token: String? = "mock-token",
        type: String = "application/json", body: String = ""
    ) -> HTTPRequest {
        var headers = HTTPFields()
        if let token { headers["Authorization"] = "Bearer \(token)" }
        if !body.isEmpty { headers["Content-Type"] = type }
        return HTTPRequest(method: method, path: "/graph/v25.0/\(path)", query: query, headers: headers, body: Array(body.utf8))
    }

    /// Sends the members of a message besides `messaging_product` and `to`.
    func send(_ members: String, to: String = "+15550107777") -> Answer {
        answer(request(body: #"{"messaging_product":"whatsapp","to":"\#(to)",\#(members)}"#))
    }

    func sendText(_ text: String = "Hi", to: String = "+15550107777") -> Answer {
        send(#""type":"text","text":{"body":"\#(text)"}"#, to: to)
    }

    func answer(_ request: HTTPRequest) -> Answer { Answer(mock.handle(request)) }

    /// Turns the clock until nothing is pending.
    func settle() async {
        while mock.desk.sender.pending > 0 {
            if let wake = clock.nextWake { clock.advance(to: max(wake, clock.now)) }
            await Task.yield()
        }
    }

    /// The statuses that were posted, as `status` or `failed/131047`.
    func statuses() throws -> [String] {
        var names: [String] = []
        for post in callback.posts {
            for entry in try JSONDocument.parse(post.body).root["entry"].array {
                for change in entry["changes"].array {
                    for status in change["value"]["statuses"].array {
                        names.append((status["status"].string ?? "") + (status["errors"][0]["code"].int.map { "/\($0)" } ?? ""))
                    }
                }
            }
        }
        return names
    }
}

/// What a request was answered with.
struct Answer {
    let reply: MockReply

    init(_ reply: MockReply) { self.reply = reply }

    var response: HTTPResponse? {
        switch reply {
        case .answer(let response), .late(let response, _): response
        case .stream(let head, _): head
        case .hang, .pending, .cut: nil
        }
    }

    var status: Int { response?.status ?? 0 }
    var json: JSON { response.flatMap { try? JSONDocument.parse($0.body).root } ?? .missing }
    var code: Int64? { json["error"]["code"].int }
    var id: String? { json["messages"][0]["id"].string }
}
