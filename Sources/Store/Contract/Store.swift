/// Where everything is kept. SQLite and PostgreSQL are equals: both pass the same conformance suite.
package protocol Store: Sendable {
    /// Runs `body` in a transaction on a thread of the store and returns its result once the transaction is on disk.
    ///
    /// Bodies that wait at the same moment may share one transaction (group commit) but never each other's faults: if one throws, only
    /// its own changes are undone. A body may run more than once, so it must have no effect but through the transaction and must not
    /// wait for anything. Bodies handed in by one thread run in the order handed in.
    /// - Throws: what `body` throws, or a `StoreProblem`.
    func write<Result: Sendable>(_ body: @escaping @Sendable (any StoreTransaction) throws -> Result) async throws -> Result

    /// The same for callers outside of a task. `completion` runs on a thread of the store, after the commit, and must return quickly.
    /// Of a write that is refused (`closed`, `overloaded`) it is told on the caller's thread, before the call returns.
    func write<Result: Sendable>(
        _ body: @escaping @Sendable (any StoreTransaction) throws -> Result,
        completion: @escaping @Sendable (Swift.Result<Result, any Error>) -> Void)

    /// Works on the items `0..<count` in order, in pieces, each in a transaction of its own: for work that nobody waits for. Writes that come
    /// meanwhile wait for a small piece only, and share its transaction; but the work never stands still, whatever else comes.
    ///
    /// - Parameters:
    ///   - body: works on the items of a range, as that of `write` does. The piece before is committed when it runs.
    ///   - committed: told of each piece once it is on disk, in order, on a thread of the store; must return quickly.
    /// - Throws: what `body` throws, or a `StoreProblem`. What `committed` was told of is kept; nothing behind it was done.
    func writePieces<Result: Sendable>(
        of count: Int, _ size: PieceSize, _ body: @escaping @Sendable (any StoreTransaction, Range<Int>) throws -> Result,
        committed: @escaping @Sendable (Range<Int>, Result) -> Void
    ) async throws

    /// Runs `body` against a consistent state that includes every write that had returned before the call.
    func read<Result: Sendable>(_ body: @escaping @Sendable (any StoreReader) throws -> Result) async throws -> Result

    /// How many writes wait, for back-pressure.
    var waitingWrites: Int { get }

    /// Hands every job that is enqueued or rescheduled to `receiver` once its transaction is on disk, in commit order, on a thread of the
    /// store: one call for each transaction, before the writes of that transaction return. A hint: jobs are found in the store as well.
    /// Set once, before the first write. `receiver` must return quickly.
    func onJobs(_ receiver: @escaping @Sendable ([Job]) -> Void)

    /// Likewise for events.
    func onEvents(_ receiver: @escaping @Sendable ([OutboxEvent]) -> Void)

    /// Finishes the writes and reads that wait, then closes. Later ones throw `StoreProblem.closed`.
    func close() async
}

/// How many items of work in pieces are done in one transaction at most.
package struct PieceSize: Hashable, Sendable {
    /// When other writes wait for it.
    package var besideOthers: Int
    /// When nobody waits for it yet: who comes meanwhile waits behind it.
    package var alone: Int

    /// Makes a size; both at least one.
    package init(besideOthers: Int, alone: Int) {
        self.besideOthers = max(1, besideOthers)
        self.alone = max(1, alone)
    }
}

extension Store {
    /// A store that lets nobody go first.
    package func writePieces<Result: Sendable>(
        of count: Int, _ size: PieceSize, _ body: @escaping @Sendable (any StoreTransaction, Range<Int>) throws -> Result,
        committed: @escaping @Sendable (Range<Int>, Result) -> Void
    ) async throws {
        for start in stride(from: 0, to: count, by: size.alone) {
            let range = start..<min(start + size.alone, count)
            committed(range, try await write { try body($0, range) })
        }
    }
}

/// What can go wrong in a store, apart from what a body throws.
package enum StoreProblem: Error, Hashable, Sendable {
    /// The store is closed or closing.
    case closed
    /// Too many writes wait.
    case overloaded
    /// The disk is full or cannot be written. Nothing of the write is kept.
    case disk(String)
    /// The lease is no longer held: another worker has taken over. Nothing of the write is kept.
    case fenced
    /// The database is used by another worker, is of a newer version, or is damaged.
    case unusable(String)
    /// A statement failed for another reason; the library's words, without values.
    case failed(String)
}
