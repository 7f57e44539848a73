import Core
import JSONKit
import MockKit
import Testing

extension EndToEnd.Telegram {
    /// `PARLEY_POLL_KILLS` and `PARLEY_SEED` choose a longer form and another course.
    @Test(
        "Killed while it polls, the worker loses nothing and doubles nothing: the offset follows the commit (invariants 1, 3)",
        .timeLimit(.minutes(30)))
    func kills() async throws {
        let seed = UInt64(Campaign.number("PARLEY_SEED", default: 20_261_121))
        let kills = Campaign.number("PARLEY_POLL_KILLS", default: 20)
        try await Stage.play(TelegramWorld.settings()) { stage in
            let telegram = TelegramWorld(stage: stage)
            await stage.worker?.end()
            let writing = PollingLoad(telegram: telegram, seed: seed)
            async let written = writing.run()
            var random = SeededGenerator(seed: seed)
            for _ in 0..<kills {
                let child = try stage.start()
                // One life in eight ends while it still starts.
                if Int.random(in: 0..<8, using: &random) > 0 { try await stage.ready(child) }
                try await Task.sleep(for: .milliseconds(Int64.random(in: 0...250, using: &random)))
                await child.end()
            }
            try await stage.ready(try stage.start())
            writing.end()
            let texts = try await written
            let counts = try await self.counts(stage, telegram, expecting: texts.count)
            let lost = texts.filter { counts[$0] == nil }
            let doubled = texts.filter { counts[$0] ?? 0 > 1 }
            print(
                "kill -9 while polling: seed \(seed), kills \(kills), messages \(texts.count), lost \(lost.count), doubled \(doubled.count)"
            )
            #expect(lost.isEmpty && doubled.isEmpty, "seed \(seed): lost \(lost.prefix(9)), doubled \(doubled.prefix(9))")
            #expect(texts.count > kills, "there was no load")
            let strangers = counts.keys.filter { !texts.contains($0) }
            #expect(strangers.isEmpty, "these came from nowhere: \(strangers.prefix(9))")
        }
    }

    /// How often each text stands in a conversation, once nothing moves any more.
    private func counts(_ stage: Stage, _ telegram: TelegramWorld, expecting count: Int) async throws -> [String: Int] {
        _ = try await eventually("updates are left", within: .seconds(60)) { try await telegram.waiting() == 0 ? true : nil }
        return try await stage.textCounts(expecting: count)
    }
}

/// Customers of a bot who write until the end. Every text occurs once.
private final class PollingLoad: Sendable {
    private let telegram: TelegramWorld
    private let seed: UInt64
    private let isOver = Lock(false)

    init(telegram: TelegramWorld, seed: UInt64) {
        self.telegram = telegram
        self.seed = seed
    }

    /// Asks for the end.
    func end() { isOver.withLock { $0 = true } }

    /// Writes until `end`; gives the texts.
    func run() async throws -> [String] {
        var random = SeededGenerator(seed: seed &+ 1)
        var texts: [String] = []
        while !isOver.withLock({ $0 }) {
            let text = "in \(texts.count.inLetters)"
            let customer = 1000 + Int.random(in: 0..<24, using: &random)
            try await telegram.inbound(#"{"from":\#(customer),"name":"C\#(customer)","text":"\#(text)"}"#)
            texts.append(text)
            try await Task.sleep(for: .milliseconds(10))
        }
        return texts
    }
}
