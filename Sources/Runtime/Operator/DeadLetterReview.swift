package import Core
package import Store

/// Decides about dead letters: once more, or never.
package struct DeadLetterReview: Sendable {
    private let now: Instant

    /// A review at this moment.
    package init(_ context: RuntimeContext) { now = context.clock.now() }

    /// Puts the job back where it stood, with all its attempts. Nil without such a letter in the app.
    package func replay(_ id: ID, app: ID, in store: any StoreTransaction) throws -> DeadLetter? {
        guard let letter = try store.deadLetter(app: app, id) else { return nil }
        try putBack(letter, in: store)
        return letter
    }

    /// Drops it for good. Nil without such a letter in the app.
    package func drop(_ id: ID, app: ID, in store: any StoreTransaction) throws -> DeadLetter? {
        guard let letter = try store.deadLetter(app: app, id) else { return nil }
        try store.remove(deadLetter: id, app: app)
        return letter
    }

    private func putBack(_ letter: DeadLetter, in store: any StoreTransaction) throws {
        try store.remove(deadLetter: letter.id, app: letter.appID)
        try store.enqueueAgain(Job(key: letter.key, appID: letter.appID, subject: letter.subject, runAt: now))
    }

    // MARK: Many

    /// Which letters are meant. Nil means any.
    package struct Selection: Hashable, Sendable {
        package var queue: Queue?
        /// The webhook or integration that the letters belong to.
        package var group: ID?
        /// When the event, message or journal entry was made: from this time on …
        package var from: Instant?
        /// … and before this time.
        package var to: Instant?

        /// Makes a selection.
        package init(queue: Queue? = nil, group: ID? = nil, from: Instant? = nil, to: Instant? = nil) {
            self.queue = queue
            self.group = group
            self.from = from
            self.to = to
        }
    }

    /// How far a replay has come.
    package struct Progress: Hashable, Sendable {
        package var replayed: Int
        /// Where to go on; nil at the end.
        package var next: ID?
    }

    /// Letters looked at by one call.
    package static let pageSize = 500

    /// Puts back the jobs of a page of letters, newest first, those older than `before` if it is given.
    package func replay(_ selection: Selection, before: ID?, app: ID, in store: any StoreTransaction) throws -> Progress {
        let end = [before, selection.to.map { ID.first(madeAt: $0) }].compactMap { $0 }.min()
        let page = try store.deadLetters(app: app, queue: selection.queue, before: end, limit: Self.pageSize)
        let inTime = page.prefix { letter in selection.from.map { letter.id.madeAt >= $0 } ?? true }
        let chosen = inTime.filter { letter in selection.group.map { letter.key.group == $0 } ?? true }
        for letter in chosen { try putBack(letter, in: store) }
        return Progress(replayed: chosen.count, next: inTime.count == Self.pageSize ? inTime.last?.id : nil)
    }
}

extension ID {
    /// Smaller than every identifier made at `time` or later, greater than those made before.
    static func first(madeAt time: Instant) -> ID {
        ID(high: UInt64(clamping: min(max(time.milliseconds, 0), 0xFFFF_FFFF_FFFF)) << 16, low: 0)
    }
}
