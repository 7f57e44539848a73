import Core
import JSONKit
import Testing

extension EndToEnd {
    @Suite("From the web to another channel") struct Continuing {}
}

extension EndToEnd.Continuing {
    @Test("Z12: the code brings the visitor to WhatsApp; the agent's next reply goes there, the browser is told", .timeLimit(.minutes(1)))
    func whatsApp() async throws {
        try await Stage.play(Visitor.settings()) { stage in
            let visitor = try await Visitor(stage)
            let conversation = try await visitor.writes("Do you have the boots in 42?")
            let link = try await visitor.continues(on: stage.settings.integration)
            #expect(link["url"].string == "https://wa.me/4915123456789?text=\(link["code"].string ?? "")")
            try await stage.mock.write(try #require(link["code"].string), from: "15550107777")
            _ = try await stage.desk.event("client:update") { $0.conversation == conversation }
            let reply = try await stage.agent.post("Yes, they are put aside for you.", in: conversation)
            try await stage.agent.delivery(of: reply, in: "sent", "delivered", "read")
            let sent = try #require(try await stage.mock.ledger().last)
            #expect(sent.recipient == "15550107777" && sent.text == "Yes, they are put aside for you.")
            try await stage.mock.write("Thank you!", from: "15550107777")
            let message = try await stage.desk.event("conversation:message") {
                $0.payload["message"]["content"]["text"].string == "Thank you!"
            }
            #expect(message.conversation == conversation)
            try await visitor.seesOnlyWhatWasSaidHere("Do you have the boots in 42?")
            #expect(stage.desk.deliveries.allSatisfy { $0.payload["message"]["content"]["text"].string?.contains("CHAT-") != true })
            // Writing in the browser again begins another conversation of the same user.
            #expect(try await visitor.writes("Back at home") != conversation)
        }
    }

    @Test("Z12: a Telegram bot by its start link, as a new conversation of the same user", .timeLimit(.minutes(1)))
    func telegram() async throws {
        try await Stage.play(Visitor.settings()) { stage in
            let telegram = TelegramWorld(stage: stage)
            try await telegram.control("configure", #"{"rates":false}"#)
            let visitor = try await Visitor(stage)
            let conversation = try await visitor.writes("Hello from the web")
            let link = try await visitor.continues(on: Visitor.bot)
            let code = try #require(link["code"].string)
            #expect(link["url"].string == "https://t.me/acme_bot?start=\(code)")
            try await telegram.inbound(#"{"from":4815162342,"name":"Mara","text":"/start \#(code)"}"#)
            let created = try await stage.desk.event("conversation:create") { $0.conversation != conversation }
            #expect(created.payload["creationReason"].string == "linkRequest")
            #expect(!created.payload["referral"].exists)
            let reply = try await stage.agent.post("Welcome here", in: try #require(created.conversation))
            try await stage.agent.delivery(of: reply, in: "sent")
            #expect(try await telegram.ledger().last?["recipient"].string == "4815162342")
            let first = try #require(stage.desk.deliveries.first { $0.type == "conversation:create" })
            #expect(first.payload["user"]["id"].string == created.payload["user"]["id"].string)
        }
    }

    @Test(
        "Invariant 3: killed while the code arrives, it joins once and no message is lost", .timeLimit(.minutes(2)),
        arguments: ["beforeJournal:1", "afterJournal:1", "beforeApply:1", "afterApply:1"])
    func killed(_ point: String) async throws {
        try await Stage.play(Visitor.settings()) { stage in
            let visitor = try await Visitor(stage)
            let conversation = try await visitor.writes("Before")
            let code = try #require(try await visitor.continues(on: stage.settings.integration)["code"].string)
            await stage.worker?.end()
            let child = try stage.start(["PARLEY_CRASH_AT": point])
            try await stage.ready(child)
            try await stage.mock.write("\(code) after", from: "15550107777")
            _ = try await eventually("the worker was not killed at \(point)") { child.ending == nil ? nil : true }
            try await stage.ready(try stage.start())
            _ = try await stage.desk.event("conversation:message", within: .seconds(30)) {
                $0.payload["message"]["content"]["text"].string == "after" && $0.conversation == conversation
            }
            let texts = try await stage.agent.messages(in: conversation).compactMap { $0["content"]["text"].string }
            #expect(texts == ["Before", "after"])
            let joined = Set(stage.desk.deliveries.filter { $0.type == "client:update" && $0.payload["reason"] == "confirmed" }.map(\.id))
            #expect(joined.count == 1)
        }
    }
}

/// A visitor of the web chat of a stage, without a browser.
private struct Visitor {
    static let chat = "65a0c0ffee0000000000000c"
    static let bot = "65a0c0ffee0000000000000b"

    private let stage: Stage
    private let token: String

    /// Settings of a stage with a web chat that leads to its WhatsApp number and to a bot.
    static func settings() throws -> Settings {
        var settings = try TelegramWorld.settings()
        settings.integrations += #"""
            { id: "\#(chat)", type: "web", displayName: "Acme", userSecret: "a-user-secret-of-more-than-32-characters",
              continueOn: [ { integrationId: "\#(settings.integration)", number: "+49 151 23456789" },
                            { integrationId: "\#(bot)", bot: "acme_bot", conversation: "new" } ] },
            """#
        return settings
    }

    init(_ stage: Stage) async throws {
        self.stage = stage
        let answer = try await stage.web.call("POST", Self.url(stage, "session"), body: Array(#"{"token":null,"jwt":null}"#.utf8))
        guard let token = answer["token"].string else { throw Trouble("there is no token") }
        self.token = token
    }

    private static func url(_ stage: Stage, _ call: String) -> String { "\(stage.settings.origin)/webchat/\(chat)/\(call)" }

    private func call(_ method: String, _ path: String, _ body: String = "") async throws -> JSON {
        let headers: HTTPFields = HTTPFields(["Authorization": "Bearer \(token)"])
        return try await stage.web.call(method, Self.url(stage, path), headers: headers, body: Array(body.utf8))
    }

    /// Writes a text and gives its conversation.
    func writes(_ text: String) async throws -> String {
        let body = JSONWriter.object { json in
            json.field("clientId", "id-\(text.filter { $0.isLetter })")
            json.object("content") { json in
                json.field("type", "text")
                json.field("text", text)
            }
        }
        _ = try await call("POST", "messages", String(decoding: body, as: UTF8.self))
        let event = try await stage.desk.event("conversation:message") { $0.payload["message"]["content"]["text"].string == text }
        guard let conversation = event.conversation else { throw Trouble("an event names no conversation") }
        return conversation
    }

    func continues(on integration: String) async throws -> JSON {
        try await call("POST", "continue", #"{"integrationId":"\#(integration)"}"#)
    }

    /// The thread ends where the conversation left, and says where it went.
    func seesOnlyWhatWasSaidHere(_ texts: String...) async throws {
        let thread = try await call("GET", "thread")
        #expect(thread["messages"].array.compactMap { $0["content"]["text"].string } == texts)
        #expect(thread["conversation"]["status"].string == "moved")
        #expect(thread["conversation"]["movedTo"].string == stage.settings.integration)
    }
}
