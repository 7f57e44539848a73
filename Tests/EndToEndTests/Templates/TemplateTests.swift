import Core
import JSONKit
import Testing

extension EndToEnd {
    @Suite("Templates") struct Templates {}
}

extension EndToEnd.Templates {
    /// A conversation whose window closed long ago.
    private static func closedConversation(_ stage: Stage) async throws -> String {
        let old = WallClock.system.now().seconds - 25 * 3600
        try await stage.mock.inbound(Array(#"{"from":"15550107777","text":"Old","timestamp":"\#(old)"}"#.utf8))
        return try #require(try await stage.desk.event("conversation:message").conversation)
    }

    static let shorthand =
        "&((template=[[visit_reminder]] language=[[en_US]] header_image=[[https://shop.example/a.png]] body_text=[[Mara]] "
        + "body_text=[[Monday 09:00]] button_index=[[1]] button_url=[[v/42]]))&"

    @Test(
        "A shorthand reaches a customer whose window is closed, is kept as the text that the customer reads, and its first text goes apart (Z36, Z37)",
        .timeLimit(.minutes(1)))
    func shorthandIsSent() async throws {
        try await Stage.play { stage in
            let conversation = try await Self.closedConversation(stage)
            let answer = try #require(await stage.agent.tryPost("Good news!\n" + Self.shorthand, in: conversation))
            #expect(answer.status == 201)
            let texts = answer.json["messages"].array.map { $0["content"]["text"].string }
            #expect(texts == ["Good news!", "Hi Mara, your visit is on Monday 09:00. See you!"])
            // The free text is forbidden by the window, the template is not.
            #expect(answer.headers["Parley-Failure"] == "outside_window")
            let message = try #require(answer.json["messages"][1]["id"].string)
            _ = try await stage.agent.delivery(of: message, in: "read", "delivered", "sent")
            let ledger = try await stage.mock.ledger(all: true)
            #expect(ledger.count == 1)
            let template = try #require(ledger.first).json["body"]["template"]
            #expect(template["name"].string == "visit_reminder")
            #expect(template["language"]["code"].string == "en_US")
            #expect(template["components"].array.map { $0["type"].string } == ["header", "body", "button"])
        }
    }

    /// A template that must not reach the provider.
    struct Forbidden: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let text: String
        let code: String
    }

    static let forbidden = [
        Forbidden(testDescription: "unknown", text: "&((template=[[no_such]] language=[[en_US]]))&", code: "template_not_found"),
        Forbidden(testDescription: "other language", text: "&((template=[[greeting]] language=[[de]]))&", code: "template_not_found"),
        Forbidden(testDescription: "paused", text: "&((template=[[paused_offer]] language=[[en_US]]))&", code: "template_not_approved"),
        Forbidden(testDescription: "disabled", text: "&((template=[[disabled_offer]] language=[[en_US]]))&", code: "template_not_approved"),
        Forbidden(testDescription: "pending", text: "&((template=[[pending_offer]] language=[[en_US]]))&", code: "template_not_approved"),
        Forbidden(testDescription: "value missing", text: "&((template=[[greeting]] language=[[en_US]]))&", code: "template_parameters"),
    ]

    @Test(
        "What a template must not be is told at once, by name, and never reaches the provider (Z25, Z38, Z39)", .timeLimit(.minutes(1)))
    func forbiddenIsNotSent() async throws {
        try await Stage.play { stage in
            let conversation = try await Self.closedConversation(stage)
            for row in Self.forbidden {
                let answer = try #require(await stage.agent.tryPost(row.text, in: conversation))
                #expect(answer.status == 201, "\(row.testDescription)")
                #expect(answer.headers["Parley-Failure"] == row.code, "\(row.testDescription)")
                let message = try #require(answer.json["messages"][0]["id"].string)
                let event = try await stage.desk.event("conversation:message:delivery:failure") { $0.message == message }
                #expect(event.payload["error"]["code"].string == row.code, "\(row.testDescription)")
            }
            let unreadable = try #require(await stage.agent.tryPost("&((template=[[greeting]] colour=[[red]]))&", in: conversation))
            #expect(unreadable.status == 400)
            #expect(unreadable.json["errors"][0]["title"].string?.contains("colour") == true)
            #expect(try await stage.mock.ledger(all: true).isEmpty)
        }
    }

    @Test(
        "A notice of the provider counts at once; a template that is new is found by the send that names it (Z25)", .timeLimit(.minutes(1)))
    func newsCounts() async throws {
        try await Stage.play { stage in
            let conversation = try await Self.closedConversation(stage)
            let greeting = "&((template=[[greeting]] language=[[en_US]] body_text=[[Mara]]))&"
            let first = try await stage.agent.post(greeting, in: conversation)
            _ = try await stage.agent.delivery(of: first, in: "sent", "delivered", "read")
            try await stage.mock.review(#"{"name":"greeting","language":"en_US","event":"PAUSED","reason":"low quality"}"#)
            _ = try await stage.desk.event("parley:integration:alarm")
            let answer = try #require(await stage.agent.tryPost(greeting, in: conversation))
            #expect(answer.headers["Parley-Failure"] == "template_not_approved")
            try await stage.mock.review(#"{"name":"greeting","language":"en_US","event":"APPROVED"}"#)
            _ = try await stage.desk.event("parley:integration:alarm") { $0.payload["alarm"]["event"].string == "APPROVED" }
            let second = try await stage.agent.post(greeting, in: conversation)
            _ = try await stage.agent.delivery(of: second, in: "sent", "delivered", "read")
            let list = try await stage.agent.parley(get: "integrations/\(stage.settings.integration)/templates?page[size]=100")
            #expect(list["templates"].array.map(\.self).count == 31)
            #expect(list["sync"]["failure"].isNull)
        }
    }

    @Test("A notification finds or makes user and conversation by number, once for one key (Z9, Z17)", .timeLimit(.minutes(1)))
    func notification() async throws {
        try await Stage.play { stage in
            let body = { (message: String) in
                Array(
                    #"""
                    {"destination":{"integrationId":"\#(stage.settings.integration)","destinationId":"+1 (555) 010-9999"},
                     "author":{"role":"appMaker","name":"Acme"},\#(message)}
                    """#.utf8)
            }
            let template =
                #""messageSchema":"whatsapp","message":{"type":"template","template":{"name":"hello_world","language":{"code":"en_US"}}}"#
            let answer = try await stage.agent.notify(body(template), key: "n-1")
            #expect(answer.status == 201)
            let again = try await stage.agent.notify(body(template), key: "n-1")
            #expect(again.json["notification"]["_id"].string == answer.json["notification"]["_id"].string)
            let message = try #require(answer.json["notification"]["_id"].string)
            let created = try await stage.desk.event("conversation:create")
            #expect(created.payload["creationReason"].string == "notification")
            _ = try await stage.agent.delivery(of: message, in: "sent", "delivered", "read")
            let free = try await stage.agent.notify(body(#""message":{"type":"text","text":"Hello?"}"#), key: "n-2")
            #expect(free.headers["Parley-Failure"] == "outside_window")
            let ledger = try await stage.mock.ledger(all: true)
            #expect(ledger.map(\.recipient) == ["15550109999"])
            // The customer's answer joins the conversation that was made for the notification.
            try await stage.mock.write("Thanks", from: "15550109999")
            let reply = try await stage.desk.event("conversation:message") { $0.payload["message"]["author"]["type"].string == "user" }
            #expect(reply.conversation == created.conversation)
            // The answer says what it may answer, once: not what never went.
            let recent = reply.payload["recentNotifications"].array.compactMap { $0["id"].string }
            #expect(recent == [message])
            try await stage.mock.write("And again", from: "15550109999")
            let next = try await stage.desk.event("conversation:message") { $0.payload["message"]["content"]["text"].string == "And again" }
            #expect(next.payload["recentNotifications"].exists == false)
        }
    }

    @Test(
        "Where the integration says so, a template goes in place of a free message that the window forbids (Z36)", .timeLimit(.minutes(1)))
    func substitute() async throws {
        var settings = try Settings()
        settings.integrationFields = #"whenWindowClosed: { template: "greeting", language: "en_US" },"#
        try await Stage.play(settings) { stage in
            let conversation = try await Self.closedConversation(stage)
            let answer = try #require(await stage.agent.tryPost("Mara,\nwe have\tnews", in: conversation))
            let message = answer.json["messages"][0]
            let ledger = try await stage.agent.parley(get: "messages/\(message["id"].string ?? "")/delivery")
            #expect(
                answer.headers["Parley-Delivery"] == "queued", "\(ledger["delivery"]["failure"]["detail"].string ?? "no failure is told")")
            #expect(message["content"]["text"].string == "Howdy Mara, we have news, how are you today?")
            #expect(message["metadata"]["parleyOriginalText"].string == "Mara,\nwe have\tnews")
            _ = try await stage.agent.delivery(of: try #require(message["id"].string), in: "sent", "delivered", "read")
        }
    }
}
