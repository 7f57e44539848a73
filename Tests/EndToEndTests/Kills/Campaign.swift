import Core
import Foundation
import MockKit

/// A worker under mixed load that is ended again and again, and what the provider and the help desk have to say of it afterwards.
struct Campaign: Sendable {
    /// One life of the worker and its end.
    enum Round: Hashable, Sendable {
        /// SIGKILL after a time; `isReady`: counted from when it is ready, else from its start.
        case kill(after: Duration, isReady: Bool)
        /// At a named place, passed for the n-th time.
        case crash(point: String, count: Int)
    }

    /// The places of `CrashPoints`, in the order in which a message passes them.
    static let points = [
        "beforeJournal", "afterJournal", "beforeApply", "afterApply", "beforeIntent", "afterIntent", "afterResponse", "afterReceipt",
        "beforeAcknowledge", "afterAcknowledge",
    ]

    /// How long everything may take to come to rest after the last restart.
    static let drainLimit: Duration = .seconds(60)

    let name: String
    let seed: UInt64
    let rounds: [Round]

    /// So many kills at random moments.
    static func kills(_ count: Int, seed: UInt64) -> Campaign {
        var random = SeededGenerator(seed: seed)
        let rounds = (0..<count).map { _ in
            // One life in eight ends while it still starts.
            let isReady = Int.random(in: 0..<8, using: &random) > 0
            return Round.kill(after: .milliseconds(Int64.random(in: 0...(isReady ? 250 : 120), using: &random)), isReady: isReady)
        }
        return Campaign(name: "kill -9", seed: seed, rounds: rounds)
    }

    /// Every named place so many times.
    static func crashes(_ count: Int, seed: UInt64) -> Campaign {
        var random = SeededGenerator(seed: seed)
        let rounds = (0..<count).flatMap { _ in
            points.shuffled(using: &random).map { Round.crash(point: $0, count: Int.random(in: 1...4, using: &random)) }
        }
        return Campaign(name: "crash points", seed: seed, rounds: rounds)
    }

    /// A number from the environment: a longer form of the same test.
    static func number(_ variable: String, default usual: Int) -> Int {
        ProcessInfo.processInfo.environment[variable].flatMap { Int($0) } ?? usual
    }

    /// Plays all of it.
    func run() async throws -> CampaignReport {
        var settings = try Settings()
        settings.unknownOutcomeWait = 1
        return try await Stage.play(settings) { stage in
            let load = try await Load.prepare(on: stage, seed: seed)
            try await stage.mock.fault(#"{"kind":"duplicate","copies":3,"match":{"probability":0.1,"seed":\#(seed)}}"#)
            try await stage.mock.fault(#"{"kind":"dropAfterAccept","match":{"probability":0.03,"seed":\#(seed)}}"#)
            await stage.worker?.end()
            async let loaded: Void = load.run()
            var report = CampaignReport(campaign: self)
            for round in rounds { try await play(round, on: stage, &report) }
            try await stage.mock.endFaults()
            try await stage.ready(try stage.start())
            let restart = ContinuousClock.now
            load.end()
            await loaded
            try await Judgement(stage: stage, load: load, end: restart + Self.drainLimit).judge(&report)
            report.drain = ContinuousClock.now - restart
            return report
        }
    }

    private func play(_ round: Round, on stage: Stage, _ report: inout CampaignReport) async throws {
        switch round {
        case .kill(let time, let isReady):
            let child = try stage.start()
            if isReady { try await stage.ready(child) }
            try await Task.sleep(for: time)
            await child.end()
            report.ended(child.ending, nil)
        case .crash(let point, let count):
            let child = try stage.start(["PARLEY_CRASH_AT": "\(point):\(count)"])
            let ending = try await eventually("\(point) was not passed \(count) times", within: .seconds(20), every: .milliseconds(5)) {
                child.ending
            }
            report.ended(ending, point)
        }
    }
}
