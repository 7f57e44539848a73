import Core
import JSONKit

/// The control API of the mock provider.
struct Mock: Sendable {
    let web: Web
    /// The origin of all mocks.
    let origin: String

    private func url(_ call: String) -> String { "\(origin)/_mock/whatsapp/\(call)" }

    /// Changes settings.
    @discardableResult
    func configure(_ body: String) async throws -> JSON { try await web.call("POST", url("configure"), body: Array(body.utf8)) }

    /// Makes a customer do something; gives the ids of the messages.
    @discardableResult
    func inbound(_ body: [UInt8]) async throws -> [String] {
        try await web.call("POST", url("inbound"), body: body)["ids"].array.compactMap(\.string)
    }

    /// Makes a customer write a text; gives the message's id.
    @discardableResult
    func write(_ text: String, from number: String) async throws -> String {
        let ids = try await inbound(
            JSONWriter.object { json in
                json.field("from", number)
                json.field("name", "Customer \(number)")
                json.field("text", text)
            })
        guard let id = ids.first else { throw Trouble("the mock named no message") }
        return id
    }

    /// Delivers a body as it is, signed.
    func deliver(_ body: [UInt8]) async throws {
        try await inbound(JSONWriter.object { json in json.field("body", String(decoding: body, as: UTF8.self)) })
    }

    /// Adds a rule by which things go wrong.
    func fault(_ rule: String) async throws { _ = try await web.call("POST", url("faults"), body: Array(rule.utf8)) }

    /// Has the provider review a template.
    func review(_ change: String) async throws { _ = try await web.call("POST", url("template"), body: Array(change.utf8)) }

    /// Ends all faults.
    func endFaults() async throws { _ = try await web.call("DELETE", url("faults")) }

    /// The requests that reached the provider, in order.
    /// - Parameter all: those that it did not accept, too.
    func ledger(all: Bool = false) async throws -> [Entry] {
        try await web.call("GET", url("ledger?limit=1000000&all=\(all ? 1 : 0)"))["entries"].array.map { Entry($0) }
    }

    /// The attempts to deliver webhooks, in order of their answers.
    func webhooks() async throws -> [Attempt] {
        try await web.call("GET", url("webhooks?limit=1000000"))["entries"].array.map { Attempt($0) }
    }

    /// How many webhooks are not delivered yet.
    func pending() async throws -> Int64 { try await web.call("GET", url("webhooks?limit=0"))["pending"].int ?? 0 }

    /// A request that reached the provider.
    struct Entry: Sendable {
        let json: JSON

        init(_ json: JSON) { self.json = json }

        var time: Int64 { json["time"].int ?? 0 }
        var isAccepted: Bool { json["accepted"].bool ?? false }
        var text: String? { json["body"]["text"]["body"].string }
        var recipient: String? { json["recipient"].string }
        var id: String? { json["id"].string }
    }

    /// An attempt to deliver a webhook.
    struct Attempt: Sendable {
        let json: JSON

        init(_ json: JSON) { self.json = json }

        var label: String { json["label"].string ?? "" }
        var status: Int64? { json["status"].int }
        var body: String { json["body"].string ?? "" }
    }
}
