import Core
import Foundation
import JSONKit
import Testing

extension EndToEnd {
    @Suite("Start and stop") struct Life {}
}

extension EndToEnd.Life {
    @Test("Asked to stop under load, the worker ends with 0 within 25 s, three times, and nothing is lost", .timeLimit(.minutes(4)))
    func drain() async throws {
        let stops = 3
        var settings = try Settings()
        settings.unknownOutcomeWait = 1
        try await Stage.play(settings) { stage in
            let load = try await Load.prepare(on: stage, seed: 25)
            async let loaded: Void = load.run()
            for _ in 0..<stops {
                try await Task.sleep(for: .milliseconds(700))
                let child = try #require(stage.worker)
                child.send(SIGTERM)
                let ending = try await eventually("the worker has not ended", within: .seconds(25)) { child.ending }
                #expect(ending == .exit(0))
                try await stage.ready(try stage.start())
            }
            load.end()
            await loaded
            var report = CampaignReport(campaign: Campaign(name: "SIGTERM", seed: 25, rounds: []))
            try await Judgement(stage: stage, load: load, end: ContinuousClock.now + Campaign.drainLimit).judge(&report)
            print(report)
            #expect(report.violations.isEmpty, "\(report)")
            #expect(report.unknown == 0, "a send that runs is finished before the end")
        }
    }

    @Test(
        "Asked to stop while the provider does not answer, the worker ends with 0 within 25 s, and the send is unknown",
        .timeLimit(.minutes(2)))
    func drainWithoutAnswer() async throws {
        try await Stage.play { stage in
            let conversation = try await stage.conversation(from: "15550107777")
            try await stage.mock.fault(#"{"kind":"hang","accept":false}"#)
            let reply = try await stage.agent.post("Anybody there?", in: conversation)
            try await eventually("the provider was not called") { try await !stage.mock.ledger(all: true).isEmpty }
            let child = try #require(stage.worker)
            child.send(SIGTERM)
            let ending = try await eventually("the worker has not ended", within: .seconds(25)) { child.ending }
            #expect(ending == .exit(0))
            try await stage.mock.endFaults()
            try await stage.ready(try stage.start())
            try await stage.agent.delivery(of: reply, in: "unknown")
            #expect(try await stage.mock.ledger(all: true).count == 1)
        }
    }

    @Test("Restarted under load with its listener kept, the worker refuses no webhook and no post", .timeLimit(.minutes(2)))
    func keptListener() async throws {
        let restarts = Campaign.number("PARLEY_RESTARTS", default: 10)
        var settings = try Settings()
        let listener = try Machine.listener(on: settings.port)
        defer { close(listener) }
        settings.listener = listener
        try await Stage.play(settings) { stage in
            let load = try await Load.prepare(on: stage, seed: 26)
            async let loaded: Void = load.run()
            for _ in 0..<restarts {
                try await Task.sleep(for: .milliseconds(300))
                let child = try #require(stage.worker)
                child.send(SIGTERM)
                await child.ended()
                #expect(child.ending == .exit(0))
                // A process that is not up yet cannot be asked to end well.
                try await stage.ready(try stage.start())
            }
            load.end()
            await loaded
            var report = CampaignReport(campaign: Campaign(name: "restarts", seed: 26, rounds: []))
            try await Judgement(stage: stage, load: load, end: ContinuousClock.now + Campaign.drainLimit).judge(&report)
            let refused = try await stage.mock.webhooks().filter { $0.status != 200 }
            print("\(report)restarts \(restarts), webhooks refused \(refused.count), posts tried again \(load.triedAgain)")
            #expect(report.violations.isEmpty, "\(report)")
            #expect(refused.isEmpty, "\(refused.map { "\($0.label) \($0.json["failure"].string ?? "answered") \($0.status ?? 0)" })")
            #expect(load.triedAgain == 0)
        }
    }

    @Test("A listener that is handed over by the service manager is served")
    func inheritedListener() async throws {
        try await Stage.play(isOpen: false) { stage in
            let port = try Machine.freePort()
            let program = try Machine.program("parley")
            let arguments = ["--listen=127.0.0.1:\(port)", program, "serve", "--config", stage.settings.configurationPath]
            let child = try ChildProcess("/usr/bin/systemd-socket-activate", arguments, log: "\(stage.settings.folder)/activated.log")
            do {
                try await eventually("the inherited port is not served: \(child.tail)") {
                    await stage.web.send("GET", "http://127.0.0.1:\(port)/readyz")?.status == 200
                }
                #expect(await stage.isReady() == false, "the address of the file is not opened as well")
                child.send(SIGTERM)
                await child.ended()
                #expect(child.ending == .exit(0), "\(child.tail)")
            } catch {
                await child.end()
                throw error
            }
        }
    }

    @Test("A second worker on the same database refuses to start and says why")
    func secondWorker() async throws {
        try await Stage.play { stage in
            let path = "\(stage.settings.folder)/second.json5"
            let other = try Machine.freePort()
            try String(contentsOfFile: stage.settings.configurationPath, encoding: .utf8)
                .replacingOccurrences(of: ":\(stage.settings.port)\"", with: ":\(other)\"")
                .write(toFile: path, atomically: true, encoding: .utf8)
            let second = try ChildProcess(
                try Machine.program("parley"), ["serve", "--config", path], log: "\(stage.settings.folder)/second.log")
            let ending = try await eventually("the second worker runs") { second.ending }
            #expect(ending == .exit(1))
            #expect(second.tail.contains("another") && second.tail.contains("parley.db"), "\(second.tail)")
            _ = try await stage.conversation(from: "15550107777")
        }
    }

    @Test("A configuration that cannot be used ends the start with 3 and names the key")
    func badConfiguration() async throws {
        var settings = try Settings()
        settings.worker = "unknownOutcomeWaits: 3,"
        try await Stage.play(settings, isOpen: false) { stage in
            let child = try stage.start()
            let ending = try await eventually("the worker runs") { child.ending }
            #expect(ending == .exit(3))
            #expect(child.tail.contains("unknownOutcomeWaits"), "\(child.tail)")
        }
    }
}
