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
            try await InboundKills(name: "polling", stage: stage, seed: seed, kills: kills) { text, customer in
                try await telegram.inbound(#"{"from":\#(1000 + customer),"name":"C\#(customer)","text":"\#(text)"}"#)
            }.run()
        }
    }
}
