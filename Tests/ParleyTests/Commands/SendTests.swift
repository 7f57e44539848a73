import Core
import Testing

@testable import parley

struct SendTests {
    private static let post = "POST \(FakeWorker.shared)/conversations/\(Sample.conversation)/messages"
    private static let ledger = "GET \(FakeWorker.own)/messages/\(Sample.message)/delivery"
    private static let words = ["--conversation", Sample.conversation, "--text", "Hello \"you\""]
    private static let failure = #"""
        {"code":"outside_window","retryable":false,"actor":"agent","title":"The reply window is closed","detail":"That time is over.",
         "nextStep":"Send an approved template.","provider":{"code":"131047","message":"Re-engagement message"}}
        """#

    /// A worker that stores the message and shows these states one after another.
    private func worker(_ states: [String], failure: String = "null", refused: Bool = false) -> FakeWorker {
        let headers = HTTPFields(["Parley-Delivery": refused ? "failed" : "queued"])
        return FakeWorker([
            Self.post: [FakeWorker.Recorded(status: 201, headers: headers, body: #"{"messages":[{"id":"\#(Sample.message)"}]}"#)],
            Self.ledger: states.map { FakeWorker.Recorded(body: #"{"delivery":{"state":"\#($0)","failure":\#(failure)}}"#) },
        ])
    }

    @Test func aTextIsPostedAsTheBusiness() async throws {
        let worker = worker([])
        let run = try await CommandRun(SendCommand.self, Self.words, worker)
        #expect(run.code == .ok)
        #expect(run.printed == "Message \(Sample.message) is stored.\n")
        let body = worker.requests.first?.body ?? []
        #expect(
            String(decoding: body, as: UTF8.self) == #"{"author":{"type":"business"},"content":{"type":"text","text":"Hello \"you\""}}"#)
        #expect(worker.requests.first?.headers["Content-Type"] == "application/json")
        #expect(worker.requests.count == 1)
    }

    @Test(arguments: [
        ("sent", ["queued", "queued", "sending", "sent"]), ("sent", ["read"]), ("delivered", ["sent", "delivered"]),
        ("read", ["delivered", "unknown", "read"]),
    ])
    func waitingShowsEachStateUntilTheGoal(_ goal: String, _ states: [String]) async throws {
        let worker = worker(states)
        let run = try await CommandRun(SendCommand.self, Self.words + ["--wait", "--until", goal], worker)
        #expect(run.code == .ok)
        #expect(run.complained.isEmpty)
        let shown = run.printed.split(separator: "\n").dropFirst().map { String($0.dropFirst(22)) }
        #expect(shown == states.reduce(into: []) { if $0.last != $1 { $0.append($1) } })
        #expect(worker.requests.count == 1 + states.count)
    }

    @Test(arguments: [["--wait"], []])
    func aFailureIsToldInPlainWords(_ wait: [String]) async throws {
        let worker = worker(wait.isEmpty ? ["failed"] : ["sending", "failed"], failure: Self.failure, refused: wait.isEmpty)
        let run = try await CommandRun(SendCommand.self, Self.words + wait, worker)
        #expect(run.code == .failed)
        #expect(
            run.complained == """
                Message cccccccccccccccccccccccc failed: The reply window is closed (outside_window).
                  what it means  That time is over.
                  who can act    agent
                  next step      Send an approved template.
                  provider said  131047 Re-engagement message

                """)
    }

    @Test func theWaitHasAnEnd() async throws {
        let worker = worker(["queued"])
        let run = try await CommandRun(SendCommand.self, Self.words + ["--wait", "--timeout", "2"], worker)
        #expect(run.code == .failed)
        #expect(run.complained.contains("is queued, the time to wait is over"))
        // At 0, 0.5, 1, 1.5 and 2 seconds.
        #expect(worker.requests.count == 1 + 5)
    }

    @Test func whatHoldsAMessageUpIsToldWhenTheWaitEnds() async throws {
        let attempts = #"{"state":"queued","failure":null,"parts":[{"attempts":[{"failure":null},{"failure":\#(Self.failure)}]}]}"#
        let worker = worker(["queued"])
        worker.answer(Self.ledger, FakeWorker.Recorded(body: #"{"delivery":\#(attempts)}"#))
        let run = try await CommandRun(SendCommand.self, Self.words + ["--wait", "--timeout", "1"], worker)
        #expect(run.code == .failed)
        #expect(run.complained.contains("is queued, the time to wait is over"))
        #expect(run.complained.contains("The last try: The reply window is closed (outside_window).\n  what it means  That time is over."))
    }

    @Test func jsonPrintsTheMessageAndTheDeliveryALineEach() async throws {
        let run = try await CommandRun(SendCommand.self, Self.words + ["--wait", "--json"], worker(["queued", "sent"]))
        #expect(
            run.printed == """
                {"messages":[{"id":"cccccccccccccccccccccccc"}]}
                {"delivery":{"state":"sent","failure":null}}

                """)
    }
}
