import Core
import JSONKit
import Testing

extension EndToEnd {
    @Suite("Twilio") struct Twilio {}
}

extension EndToEnd.Twilio {
    private static let sms = "65a0c0ffee0000000000000c"
    private static let whatsApp = "65a0c0ffee0000000000000d"

    /// An SMS number and a sender on WhatsApp.
    private static func settings() throws -> Settings {
        var settings = try Settings()
        let account =
            #"type: "twilio", baseURL: "MOCKS/twilio", accountSid: "AC0123456789abcdef0123456789abcdef", authToken: "mock-auth-token""#
        settings.integrations = """
            { id: "\(sms)", \(account), from: "+15550100", publicURL: "\(settings.origin)" },
            { id: "\(whatsApp)", \(account), from: "whatsapp:+15550100", publicURL: "\(settings.origin)" },
            """
        return settings
    }

    private func control(_ stage: Stage, _ call: String, _ body: String) async throws {
        _ = try await stage.web.call("POST", "\(stage.mock.origin)/_mock/twilio/\(call)", body: Array(body.utf8))
    }

    private func conversation(_ stage: Stage, _ text: String) async throws -> String {
        let event = try await stage.desk.event("conversation:message") { $0.payload["message"]["content"]["text"].string == text }
        guard let conversation = event.conversation else { throw Trouble("an event names no conversation") }
        return conversation
    }

    @Test("An SMS comes in, the answer is delivered, a dead telephone is told, and STOP ends it")
    func story() async throws {
        try await Stage.play(Self.settings()) { stage in
            try await control(stage, "configure", #"{"webhookURL":"\#(stage.settings.origin)/webhooks/\#(Self.sms)"}"#)
            try await control(stage, "inbound", #"{"from":"+15550107777","text":"Grüße & +1 안녕"}"#)
            let conversation = try await conversation(stage, "Grüße & +1 안녕")
            let reply = try await stage.agent.post("Hello", in: conversation)
            try await stage.agent.delivery(of: reply, in: "delivered")
            #expect(try await stage.agent.metric("parley_send_segments_total") == 1)

            try await control(stage, "faults", #"{"kind":"error","code":30003,"later":true,"times":1}"#)
            let lost = try await stage.agent.post("Are you there?", in: conversation)
            let failed = try await stage.agent.delivery(of: lost, in: "failed")
            #expect(String(decoding: failed.serialized(), as: UTF8.self).contains("30003"))

            try await control(stage, "inbound", #"{"from":"+15550107777","kind":"stop"}"#)
            _ = try await stage.desk.event("parley:consent") { $0.conversation == conversation }
            let unwanted = await stage.agent.tryPost("Please?", in: conversation)
            if let unwanted, unwanted.status == 201, let id = unwanted.json["messages"][0]["id"].string {
                try await stage.agent.delivery(of: id, in: "failed")
            }
        }
    }

    @Test("A send whose answer is lost is not repeated: the status settles it (invariants 6 and 7)")
    func lostAnswer() async throws {
        try await Stage.play(Self.settings()) { stage in
            try await control(stage, "configure", #"{"webhookURL":"\#(stage.settings.origin)/webhooks/\#(Self.sms)"}"#)
            try await control(stage, "inbound", #"{"from":"+15550107777","text":"first"}"#)
            let conversation = try await conversation(stage, "first")
            try await control(stage, "faults", #"{"kind":"dropAfterAccept","times":1}"#)
            let reply = try await stage.agent.post("once", in: conversation)
            try await stage.agent.delivery(of: reply, in: "delivered")
            let entries = try await stage.web.call("GET", "\(stage.mock.origin)/_mock/twilio/ledger")["entries"].array
            #expect(entries.filter { $0["body"].string?.contains("Body=once") == true }.count == 1)
        }
    }

    @Test("On WhatsApp through Twilio the window opens with the customer's message, and a content template goes at any time")
    func whatsApp() async throws {
        try await Stage.play(Self.settings()) { stage in
            try await control(stage, "configure", #"{"webhookURL":"\#(stage.settings.origin)/webhooks/\#(Self.whatsApp)"}"#)
            try await control(stage, "inbound", #"{"from":"whatsapp:+15550107777","name":"Mara","text":"Hi there"}"#)
            let conversation = try await conversation(stage, "Hi there")
            let reply = try await stage.agent.post("Hello", in: conversation)
            try await stage.agent.delivery(of: reply, in: "read")
            try await control(stage, "expire", "{}")
            let late = try await stage.agent.post("Too late", in: conversation)
            let failed = try await stage.agent.delivery(of: late, in: "failed")
            #expect(String(decoding: failed.serialized(), as: UTF8.self).contains("outside_window"))
            try await templates(stage, conversation)
        }
    }

    /// The way out of error 63016: templates are read from Twilio's Content API, sent, and refused before the call.
    private func templates(_ stage: Stage, _ conversation: String) async throws {
        let shorthand =
            "&((template=[[visit_reminder]] body_text=[[Mara]] body_text=[[Monday]] button_index=[[0]] button_url=[[v/42]]))&"
        let sent = try #require(await stage.agent.tryPost(shorthand, in: conversation)).json["messages"][0]
        #expect(sent["content"]["text"].string == "Hi Mara, your visit is on Monday. See you!")
        try await stage.agent.delivery(of: try #require(sent["id"].string), in: "read")
        let sends = { () async throws -> Int in
            try await stage.web.call("GET", "\(stage.mock.origin)/_mock/twilio/ledger")["entries"].array.map(\.self).count
        }
        let count = try await sends()
        for (text, code) in [
            ("&((template=[[visit_reminder]] body_text=[[Mara]]))&", "template_parameters"),
            ("&((template=[[paused_offer]]))&", "template_not_approved"), ("&((template=[[draft]]))&", "template_not_approved"),
            ("&((template=[[nobody]]))&", "template_not_found"),
        ] {
            let answer = try #require(await stage.agent.tryPost(text, in: conversation))
            #expect(answer.headers["Parley-Failure"] == code, "\(text)")
        }
        #expect(try await sends() == count)
    }
}
