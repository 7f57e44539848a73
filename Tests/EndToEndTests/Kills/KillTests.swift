import Testing

extension EndToEnd {
    @Suite("Kills") struct Kills {}
}

extension EndToEnd.Kills {
    /// Bar 1 to 4 of the project: nothing lost, nothing doubled, every undecided send shown as unknown, at rest within 60 seconds.
    /// `PARLEY_KILLS` and `PARLEY_SEED` choose a longer form and another course.
    @Test(
        "Killed at random moments under load, the worker loses nothing and doubles nothing (invariants 1, 3, 6, 7, 12)",
        .timeLimit(.minutes(60)))
    func kills() async throws {
        let seed = UInt64(Campaign.number("PARLEY_SEED", default: 20_261_121))
        let campaign = Campaign.kills(Campaign.number("PARLEY_KILLS", default: 100), seed: seed)
        let report = try await campaign.run()
        print(report)
        #expect(report.violations.isEmpty, "\(report)")
        #expect(report.kills == campaign.rounds.count)
        #expect(report.messages.all > campaign.rounds.count && report.replies.all > campaign.rounds.count, "there was no load")
    }

    @Test("Ended at every named place, the worker loses nothing and doubles nothing (invariants 1, 3, 6, 7, 12)", .timeLimit(.minutes(60)))
    func crashPoints() async throws {
        let seed = UInt64(Campaign.number("PARLEY_SEED", default: 20_261_121))
        let count = Campaign.number("PARLEY_CRASH_ROUNDS", default: 2)
        let report = try await Campaign.crashes(count, seed: seed).run()
        print(report)
        #expect(report.violations.isEmpty, "\(report)")
        for point in Campaign.points { #expect(report.points[point] == count, "\(point)") }
    }
}
