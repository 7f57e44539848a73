import Core
import Foundation
import Testing

extension EndToEnd.Hostile {
    private static let headLimit: Duration = .seconds(3)
    private static let bodyLimit: Duration = .seconds(4)

    @Test(
        "1,000 clients that drip bytes are cut at their deadlines; others hardly notice, and memory is bounded (invariant 13)",
        .timeLimit(.minutes(2)))
    func slowDrip() async throws {
        Self.raiseFileLimit()
        var settings = try Settings()
        settings.worker = "limits: { headSeconds: 3, bodySeconds: 4 },"
        try await Stage.play(settings) { stage in
            let process = try #require(stage.worker?.identifier)
            _ = await Self.worst(on: stage, for: .milliseconds(300))
            let quiet = await Self.worst(on: stage, for: .seconds(1))
            let before = Machine.residentBytes(of: process)
            let begin = ContinuousClock.now
            let clients = try SlowClients(1000, to: settings.port, path: "/webhooks/\(settings.integration)")
            defer { clients.close() }
            async let cut: Void = eventually("slow clients were not cut", within: .seconds(20), every: .milliseconds(200)) {
                clients.drip() == 0
            }
            let busy = await Self.worst(on: stage, for: .seconds(2))
            let open = clients.drip()
            let growth = Machine.residentBytes(of: process) - before
            // As long as no deadline is over, all are there: else the measurement would say nothing.
            if ContinuousClock.now - begin < Self.headLimit { #expect(open == 1000) }
            try await cut
            let time = ContinuousClock.now - begin
            print("slow drip: 99th of 100 without \(quiet), with \(busy); memory grew by \(growth >> 10) KiB; all cut after \(time)")
            // Below the floor it is the machine's noise that is measured.
            #expect(busy <= max(quiet * 2, quiet + .milliseconds(50)))
            #expect(growth < 64 << 20)
            #expect(time >= Self.headLimit && time < Self.bodyLimit + .seconds(4))
        }
    }

    /// The 99th of 100 of the times of webhooks that are sent one after the other for so long.
    private static func worst(on stage: Stage, for time: Duration) async -> Duration {
        let body = Array(#"{"object":"whatsapp_business_account","entry":[]}"#.utf8)
        var times: [Duration] = []
        let end = ContinuousClock.now + time
        while ContinuousClock.now < end {
            let begin = ContinuousClock.now
            #expect(await stage.webhook(body)?.status == 200)
            times.append(ContinuousClock.now - begin)
        }
        return times.sorted()[times.count * 99 / 100]
    }

    private static func raiseFileLimit() {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        limit.rlim_cur = min(limit.rlim_max, max(limit.rlim_cur, 8192))
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
