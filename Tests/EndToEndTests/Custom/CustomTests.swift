import Core
import Foundation
import JSONKit
import Testing

extension EndToEnd {
    /// The custom channel of the README, against the mock of its provider.
    @Suite("Custom channel") struct Custom {}
}

extension EndToEnd.Custom {
    private static let integration = "65a0c0ffee0000000000000e"

    /// The README's own configuration, with the mock's address and secrets.
    private static func settings() throws -> Settings {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../README.md")
        let readme = try String(contentsOf: folder.standardizedFileURL, encoding: .utf8)
        let page = readme.components(separatedBy: "\n### Custom channels\n").last ?? ""
        let block = page.components(separatedBy: "```json5\n").dropFirst().first?.components(separatedBy: "```").first ?? ""
        guard block.contains(integration) else { throw Trouble("the README has no configuration of a custom channel") }
        var settings = try Settings()
        settings.integrations =
            block.replacing("https://api.beacon.example", with: "MOCKS/beacon")
            .replacing(#"{ credential: "beacon-webhook-secret" }"#, with: #""whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw""#)
            .replacing(#"{ credential: "beacon-token" }"#, with: #""beacon-token""#) + ","
        return settings
    }

    private func play(_ scene: (Stage) async throws -> Void) async throws {
        try await Stage.play(Self.settings()) { stage in
            let webhooks = #""webhooks":{"firstGapMilliseconds":50,"longestGapMilliseconds":200}"#
            try await control(stage, "configure", #"{"webhookURL":"\#(stage.settings.origin)/webhooks/\#(Self.integration)",\#(webhooks)}"#)
            try await scene(stage)
        }
    }

    private func control(_ stage: Stage, _ call: String, _ body: String) async throws {
        _ = try await stage.web.call("POST", "\(stage.mock.origin)/_mock/beacon/\(call)", body: Array(body.utf8))
    }

    private func conversation(_ stage: Stage, _ text: String, from: String = "b-77") async throws -> String {
        try await control(stage, "inbound", #"{"from":"\#(from)","name":"Mara","text":"\#(text)"}"#)
        let event = try await stage.desk.event("conversation:message") { $0.payload["message"]["content"]["text"].string == text }
        guard let conversation = event.conversation else { throw Trouble("an event names no conversation") }
        return conversation
    }

    /// How often the provider took a text.
    private func taken(_ stage: Stage, _ text: String) async throws -> Int {
        try await stage.web.call("GET", "\(stage.mock.origin)/_mock/beacon/ledger")["entries"].array
            .count { $0["body"]["content"]["text"].string == text }
    }

    @Test("A message comes in, the answer is delivered, another fails with the provider's reason, and stop ends it")
    func story() async throws {
        try await play { stage in
            let conversation = try await conversation(stage, "Grüße & 안녕")
            let reply = try await stage.agent.post("Hello", in: conversation)
            try await stage.agent.delivery(of: reply, in: "delivered")

            try await control(stage, "faults", #"{"kind":"error","code":1101,"later":true,"times":1}"#)
            let lost = try await stage.agent.post("Are you there?", in: conversation)
            let failed = try await stage.agent.delivery(of: lost, in: "failed")
            let words = String(decoding: failed.serialized(), as: UTF8.self)
            #expect(words.contains("recipient_unreachable") && words.contains("1101") && words.contains("The device is switched off"))

            try await control(stage, "inbound", #"{"from":"b-77","kind":"stop"}"#)
            _ = try await stage.desk.event("parley:consent") { $0.conversation == conversation }
        }
    }

    @Test("Webhooks that come twice have one effect, and badly signed ones none (invariant 3)")
    func webhooks() async throws {
        try await play { stage in
            try await control(stage, "faults", #"{"kind":"duplicate","copies":3,"times":1}"#)
            let conversation = try await conversation(stage, "once")
            try await control(stage, "faults", #"{"kind":"wrongSignature","times":1}"#)
            try await control(stage, "inbound", #"{"from":"b-77","text":"forged"}"#)
            #expect(try await self.conversation(stage, "after it") == conversation)
            try await eventually("nothing was refused") { try await stage.agent.metric("parley_inbound_refused_total") >= 1 }
            try await control(stage, "inbound", #"{"item":{"type":"poll","id":"p-1","from":{"id":"b-77"}}}"#)
            try await eventually("the unknown kind is not shown") { try await stage.agent.messages(in: conversation).count == 3 }
            let texts = try await stage.agent.messages(in: conversation).map { $0["content"]["text"].string }
            #expect(texts.count { $0 == "once" } == 1 && !texts.contains("forged"))
        }
    }

    /// Faults of the provider, and how often it may have taken the text in the end.
    static let faults = [
        (#"{"kind":"status","status":429,"retryAfter":1,"times":1}"#, "a 429 is waited for"),
        (#"{"kind":"dropAfterAccept","times":1}"#, "a lost answer is settled by the status"),
        (#"{"kind":"status","status":500,"accept":true,"times":1}"#, "a 500 after the message was taken is settled by the status"),
    ]

    @Test("A fault of the provider neither loses nor doubles a message (invariants 6 and 7)", arguments: faults)
    func fault(_ rule: String, _ label: String) async throws {
        try await play { stage in
            let conversation = try await conversation(stage, "first")
            try await control(stage, "faults", rule)
            let reply = try await stage.agent.post("just once", in: conversation)
            try await stage.agent.delivery(of: reply, in: "delivered")
            #expect(try await taken(stage, "just once") == 1, "\(label)")
        }
    }

    @Test("A 500 before the message was taken leaves it unknown, and nothing is sent again by itself (invariant 6)")
    func unknown() async throws {
        try await play { stage in
            let conversation = try await conversation(stage, "first")
            try await control(stage, "faults", #"{"kind":"status","status":500,"times":1}"#)
            let reply = try await stage.agent.post("perhaps", in: conversation)
            try await stage.agent.delivery(of: reply, in: "unknown")
            let next = try await stage.agent.post("the next one", in: conversation)
            try await stage.agent.delivery(of: next, in: "delivered")
            #expect(try await taken(stage, "perhaps") == 0)
        }
    }
}
