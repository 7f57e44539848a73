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
            try await RelayWorld(stage: stage).open(#""kind":"pull""#)
            try await InboundKills(name: "pulling", stage: stage, seed: seed, kills: kills) { text, customer in
                try await stage.mock.write(text, from: "49151123456\(10 + customer)")
            }.run()
        }
    }
}
