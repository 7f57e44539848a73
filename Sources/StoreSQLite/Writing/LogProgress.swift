/// How far the log is copied into the database, and when it is worth while to copy more.
struct LogProgress {
    /// The log's limit in pages.
    let limit: Int
    /// How often the log began anew: what was copied of an earlier one says nothing of this one.
    private(set) var generation = 0
    private var written = 0
    private var copied = 0
    /// False when the last round of copying got no further: a reader stands in the way.
    private var advances = true

    /// - Parameter limit: of the log, in pages.
    init(limit: Int) { self.limit = limit }

    /// Pages that are not yet copied.
    var open: Int { written - min(copied, written) }

    /// Whether the next round begins without a pause: the log is long, and there is enough to copy, or no room left.
    var hurries: Bool { advances && written > limit / 4 * 3 && (written >= limit || open >= limit / 16) }

    /// A commit left `pages` in the log.
    mutating func committed(pages: Int) {
        if pages < written {
            copied = 0
            generation += 1
        }
        written = pages
    }

    /// A round of copying has ended that began with the log `generation`: so much of the log is copied now. Nil when it could not begin,
    /// because the writer copies at the moment.
    mutating func copied(_ result: (log: Int, copied: Int)?, of generation: Int) {
        advances = true
        guard generation == self.generation, let result else { return }
        advances = result.copied > copied
        if result.log >= 0 { copied = result.copied }
    }
}
