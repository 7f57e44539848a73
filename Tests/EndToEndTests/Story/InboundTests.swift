import Core
import JSONKit
import Testing

extension EndToEnd {
    @Suite("What comes in") struct Inbound {}
}

extension EndToEnd.Inbound {
    @Test("A webhook that arrives 10 times at once, and 10 times more after a restart, has one effect (invariant 3)")
    func duplicates() async throws {
        try await Stage.play { stage in
            try await stage.mock.fault(#"{"kind":"duplicate","copies":10}"#)
            let id = try await stage.mock.write("Once", from: "15550107777")
            let first = try await stage.desk.event("conversation:message")
            try await eventually("webhooks are pending") { try await stage.mock.pending() == 0 }
            try await stage.mock.endFaults()
            let bodies = try await stage.mock.webhooks().map(\.body)
            #expect(bodies.count == 10)
            await stage.worker?.end()
            for _ in 1...10 { try await stage.mock.deliver(Array(bodies[0].utf8)) }
            try await stage.ready(try stage.start())
            try await eventually("webhooks are pending") { try await stage.mock.pending() == 0 }
            try await eventually("the journal is not applied") {
                let outcomes = try await stage.agent.outcomes("externalId=\(id)")
                return outcomes.count == 20 && !outcomes.contains("pending")
            }
            let outcomes = try await stage.agent.outcomes("externalId=\(id)")
            #expect(outcomes.filter { $0 == "applied" }.count == 1)
            #expect(outcomes.filter { $0 == "duplicate" }.count == 19)
            let messages = try await stage.agent.messages(in: try #require(first.conversation))
            #expect(messages.count == 1)
            #expect(stage.desk.deliveries.filter { $0.type == "conversation:message" }.count == 1)
        }
    }

    @Test("A batch of 3 messages, 2 statuses and 1 unknown kind: each is handled, none sinks the others (invariant 4)")
    func batch() async throws {
        var settings = try Settings()
        settings.mock = #""statuses": false,"#
        try await Stage.play(settings) { stage in
            let conversation = try await stage.conversation(from: "15550107777")
            let reply = try await stage.agent.post("Hi", in: conversation)
            let sent = try await stage.agent.delivery(of: reply, in: "sent")
            let external = try #require(sent["parts"][0]["externalId"].string)
            try await stage.mock.deliver(Self.batch(stage.settings.phoneNumberID, statusesOf: external))
            for text in ["one", "two", "three"] {
                _ = try await stage.desk.event("conversation:message") { $0.payload["message"]["content"]["text"].string == text }
            }
            let unknown = try await stage.desk.event("conversation:message") {
                $0.payload["message"]["metadata"]["parleyKind"].exists
            }
            #expect(unknown.conversation == conversation)
            try await stage.agent.delivery(of: reply, in: "read")
            let events = try await stage.agent.journal("externalId=wamid.batch3")[0]["events"].array
            #expect(events.map { $0["outcome"].string } == Array(repeating: "applied", count: 6))
        }
    }

    private static func batch(_ number: String, statusesOf message: String) -> [UInt8] {
        let now = WallClock.system.now().seconds
        func text(_ place: Int, _ body: String) -> String {
            #"{"from":"15550107777","id":"wamid.batch\#(place)","timestamp":"\#(now)","type":"text","text":{"body":"\#(body)"}}"#
        }
        let hologram = #"{"from":"15550107777","id":"wamid.batch4","timestamp":"\#(now)","type":"hologram","hologram":{"depth":3}}"#
        let statuses = ["delivered", "read"].map {
            #"{"id":"\#(message)","status":"\#($0)","timestamp":"\#(now)","recipient_id":"15550107777"}"#
        }
        let metadata = #""messaging_product":"whatsapp","metadata":{"display_phone_number":"15550102030","phone_number_id":"\#(number)"}"#
        let contacts = #""contacts":[{"profile":{"name":"Mara"},"wa_id":"15550107777"}]"#
        let messages = [text(1, "one"), text(2, "two"), hologram, text(3, "three")].joined(separator: ",")
        return Array(
            """
            {"object":"whatsapp_business_account","entry":[{"id":"210987654321098","changes":[
            {"field":"messages","value":{\(metadata),\(contacts),"messages":[\(messages)]}},
            {"field":"messages","value":{\(metadata),"statuses":[\(statuses.joined(separator: ","))]}}]}]}
            """.utf8)
    }

    @Test("A signature over a body with non-ASCII escapes holds, and the text arrives as it was written")
    func escapes() async throws {
        try await Stage.play { stage in
            let text = "Grüße / 안녕하세요 👩‍👩‍👧 \u{202E}Ω"
            _ = try await stage.conversation(from: "15550107777", text: text)
            let attempt = try await stage.mock.webhooks()[0]
            #expect(attempt.body.utf8.allSatisfy { $0 < 0x80 } && attempt.body.contains("\\u"))
            #expect(attempt.status == 200)
        }
    }

    @Test("The journal shows what came in and what became of it (invariant 1)")
    func journal() async throws {
        try await Stage.play { stage in
            let id = try await stage.mock.write("For the record", from: "15550107777")
            let event = try await stage.desk.event("conversation:message")
            let entries = try await stage.agent.journal("externalId=\(id)")
            #expect(entries.count == 1)
            #expect(entries.first?["verdict"].string == "accepted")
            #expect(entries.first?["events"][0]["outcome"].string == "applied")
            #expect(entries.first?["events"][0]["resourceId"].string == event.message)
            let entry = try #require(entries.first?["id"].string)
            let shown = try await stage.agent.parley(get: "journal/\(entry)")["entry"]
            #expect(String(decoding: shown["payload"].serialized(), as: UTF8.self).contains("For the record"))
        }
    }

    @Test("A help desk that is down holds up no channel, and gets everything in order when it is back (invariants 11, 12)")
    func deskDown() async throws {
        try await Stage.play { stage in
            let conversation = try await stage.conversation(from: "15550107777")
            stage.desk.answer(503)
            let reply = try await stage.agent.post("Anybody there?", in: conversation)
            try await stage.agent.delivery(of: reply, in: "read")
            stage.desk.answer(200)
            _ = try await stage.desk.event("conversation:read", within: .seconds(30))
            let types = stage.desk.deliveries.filter { $0.message == reply }.map(\.type)
            #expect(
                types == ["conversation:message", "conversation:message:delivery:channel", "conversation:message:delivery:user"])
        }
    }
}
