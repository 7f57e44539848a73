import Testing

@testable import StoreSQLite

/// When the log is copied into the database, and what is known of it.
struct LogProgressTests {
    private func progress(_ pages: Int...) -> LogProgress {
        var progress = LogProgress(limit: 1600)
        for pages in pages { progress.committed(pages: pages) }
        return progress
    }

    @Test func whatWasCopiedOfALogSaysNothingOfTheNext() {
        var progress = progress(1000)
        let first = progress.generation
        progress.copied((1000, 1000), of: first)
        #expect(progress.open == 0)
        // The log begins anew while a round that was begun before it ends.
        progress.committed(pages: 20)
        progress.copied((1000, 1000), of: first)
        #expect(progress.open == 20)
        progress.committed(pages: 1700)
        #expect(progress.open == 1700)
        #expect(progress.hurries)
    }

    @Test func aRoundThatMetTheWriterIsTriedAgainAndOneThatAReaderBlocksIsNot() {
        var met = progress(1650)
        met.copied(nil, of: met.generation)
        #expect(met.hurries)
        var blocked = progress(1650)
        blocked.copied((1650, 0), of: blocked.generation)
        #expect(!blocked.hurries)
        // The next round after a pause gets further.
        blocked.copied((1650, 1200), of: blocked.generation)
        #expect(blocked.hurries)
    }

    @Test(arguments: [
        (pages: 1200, copied: 0, hurries: false), (pages: 1300, copied: 0, hurries: true), (pages: 1300, copied: 1250, hurries: false),
        (pages: 1600, copied: 1590, hurries: true),
    ])
    func pausesAreLeftOutFromThreeQuartersOnWhenThereIsEnoughAndAtTheLimitAlways(pages: Int, copied: Int, hurries: Bool) {
        var progress = progress(1, copied, pages)
        if copied > 0 { progress.copied((pages, copied), of: progress.generation) }
        #expect(progress.hurries == hurries)
        #expect(progress.open == pages - copied)
    }
}
