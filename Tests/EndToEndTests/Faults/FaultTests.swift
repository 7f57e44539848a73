import Core
import JSONKit
import Testing

extension EndToEnd {
    @Suite("A provider with faults") struct Faults {}
}

extension EndToEnd.Faults {
    /// A fault that meets the first request to one customer, and what must follow.
    struct Row: Sendable {
        let name: String
        let fault: String
        /// Whether nobody knows for a while what became of it.
        var isUnknown = true
        let final: String
        /// How often the provider takes the message.
        let taken: Int
        /// How often it is asked.
        var requests = 1
    }

    static let rows = [
        Row(
            name: "503 with the provider's error object", fault: #""kind":"status","status":503,"body":"error""#, isUnknown: false,
            final: "read", taken: 1, requests: 2),
        Row(name: "500 with a page, not taken", fault: #""kind":"status","status":500,"body":"html""#, final: "unknown", taken: 0),
        Row(name: "500 with a page, taken", fault: #""kind":"status","status":500,"body":"html","accept":true"#, final: "read", taken: 1),
        Row(name: "502 with an empty body", fault: #""kind":"status","status":502,"body":"""#, final: "unknown", taken: 0),
        Row(name: "no answer, not taken", fault: #""kind":"hang","accept":false"#, final: "unknown", taken: 0),
        Row(name: "no answer, taken", fault: #""kind":"hang","accept":true"#, isUnknown: false, final: "read", taken: 1),
        Row(name: "cut after it was taken", fault: #""kind":"dropAfterAccept""#, final: "read", taken: 1),
        Row(name: "cut before it was taken", fault: #""kind":"dropBeforeAccept""#, final: "unknown", taken: 0),
    ]

    @Test(
        "Nothing is sent twice; what nobody knows is shown within 15 s and settled by the status echo (invariants 6, 8)",
        .timeLimit(.minutes(2)))
    func outcomes() async throws {
        var settings = try Settings()
        settings.unknownOutcomeWait = 6
        settings.mock = #""statuses": {"sent": 4000, "delivered": 4100, "read": 4200},"#
        try await Stage.play(settings) { stage in
            var scenes: [(Row, number: String, conversation: String)] = []
            for (place, row) in Self.rows.enumerated() {
                let number = "1555010200\(place)"
                scenes.append((row, number, try await stage.conversation(from: number)))
                try await stage.mock.fault(#"{\#(row.fault),"times":1,"match":{"recipient":"\#(number)"}}"#)
            }
            try await withThrowingTaskGroup { group in
                for (row, number, conversation) in scenes {
                    group.addTask { try await Self.play(row, on: stage, number, conversation) }
                }
                try await group.waitForAll()
            }
        }
    }

    private static func play(_ row: Row, on stage: Stage, _ number: String, _ conversation: String) async throws {
        let reply = try await stage.agent.post("Hello \(number)", in: conversation)
        let next = try await stage.agent.post("And then \(number)", in: conversation)
        if row.isUnknown {
            try await stage.agent.delivery(of: reply, in: "unknown", within: .seconds(15))
            let event = try await stage.desk.event("conversation:message:delivery:failure") { $0.message == reply }
            #expect(event.payload["error"]["code"].string == "unknown_outcome", "\(row.name)")
            #expect(event.payload["isFinalEvent"].bool == false, "\(row.name)")
        }
        try await stage.agent.delivery(of: next, in: "read", within: .seconds(30))
        let delivery = try await stage.agent.delivery(of: reply, in: row.final)
        #expect(delivery["certain"].bool == (row.final != "unknown"), "\(row.name)")
        let requests = try await stage.mock.ledger(all: true).filter { $0.recipient == number }
        let own = requests.filter { $0.text == "Hello \(number)" }
        #expect(own.count == row.requests, "\(row.name)")
        #expect(own.filter(\.isAccepted).count == row.taken, "\(row.name)")
        #expect(requests.last?.text == "And then \(number)", "\(row.name): the order in the conversation")
    }

    @Test("A status that comes after the conversation has gone on still settles what nobody knew (invariant 8)")
    func lateEcho() async throws {
        var settings = try Settings()
        settings.unknownOutcomeWait = 1
        settings.mock = #""statuses": {"sent": 3000, "delivered": 3100, "read": 3200},"#
        try await Stage.play(settings) { stage in
            let conversation = try await stage.conversation(from: "15550107777")
            try await stage.mock.fault(#"{"kind":"dropAfterAccept","times":1}"#)
            let reply = try await stage.agent.post("First", in: conversation)
            let next = try await stage.agent.post("Second", in: conversation)
            try await stage.agent.delivery(of: reply, in: "unknown")
            try await eventually("the lane does not go on") { try await stage.mock.ledger().count == 2 }
            #expect(try await stage.agent.delivery(of: reply)["state"].string == "unknown")
            for message in [reply, next] { try await stage.agent.delivery(of: message, in: "read") }
            _ = try await stage.desk.event("conversation:message:delivery:user") { $0.message == reply }
            #expect(try await stage.mock.ledger(all: true).map(\.text) == ["First", "Second"])
        }
    }

    @Test("A failure that is faster than the send's answer is final, and nothing is sent again (invariant 7)")
    func fastFailure() async throws {
        var settings = try Settings()
        settings.mock = #""statuses": {"sent": 0}, "withoutWhatsApp": ["15550107777"],"#
        try await Stage.play(settings) { stage in
            let conversation = try await stage.conversation(from: "15550107777")
            try await stage.mock.fault(#"{"kind":"slow","milliseconds":500}"#)
            let reply = try await stage.agent.post("Is this your number?", in: conversation)
            let event = try await stage.desk.event("conversation:message:delivery:failure") { $0.message == reply }
            #expect(event.payload["error"]["code"].string == "recipient_unreachable")
            try await eventually("the send still runs") { try await stage.agent.metric("parley_jobs_in_memory", #""outbound""#) == 0 }
            #expect(try await stage.mock.ledger(all: true).count == 1)
            #expect(try await stage.agent.delivery(of: reply)["state"].string == "failed")
        }
    }

    @Test(
        "No request reaches a provider that throttles before Retry-After is over, and nothing is lost",
        arguments: [(#"{"seconds":3}"#, 3000), (#"{"date":4}"#, 3000)])
    func throttled(_ retryAfter: String, least milliseconds: Int64) async throws {
        try await Stage.play { stage in
            let conversations = try await [stage.conversation(from: "15550102001"), stage.conversation(from: "15550102002")]
            try await stage.mock.fault(#"{"kind":"status","status":429,"body":"error","retryAfter":\#(retryAfter),"times":1}"#)
            var replies = [try await stage.agent.post("First", in: conversations[0])]
            try await eventually("the provider was not called") { try await !stage.mock.ledger(all: true).isEmpty }
            // After the refusal the account as a whole waits.
            for conversation in conversations { replies.append(try await stage.agent.post("Later \(conversation)", in: conversation)) }
            for reply in replies { try await stage.agent.delivery(of: reply, in: "read", within: .seconds(30)) }
            let requests = try await stage.mock.ledger(all: true)
            #expect(requests.count == 4, "\(retryAfter)")
            #expect(requests.filter(\.isAccepted).count == 3, "\(retryAfter)")
            let wait = requests[1].time - requests[0].time
            #expect(wait >= milliseconds, "\(retryAfter): a request came after \(wait) ms")
        }
    }
}
