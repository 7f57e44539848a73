import Core
package import Store

/// The store in one SQLite file: one thread that writes, two that read, one that copies the log into the database.
///
/// Cancelling the task of a `write` or `read` has no effect on it. A write that is refused (`closed`, `overloaded`) is told so on the
/// caller's own thread before the call returns.
package final class SQLiteStore: Store {
    private let writes: Mailbox<WriterInput>
    private let reads: Mailbox<PendingRead>
    private let receivers = Lock(Receivers())
    private let ending = Ending()

    /// Opens the database, brings its schema up to date and starts the threads.
    /// - Throws: `StoreProblem.unusable` with the reason and what to do.
    package convenience init(_ options: SQLiteOptions) throws { try self.init(options, migrations: Migration.all) }

    init(_ options: SQLiteOptions, migrations: [Migration]) throws {
        writes = Mailbox(capacity: options.maximumWaiting)
        reads = Mailbox(capacity: options.maximumWaiting)
        let files = try DatabaseFiles(options, migrations: migrations)
        let checkpointer = Checkpointer(files.checkpoints, limit: files.logPages)
        let writer = Writer(
            connection: files.writer, waiting: writes, receivers: receivers, checkpointer: checkpointer, groupSize: options.groupSize,
            logLimit: files.logPages)
        let (reads, ending) = (self.reads, self.ending)
        let readers = files.readers.map { Reader(connection: $0, waiting: reads) }
        let readerThreads = try readers.map { reader in try WorkerThread("store-read") { reader.run() } }
        let checkpointThread = try WorkerThread("store-copy") { checkpointer.run() }
        _ = try WorkerThread("store-write") {
            writer.run()
            reads.close()
            readerThreads.forEach { $0.join() }
            checkpointer.stop()
            checkpointThread.join()
            files.close()
            ending.reach()
        }
    }

    deinit { writes.close() }

    package func write<Result: Sendable>(_ body: @escaping @Sendable (any StoreTransaction) throws -> Result) async throws -> Result {
        try await withUnsafeThrowingContinuation { continuation in
            write(body) { continuation.resume(with: $0) }
        }
    }

    package func writePieces<Result: Sendable>(
        of count: Int, _ size: PieceSize, _ body: @escaping @Sendable (any StoreTransaction, Range<Int>) throws -> Result,
        committed: @escaping @Sendable (Range<Int>, Result) -> Void
    ) async throws {
        if count <= 0 { return }
        try await withUnsafeThrowingContinuation { (continuation: UnsafeContinuation<Void, any Error>) in
            put(.pieces(Pieces(of: count, size, body, committed: committed) { continuation.resume(with: $0) }))
        }
    }

    package func write<Result: Sendable>(
        _ body: @escaping @Sendable (any StoreTransaction) throws -> Result,
        completion: @escaping @Sendable (Swift.Result<Result, any Error>) -> Void
    ) {
        put(.write(Write(body, completion: completion)))
    }

    private func put(_ input: WriterInput) {
        switch writes.put(input) {
        case .taken: break
        case .full: input.fail(StoreProblem.overloaded)
        case .closed: input.fail(StoreProblem.closed)
        }
    }

    package func read<Result: Sendable>(_ body: @escaping @Sendable (any StoreReader) throws -> Result) async throws -> Result {
        try await withUnsafeThrowingContinuation { (continuation: UnsafeContinuation<Result, any Error>) in
            let answer = reads.put { session in
                continuation.resume(with: Swift.Result { try session.snapshot { try body($0) } })
            }
            switch answer {
            case .taken: break
            case .full: continuation.resume(throwing: StoreProblem.overloaded)
            case .closed: continuation.resume(throwing: StoreProblem.closed)
            }
        }
    }

    package var waitingWrites: Int { writes.count }

    package func onJobs(_ receiver: @escaping @Sendable ([Job]) -> Void) { receivers.withLock { $0.jobs = receiver } }

    package func onEvents(_ receiver: @escaping @Sendable ([OutboxEvent]) -> Void) { receivers.withLock { $0.events = receiver } }

    /// Reads that wait are finished as well.
    package func close() async {
        writes.close()
        await ending.wait()
    }
}
