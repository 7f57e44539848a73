import Core
import Testing

@testable import parley

struct DeadLetterTests {
    private static let path = "\(FakeWorker.own)/deadletters"
    private static let notFound = FakeWorker.Recorded(
        status: 404, body: #"{"errors":[{"code":"deadletter_not_found","title":"There is no such deadletter in this app."}]}"#)

    @Test func lettersAreListedInColumns() async throws {
        let worker = FakeWorker(
            "GET \(Self.path)",
            #"""
            {"deadletters":[
              {"id":"\#(Sample.letter)","queue":"webhooks","webhookId":"\#(Sample.app)","eventId":"\#(Sample.entry)","attempts":12,
               "diedAt":"2026-09-21T12:53:20.000Z","reason":"The webhook answered 410."},
              {"id":"\#(Sample.letter)","queue":"outbound","integrationId":"\#(Sample.integration)","conversationId":"\#(Sample.conversation)",
               "messageId":"\#(Sample.message)","attempts":1,"diedAt":"2026-09-21T12:53:19.000Z","reason":"x"}],
             "meta":{"hasMore":false},"links":{}}
            """#)
        let run = try await CommandRun(DeadCommand.self, [], worker)
        #expect(
            run.printed == """
                DIED                  ID                        QUEUE     OF                                    ABOUT                             ATTEMPTS  REASON
                2026-09-21 12:53:20Z  eeeeeeeeeeeeeeeeeeeeeeee  webhooks  webhook 0123456789abcdef01234567      event dddddddddddddddddddddddd    12        The webhook answered 410.
                2026-09-21 12:53:19Z  eeeeeeeeeeeeeeeeeeeeeeee  outbound  integration aaaaaaaaaaaaaaaaaaaaaaaa  message cccccccccccccccccccccccc  1         x

                """)
    }

    @Test func aLetterIsDropped() async throws {
        let worker = FakeWorker("DELETE \(Self.path)/\(Sample.letter)", "{}")
        let run = try await CommandRun(DeadCommand.self, ["drop", Sample.letter], worker)
        #expect(run.code == .ok)
        #expect(run.printed == "Dead letter \(Sample.letter) is dropped.\n")
    }

    @Test(arguments: [true, false])
    func aLetterIsTriedAgain(_ byEitherCommand: Bool) async throws {
        let body = #"{"deadletter":{"id":"\#(Sample.letter)","queue":"outbound"}}"#
        let worker = FakeWorker("POST \(Self.path)/\(Sample.letter)/replay", status: 202, body)
        let run =
            byEitherCommand
            ? try await CommandRun(ReplayCommand.self, [Sample.letter], worker)
            : try await CommandRun(DeadCommand.self, ["replay", Sample.letter], worker)
        #expect(run.code == .ok)
        #expect(run.printed == "Dead letter \(Sample.letter) waits in the queue outbound again.\n")
    }

    @Test func replayTakesAJournalEntryWhereThereIsNoDeadLetter() async throws {
        let worker = FakeWorker([
            "POST \(Self.path)/\(Sample.entry)/replay": [Self.notFound],
            "POST \(FakeWorker.own)/journal/\(Sample.entry)/replay": [FakeWorker.Recorded(status: 202)],
        ])
        let run = try await CommandRun(ReplayCommand.self, [Sample.entry], worker)
        #expect(run.code == .ok)
        #expect(run.printed.hasPrefix("Journal entry \(Sample.entry) waits"))
    }

    @Test func replayOfNothingFails() async throws {
        let noEntry = FakeWorker.Recorded(status: 404, body: #"{"errors":[{"code":"journal_not_found","title":"x"}]}"#)
        let worker = FakeWorker([
            "POST \(Self.path)/\(Sample.entry)/replay": [Self.notFound],
            "POST \(FakeWorker.own)/journal/\(Sample.entry)/replay": [noEntry],
        ])
        let run = try await CommandRun(ReplayCommand.self, [Sample.entry], worker)
        #expect(run.code == .failed)
        #expect(run.complained.contains("neither a dead letter nor a journal entry"))
    }

    @Test func anotherRefusalOfTheDeadLetterDoesNotTouchTheJournal() async throws {
        let worker = FakeWorker("POST \(Self.path)/\(Sample.entry)/replay", status: 503, #"{"errors":[{"code":"x","title":"Later."}]}"#)
        let run = try await CommandRun(ReplayCommand.self, [Sample.entry], worker)
        #expect(run.code == .failed)
        #expect(worker.requests.count == 1)
    }

    @Test(arguments: [true, false])
    func manyLettersAreTriedAgainPageByPage(_ byEitherCommand: Bool) async throws {
        let worker = FakeWorker([
            "POST \(Self.path)/replay": [
                FakeWorker.Recorded(status: 202, body: #"{"replayed":500,"meta":{"hasMore":true,"afterCursor":"\#(Sample.letter)"}}"#),
                FakeWorker.Recorded(status: 202, body: #"{"replayed":7,"meta":{"hasMore":false}}"#),
            ]
        ])
        let options = ["--from", "2026-09-21", "--to=2026-09-21T10:30:00Z", "--webhook", Sample.entry]
        let run =
            byEitherCommand
            ? try await CommandRun(ReplayCommand.self, options, worker)
            : try await CommandRun(DeadCommand.self, ["replay"] + options, worker)
        #expect(run.code == .ok)
        #expect(run.printed == "507 dead letter(s) wait again.\n")
        let range = #""webhookId":"\#(Sample.entry)","from":"2026-09-21T00:00:00.000Z","to":"2026-09-21T10:30:00.000Z""#
        #expect(
            worker.requests.map { String(decoding: $0.body, as: UTF8.self) } == ["{\(range)}", #"{\#(range),"after":"\#(Sample.letter)"}"#])
    }

    @Test(arguments: [
        ["--from", "yesterday"], ["--webhook", Sample.entry, "--integration", Sample.entry], ["--queue", "x"],
        [Sample.entry, "--from", "2026-09-21"], [],
    ])
    func aWrongRangeIsRefusedBeforeACall(_ words: [String]) async throws {
        let worker = FakeWorker([:])
        await #expect(throws: Arguments.Problem.self) { try await CommandRun(ReplayCommand.self, words, worker) }
        #expect(worker.requests.isEmpty)
    }
}
