import Core
package import Store

/// A store whose writes fail on demand: for tests of what the worker does when its disk fails.
///
/// Reads and the hand-over of jobs and events pass through.
package final class FaultInjectingStore: Store {
    /// When a write fails.
    package enum Moment: Hashable, Sendable {
        /// The body runs, then nothing of it is kept.
        case beforeCommit
        /// The write is kept, and handed over, but its caller sees the error: as after a crash between commit and answer.
        case afterCommit
    }

    /// Which writes fail, and how.
    package struct Fault: Sendable {
        /// Writes that still succeed before the first failure.
        package var after: Int
        /// How many writes fail then; nil means all until `heal`.
        package var count: Int?
        /// When they fail.
        package var moment: Moment
        /// What their callers see.
        package var error: any Error

        /// Makes a fault; without more, the next write fails once with a full disk.
        package init(
            after: Int = 0, count: Int? = 1, moment: Moment = .beforeCommit, error: any Error = StoreProblem.disk("injected by the test")
        ) {
            self.after = after
            self.count = count
            self.moment = moment
            self.error = error
        }
    }

    private struct Plan {
        var fault: Fault?
        var failures = 0
    }

    private let store: any Store
    private let plan = Lock(Plan())

    /// Wraps `store`, which works as usual until `inject`.
    package init(_ store: any Store) { self.store = store }

    /// Plans a fault, in place of an earlier one. Writes are counted from now on.
    package func inject(_ fault: Fault) { plan.withLock { $0.fault = fault } }

    /// Ends the fault.
    package func heal() { plan.withLock { $0.fault = nil } }

    /// How many writes were made to fail.
    package var failures: Int { plan.withLock { $0.failures } }

    package func write<Result: Sendable>(_ body: @escaping @Sendable (any StoreTransaction) throws -> Result) async throws -> Result {
        try await withUnsafeThrowingContinuation { continuation in
            write(body) { continuation.resume(with: $0) }
        }
    }

    package func write<Result: Sendable>(
        _ body: @escaping @Sendable (any StoreTransaction) throws -> Result,
        completion: @escaping @Sendable (Swift.Result<Result, any Error>) -> Void
    ) {
        guard let fault = nextFault() else { return store.write(body, completion: completion) }
        let error = fault.error
        switch fault.moment {
        case .beforeCommit:
            store.write(
                { transaction -> Result in
                    _ = try body(transaction)
                    throw error
                }, completion: completion)
        case .afterCommit:
            store.write(body) { result in completion(result.flatMap { _ in .failure(error) }) }
        }
    }

    /// The fault that hits the write that begins now.
    private func nextFault() -> Fault? {
        plan.withLock { plan in
            guard var fault = plan.fault else { return nil }
            if fault.after > 0 {
                fault.after -= 1
                plan.fault = fault
                return nil
            }
            plan.failures += 1
            if let count = fault.count {
                fault.count = count - 1
                plan.fault = count > 1 ? fault : nil
            }
            return fault
        }
    }

    package func read<Result: Sendable>(_ body: @escaping @Sendable (any StoreReader) throws -> Result) async throws -> Result {
        try await store.read(body)
    }

    package var waitingWrites: Int { store.waitingWrites }

    package func onJobs(_ receiver: @escaping @Sendable ([Job]) -> Void) { store.onJobs(receiver) }

    package func onEvents(_ receiver: @escaping @Sendable ([OutboxEvent]) -> Void) { store.onEvents(receiver) }

    package func close() async { await store.close() }
}
