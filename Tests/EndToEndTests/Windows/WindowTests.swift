import Core
import JSONKit
import Testing

extension EndToEnd {
    @Suite("Windows and consent") struct Windows {}
}

extension EndToEnd.Windows {
    private static let day: Int64 = 24 * 3600
    /// The service counts a window as closed a minute before the provider does.
    private static let margin: Int64 = 60

    /// The customer wrote `ago` seconds before now, by the provider's clock.
    private func write(_ text: String, ago: Int64, from number: String, _ stage: Stage) async throws -> String {
        try await stage.mock.inbound(
            JSONWriter.object { json in
                json.field("from", number)
                json.field("name", "Customer \(number)")
                json.field("text", text)
                json.field("timestamp", WallClock.system.now().seconds - ago)
            })
        let event = try await stage.desk.event("conversation:message") { $0.payload["message"]["content"]["text"].string == text }
        return try #require(event.conversation)
    }

    @Test(
        "A window that closes is told, before and then; a later reply is stored, fails at once and is never sent (Z18, Z21, Z22, Z23, Z27)")
    func closing() async throws {
        try await Stage.play { stage in
            // The window has some seconds left: long enough to be seen open.
            let left: Int64 = 12
            let conversation = try await write("Anybody?", ago: Self.day - Self.margin - left, from: "15550107777", stage)
            #expect(try await stage.agent.parley(get: "conversations/\(conversation)")["conversation"]["window"]["state"].string == "open")
            _ = try await stage.desk.event("parley:window:closing", within: .seconds(30)) { $0.conversation == conversation }
            let closed = try await stage.desk.event("parley:window:closed", within: .seconds(30)) { $0.conversation == conversation }
            #expect(closed.payload["window"]["state"].string == "closed" && closed.payload["unanswered"].bool == true)

            let late = try await stage.agent.post("Too late", in: conversation)
            let failure = try await stage.desk.event("conversation:message:delivery:failure") { $0.message == late }
            #expect(failure.payload["error"]["code"].string == "outside_window")
            let delivery = try await stage.agent.delivery(of: late, in: "failed")
            #expect(delivery["failure"]["code"].string == "outside_window")
            #expect(
                try await stage.agent.messages(in: conversation).compactMap { $0["content"]["text"].string } == ["Anybody?", "Too late"])
            #expect(try await stage.mock.ledger(all: true).isEmpty, "nothing was called")

            // The customer writes again: the window begins anew, and the notices came once each.
            _ = try await write("Still there?", ago: 1, from: "15550107777", stage)
            let answer = try await stage.agent.post("Yes", in: conversation)
            try await stage.agent.delivery(of: answer, in: "read")
            #expect(try await stage.mock.ledger(all: true).map(\.text) == ["Yes"])
            #expect(stage.desk.deliveries.filter { $0.type.hasPrefix("parley:window") }.count == 2)
        }
    }

    @Test("The window counts from the provider's time, whatever order messages come in (Z19, Z20)")
    func providerTime() async throws {
        try await Stage.play { stage in
            let conversation = try await write("Old", ago: 2 * Self.day, from: "15550107777", stage)
            let refused = try await stage.agent.post("Hello", in: conversation)
            #expect(try await stage.agent.delivery(of: refused, in: "failed")["failure"]["code"].string == "outside_window")
            _ = try await write("New", ago: 10, from: "15550107777", stage)
            _ = try await write("Late", ago: Self.day, from: "15550107777", stage)
            let answer = try await stage.agent.post("Hello again", in: conversation)
            try await stage.agent.delivery(of: answer, in: "read")
            #expect(try await stage.mock.ledger(all: true).map(\.text) == ["Hello again"])
        }
    }

    @Test("A customer who wrote STOP is not written to, without a call; what the customer asks later may be answered (Z24)")
    func stop() async throws {
        try await Stage.play { stage in
            let conversation = try await write("Hello", ago: 30, from: "15550107777", stage)
            _ = try await write("Stop!", ago: 20, from: "15550107777", stage)
            let consent = try await stage.desk.event("parley:consent") { $0.conversation == conversation }
            #expect(consent.payload["consent"]["allowed"].bool == false)
            let unwanted = try await stage.agent.post("One more offer", in: conversation)
            #expect(try await stage.agent.delivery(of: unwanted, in: "failed")["failure"]["code"].string == "recipient_opted_out")
            #expect(try await stage.mock.ledger(all: true).isEmpty, "nothing was called")
            _ = try await write("Where is my parcel?", ago: 5, from: "15550107777", stage)
            let answer = try await stage.agent.post("On its way", in: conversation)
            try await stage.agent.delivery(of: answer, in: "read")
            #expect(try await stage.mock.ledger(all: true).map(\.text) == ["On its way"])
        }
    }
}
