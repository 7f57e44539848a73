import Core
import Testing

@testable import parley

struct JournalTests {
    private static let path = "GET \(FakeWorker.own)/journal"
    private static let head =
        #""id":"\#(Sample.entry)","receivedAt":"2026-09-21T12:53:20.123Z","integrationId":"\#(Sample.integration)","source":"webhook""#
    private static let events = #"""
        [{"externalId":"wamid.1","type":"message","outcome":"applied","resourceId":"\#(Sample.message)","reason":null},
         {"externalId":"wamid.2","type":"status","outcome":"duplicate","resourceId":null,"reason":null},
         {"externalId":"wamid.3","type":"status","outcome":"duplicate","resourceId":null,"reason":null}]
        """#

    @Test func entriesAreListedInColumns() async throws {
        let quarantined = Self.head.replacing("12:53", with: "12:54")
        let worker = FakeWorker(
            Self.path,
            #"""
            {"entries":[{\#(quarantined),"verdict":"quarantined","reason":"no \u001b[31mJSON\n","events":[]},
                        {\#(Self.head),"verdict":"accepted","events":\#(Self.events)}],
             "meta":{"hasMore":true,"afterCursor":"\#(Sample.entry)"}}
            """#)
        let run = try await CommandRun(JournalCommand.self, ["--limit=2"], worker)
        #expect(run.code == .ok)
        #expect(
            run.printed == """
                RECEIVED              ID                        INTEGRATION               SOURCE   VERDICT      EVENTS                               REASON
                2026-09-21 12:54:20Z  dddddddddddddddddddddddd  aaaaaaaaaaaaaaaaaaaaaaaa  webhook  quarantined  -                                    no  [31mJSON\u{20}
                2026-09-21 12:53:20Z  dddddddddddddddddddddddd  aaaaaaaaaaaaaaaaaaaaaaaa  webhook  accepted     message applied, 2 status duplicate  -

                There is more: --after dddddddddddddddddddddddd

                """)
    }

    @Test func filtersGoIntoTheQuery() async throws {
        let worker = FakeWorker(Self.path, #"{"entries":[],"meta":{"hasMore":false}}"#)
        let words = [
            "--integration", Sample.integration, "--external-id", "wamid.HB/ü=&", "--verdict", "accepted", "--limit", "7", "--after",
            Sample.entry,
        ]
        let run = try await CommandRun(JournalCommand.self, words, worker)
        #expect(run.printed == "No entries.\n")
        let query =
            "integrationId=\(Sample.integration)&externalId=wamid.HB%2F%C3%BC%3D%26&verdict=accepted&page%5Bsize%5D=7&page%5Bafter%5D=\(Sample.entry)"
        #expect(worker.requests.map(\.url) == ["http://127.0.0.1:8080\(FakeWorker.own)/journal?\(query)"])
    }

    @Test func anEntryIsShownWithItsEventsAndPayload() async throws {
        let payload = #"{"a":[1,{"b":"x\u001b\u009b"}],"c":{},"d":[]}"#
        let worker = FakeWorker(
            Self.path + "/\(Sample.entry)",
            #"{"entry":{\#(Self.head),"verdict":"accepted","events":\#(Self.events),"payload":\#(payload)}}"#)
        let run = try await CommandRun(JournalCommand.self, ["show", Sample.entry], worker)
        #expect(
            run.printed == #"""
                id           dddddddddddddddddddddddd
                received     2026-09-21 12:53:20Z
                integration  aaaaaaaaaaaaaaaaaaaaaaaa
                source       webhook
                verdict      accepted
                reason       -

                EVENT    OUTCOME    RESOURCE                  EXTERNAL ID  REASON
                message  applied    cccccccccccccccccccccccc  wamid.1      -
                status   duplicate  -                         wamid.2      -
                status   duplicate  -                         wamid.3      -

                payload
                {
                  "a": [
                    1,
                    {
                      "b": "x\u001b "
                    }
                  ],
                  "c": {},
                  "d": []
                }

                """#)
    }

    @Test func anEntryIsReadAgain() async throws {
        let worker = FakeWorker("POST \(FakeWorker.own)/journal/\(Sample.entry)/replay", status: 202, #"{"entry":{}}"#)
        let run = try await CommandRun(JournalCommand.self, ["replay", Sample.entry], worker)
        #expect(run.code == .ok)
        #expect(run.printed == "Journal entry \(Sample.entry) waits to be read again; what was applied before changes nothing.\n")
    }

    @Test func aRefusalIsToldInTheWorkersWords() async throws {
        let answer = #"{"errors":[{"code":"journal_not_found","title":"There is no such journal in this app."}]}"#
        let worker = FakeWorker(Self.path + "/\(Sample.entry)", status: 404, answer)
        let run = try await CommandRun(JournalCommand.self, ["show", Sample.entry], worker)
        #expect(run.code == .failed)
        #expect(run.printed.isEmpty)
        #expect(run.complained == "parley journal: the worker refuses (404): There is no such journal in this app.\n")
    }

    @Test func jsonIsTheAnswerAsItCame() async throws {
        let body = #"{ "entries": [],"meta":{"hasMore":false} }"#
        let run = try await CommandRun(JournalCommand.self, ["--json"], FakeWorker(Self.path, body))
        #expect(run.printed == body + "\n")
    }
}
