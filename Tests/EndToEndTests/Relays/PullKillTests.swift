import Core
import JSONKit
import MockKit
import Testing

extension EndToEnd.Relays {
    /// `PARLEY_PULL_KILLS` and `PARLEY_SEED` choose a longer form and another course.
    @Test(
        "Killed while it pulls, the worker loses nothing and doubles nothing: the place follows the commit (invariants 1, 3)",
        .timeLimit(.minutes(30)))
    func kills() async throws {
        let seed = UInt64(Campaign.number("PARLEY_SEED", default: 20_261_121))
        let kills = Campaign.number("PARLEY_PULL_KILLS", default: 12)
        let pull = #"kind: "pull", url: "MOCKS/relay/\#(RelayWorld.channel)""#
        try await Stage.play(RelayWorld.settings(pull), isOpen: false) { stage in
            let relay = RelayWorld(stage: stage)
            try await relay.open(#""kind":"pull""#)
            let isOver = Lock(false)
            async let written = write(stage, seed, isOver)
            var random = SeededGenerator(seed: seed)
            for _ in 0..<kills {
                let child = try stage.start()
                // One life in eight ends while it still starts.
                if Int.random(in: 0..<8, using: &random) > 0 { try await stage.ready(child) }
                try await Task.sleep(for: .milliseconds(Int64.random(in: 0...250, using: &random)))
                await child.end()
            }
            try await stage.ready(try stage.start())
            isOver.withLock { $0 = true }
            let texts = try await written
            let counts = try await stage.textCounts(expecting: texts.count)
            let lost = texts.filter { counts[$0] == nil }
            let doubled = texts.filter { counts[$0] ?? 0 > 1 }
            print(
                "kill -9 while pulling: seed \(seed), kills \(kills), messages \(texts.count), lost \(lost.count), doubled \(doubled.count)"
            )
            #expect(lost.isEmpty && doubled.isEmpty, "seed \(seed): lost \(lost.prefix(9)), doubled \(doubled.prefix(9))")
            #expect(texts.count > kills, "there was no load")
        }
    }

    /// Customers write until the end; every text occurs once.
    private func write(_ stage: Stage, _ seed: UInt64, _ isOver: Lock<Bool>) async throws -> [String] {
        var random = SeededGenerator(seed: seed &+ 1)
        var texts: [String] = []
        while !isOver.withLock({ $0 }) {
            let text = "in \(texts.count.inLetters)"
            try await stage.mock.write(text, from: "49151123456\(10 + Int.random(in: 0..<24, using: &random))")
            texts.append(text)
            try await Task.sleep(for: .milliseconds(10))
        }
        return texts
    }
}
