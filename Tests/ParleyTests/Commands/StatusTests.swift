import Core
import JSONKit
import Testing

@testable import parley

struct StatusTests {
    private typealias Recorded = FakeWorker.Recorded

    private static let ready = #"{"status":"ready","parts":{"store":{"state":"ready"},"worker":{"state":"ready"}}}"#
    private static let metrics = """
        # TYPE parley_build_info gauge
        parley_build_info{version="1.2.3"} 1
        parley_jobs_in_memory{queue="inbound"} 9
        parley_jobs_in_memory{queue="webhooks"} 4
        process_start_time_seconds 1789900000

        """

    private func worker(_ changes: [String: Recorded] = [:]) -> FakeWorker {
        let none = #"{"deadletters":[],"meta":{"hasMore":false}}"#
        let dead = #"{"deadletters":[{"integrationId":"\#(Sample.integration)"}],"meta":{"hasMore":true}}"#
        let integrations =
            #"""
            {"integrations":[{"id":"\#(Sample.app)","type":"custom","webhooks":[{"id":"\#(Sample.entry)","status":"enabled"}]},
              {"id":"\#(Sample.integration)","type":"custom","displayName":"Support","parleyOrigin":"api"}]}
            """#
        let health =
            #"{"health":{"type":"telegram","status":"active","lastInboundAt":"2026-09-21T12:53:20.000Z","queue":{"inbound":2,"outbound":3}}}"#
        var answers: [String: [Recorded]] = [
            "GET /readyz": [Recorded(body: Self.ready)], "GET /metrics": [Recorded(body: Self.metrics)],
            "GET \(FakeWorker.shared)": [Recorded(body: #"{"app":{"parleyOrigin":"file"}}"#)],
            "GET \(FakeWorker.shared)/integrations": [Recorded(body: integrations)],
            "GET \(FakeWorker.own)/integrations/\(Sample.integration)/health": [Recorded(body: health)],
            // In order of the queues.
            "GET \(FakeWorker.own)/deadletters": [Recorded(body: none), Recorded(body: dead), Recorded(body: none)],
        ]
        for (call, answer) in changes { answers[call] = [answer] }
        return FakeWorker(answers)
    }

    @Test func aReadyWorkerIsShownWithItsChannels() async throws {
        let run = try await CommandRun(StatusCommand.self, [], worker())
        #expect(run.code == .ok)
        #expect(
            run.printed == """
                worker        ready at 127.0.0.1:8080
                version       1.2.3
                up since      2026-09-20 10:26:40Z (1 d 3 h)
                app           0123456789abcdef01234567
                webhooks      4 event(s) waiting
                dead letters  inbound 0, outbound 1+, webhooks 0, media 0, absence 0

                INTEGRATION               TYPE      NAME     STATUS  FROM  INBOUND  OUTBOUND  DEAD  LAST INBOUND
                aaaaaaaaaaaaaaaaaaaaaaaa  telegram  Support  active  api   2        3         1+    2026-09-21 12:53:20Z

                """)
    }

    /// What the API has changed wins over the file, and whoever looks at the file must be told.
    @Test func whatTheAPIChangedAndWebhooksInTroubleAreShown() async throws {
        let integrations = #"""
            {"integrations":[{"id":"\#(Sample.app)","type":"custom","webhooks":[
              {"id":"\#(Sample.entry)","status":"disabled","disabledAt":"2026-09-21T12:00:00.000Z","disabledReason":"It answered 410."},
              {"id":"\#(Sample.letter)","status":"enabled","failingSince":"2026-09-21T11:00:00.000Z"}]}]}
            """#
        let worker = worker([
            "GET \(FakeWorker.shared)": Recorded(body: #"{"app":{"parleyOrigin":"file+api"}}"#),
            "GET \(FakeWorker.shared)/integrations": Recorded(body: integrations),
        ])
        let run = try await CommandRun(StatusCommand.self, [], worker)
        #expect(
            run.printed.contains("app           0123456789abcdef01234567 (settings changed through the API, which win over the file)\n"))
        #expect(run.printed.contains("webhook \(Sample.entry) is disabled since 2026-09-21 12:00:00Z: It answered 410.\n"))
        #expect(run.printed.contains("webhook \(Sample.letter) takes nothing since 2026-09-21 11:00:00Z\n"))
    }

    @Test func aWorkerThatIsNotReadyFails() async throws {
        let answer = #"{"status":"not ready","parts":{"store":{"state":"ready"},"worker":{"state":"failed","reason":"stopping"}}}"#
        let worker = worker(["GET /readyz": Recorded(status: 503, body: answer)])
        let run = try await CommandRun(StatusCommand.self, [], worker)
        #expect(run.code == .failed)
        #expect(run.printed == "worker  not ready at 127.0.0.1:8080\nworker  failed: stopping\n")
        #expect(worker.requests.count == 1)
    }

    @Test func aWorkerThatDoesNotAnswerFails() async throws {
        let run = try await CommandRun(StatusCommand.self, [], FakeWorker([:]))
        #expect(run.code == .failed)
        #expect(
            run.complained
                == "parley status: the worker does not answer at 127.0.0.1:8080 (Couldn't connect to server); is it running? --address names another place\n"
        )
    }

    @Test func anotherProgramIsToldApart() async throws {
        let run = try await CommandRun(StatusCommand.self, [], FakeWorker("GET /readyz", "<html>"))
        #expect(run.code == .failed)
        #expect(run.complained.contains("is not Parley"))
    }

    @Test func aWrongKeyIsExplainedWithoutItsSecret() async throws {
        let refusal = Recorded(status: 401, body: #"{"errors":[{"code":"unauthorized","title":"The credentials are not valid."}]}"#)
        let run = try await CommandRun(StatusCommand.self, [], worker(["GET \(FakeWorker.shared)/integrations": refusal]))
        #expect(run.code == .failed)
        #expect(run.complained.contains("The credentials are not valid. Another key: --key-id"))
        #expect(!(run.complained + run.printed).contains(Sample.secret))
    }

    @Test func jsonHoldsTheAnswers() async throws {
        let run = try await CommandRun(StatusCommand.self, ["--json"], worker())
        let root = try JSONDocument.parse(run.printed).root
        #expect(root["readiness"]["status"].string == "ready")
        #expect(root["version"].string == "1.2.3")
        #expect(root["startedAt"].string == "2026-09-20T10:26:40.000Z")
        #expect(root["integrations"][0]["integration"]["id"].string == Sample.integration)
        #expect(root["integrations"][0]["health"]["queue"]["outbound"].int == 3)
        #expect(root["deadLetters"]["outbound"]["count"].int == 1)
        #expect(root["deadLetters"]["outbound"]["hasMore"].bool == true)
    }
}
