import Core
import JSONKit
import Testing

extension EndToEnd {
    @Suite("A conversation") struct Story {}
}

extension EndToEnd.Story {
    @Test(
        "A customer writes, an agent replies, the reply is read: each step is told to the help desk and kept (F3, F15, K26)",
        .timeLimit(.minutes(1)))
    func fromCustomerToRead() async throws {
        try await Stage.play { stage in
            let conversation = try await stage.conversation(from: "15550107777", text: "Where is my order?")
            _ = try await stage.desk.event("conversation:create") { $0.conversation == conversation }
            let reply = try await stage.agent.post("It leaves today.", in: conversation)
            for type in ["conversation:message:delivery:channel", "conversation:message:delivery:user"] {
                _ = try await stage.desk.event(type) { $0.message == reply }
            }
            _ = try await stage.desk.event("conversation:read") { $0.conversation == conversation }
            let delivery = try await stage.agent.delivery(of: reply, in: "read")
            #expect(delivery["history"].array.compactMap { $0["state"].string }.suffix(3) == ["sent", "delivered", "read"])
            #expect(delivery["certain"].bool == true)
            let ledger = try await stage.mock.ledger()
            #expect(ledger.map(\.text) == ["It leaves today."])
            #expect(ledger.first?.id == delivery["parts"][0]["externalId"].string)
            #expect(stage.desk.refusals == [])
        }
    }

    /// How a reply is made to fail, and what the help desk must be told.
    struct Failing: CustomTestStringConvertible, Sendable {
        let name: String
        let fault: String
        let code: String
        let actor: String
        let providerCode: String

        var testDescription: String { name }
    }

    static let failing = [
        Failing(
            name: "refused at once", fault: #"{"kind":"error","code":131026}"#, code: "recipient_unreachable", actor: "agent",
            providerCode: "131026"),
        Failing(
            name: "failed by a later status", fault: #"{"kind":"error","code":131026,"later":true}"#, code: "recipient_unreachable",
            actor: "agent", providerCode: "131026"),
        Failing(
            name: "the provider's window is closed", fault: #"{"kind":"error","code":131047,"later":true}"#, code: "outside_window",
            actor: "agent", providerCode: "131047"),
    ]

    @Test("A reply that fails is told with our code, a sentence, who must act and the provider's code (invariant 9)", arguments: failing)
    func failure(_ row: Failing) async throws {
        try await Stage.play { stage in
            let conversation = try await stage.conversation(from: "15550107777")
            try await stage.mock.fault(row.fault)
            let reply = try await stage.agent.post("Is this number right?", in: conversation)
            let event = try await stage.desk.event("conversation:message:delivery:failure") { $0.message == reply }
            let error = event.payload["error"]
            #expect(error["code"].string == row.code, "\(row.name)")
            #expect(error["actor"].string == row.actor, "\(row.name)")
            #expect((error["message"].string ?? "").contains(" "), "\(row.name)")
            #expect(error["underlyingError"]["code"].stringOrNumber == row.providerCode, "\(row.name)")
            let delivery = try await stage.agent.delivery(of: reply, in: "failed")
            #expect(delivery["failure"]["provider"]["code"].string == row.providerCode, "\(row.name)")
        }
    }

    @Test(
        "A reply 25 hours after the customer's message fails with its reason before the provider is called (invariant 10, Z18, Z19, Z22, Z23)"
    )
    func outsideWindow() async throws {
        try await Stage.play { stage in
            let hours25 = WallClock.system.now().seconds - 25 * 3600
            try await stage.mock.inbound(Array(#"{"from":"15550107777","text":"Old","timestamp":"\#(hours25)"}"#.utf8))
            let old = try await stage.desk.event("conversation:message")
            let conversation = try #require(old.conversation)
            let answer = try #require(await stage.agent.tryPost("Too late", in: conversation))
            #expect(answer.status == 201)
            #expect(answer.headers["Parley-Failure"] == "outside_window")
            let event = try await stage.desk.event("conversation:message:delivery:failure")
            #expect(event.payload["error"]["code"].string == "outside_window")
            #expect(event.payload["error"]["actor"].string == "agent")
            #expect(try await stage.mock.ledger(all: true).isEmpty)
        }
    }

    @Test("Statuses that come before the send returns are parked and lose nothing (invariant 8)")
    func statusBeforeAnswer() async throws {
        var settings = try Settings()
        settings.mock = #""statuses": {"sent": 0, "delivered": 0, "read": 0}, "statusOrder": "shuffled","#
        try await Stage.play(settings) { stage in
            let conversation = try await stage.conversation(from: "15550107777")
            try await stage.mock.fault(#"{"kind":"slow","milliseconds":400}"#)
            let reply = try await stage.agent.post("Slow line", in: conversation)
            let delivery = try await stage.agent.delivery(of: reply, in: "read")
            #expect(delivery["parts"][0]["attempts"].array.map { $0["outcome"].string } == ["accepted"])
            #expect(try await stage.mock.ledger().count == 1)
        }
    }

    @Test("Statuses in any order, each three times: every reply ends as read, and each step is told once, in order (invariants 3, 8)")
    func shuffledStatuses() async throws {
        var settings = try Settings()
        settings.mock = #""statuses": {"sent": 0, "delivered": 20, "read": 40}, "statusOrder": "shuffled","#
        try await Stage.play(settings) { stage in
            var replies: [String] = []
            try await stage.mock.fault(#"{"kind":"duplicate","copies":3,"gapMilliseconds":15,"match":{"path":"status/"}}"#)
            try await stage.mock.fault(#"{"kind":"reorder","match":{"path":"status/","probability":0.3,"seed":8}}"#)
            for customer in 0..<6 {
                let conversation = try await stage.conversation(from: "1555010300\(customer)")
                for number in 0..<10 { replies.append(try await stage.agent.post("Reply \(number)", in: conversation)) }
            }
            for reply in replies { try await stage.agent.delivery(of: reply, in: "read", within: .seconds(30)) }
            try await eventually("webhooks are pending") { try await stage.mock.pending() == 0 }
            for reply in replies { _ = try await stage.desk.event("conversation:message:delivery:user") { $0.message == reply } }
            for reply in replies {
                let types = stage.desk.deliveries.filter { $0.message == reply }.map(\.type)
                #expect(
                    types == ["conversation:message", "conversation:message:delivery:channel", "conversation:message:delivery:user"])
                #expect(try await stage.agent.delivery(of: reply)["state"].string == "read")
            }
        }
    }

    @Test("A refused token stops sends, says who must act, and inbound traffic keeps flowing (invariant 11)")
    func tokenError() async throws {
        try await Stage.play { stage in
            let conversation = try await stage.conversation(from: "15550107777")
            try await stage.mock.fault(#"{"kind":"error","code":190}"#)
            let reply = try await stage.agent.post("Does this go?", in: conversation)
            try await eventually("the provider was not called") { try await !stage.mock.ledger(all: true).isEmpty }
            for number in 1...5 { try await stage.mock.write("Still here \(number)", from: "15550107777") }
            _ = try await stage.desk.event("conversation:message") { $0.payload["message"]["content"]["text"].string == "Still here 5" }
            let delivery = try await stage.agent.delivery(of: reply, in: "queued", "failed")
            #expect(delivery["parts"][0]["attempts"][0]["failure"]["code"].string == "credentials_invalid")
            #expect(delivery["parts"][0]["attempts"][0]["failure"]["actor"].string == "admin")
            #expect(try await stage.mock.ledger().isEmpty)
        }
    }
}
