import Store

/// A write that waits for its transaction, with the type of its result hidden.
protocol PendingWrite: AnyObject, Sendable {
    /// Runs the body and keeps its result. May be called again after a rollback.
    func run(in transaction: Session) throws
    /// Takes note that its transaction is committed.
    func succeed()
    /// Ends a write; nothing of this transaction is kept.
    func fail(_ error: any Error)
}

// @unchecked: `result` is only touched by the writer's thread.
final class Write<Result: Sendable>: PendingWrite, @unchecked Sendable {
    private let body: @Sendable (any StoreTransaction) throws -> Result
    private let completion: @Sendable (Swift.Result<Result, any Error>) -> Void
    private var result: Result?

    init(
        _ body: @escaping @Sendable (any StoreTransaction) throws -> Result,
        completion: @escaping @Sendable (Swift.Result<Result, any Error>) -> Void
    ) {
        self.body = body
        self.completion = completion
    }

    func run(in transaction: Session) throws {
        result = nil
        result = try body(transaction)
    }

    func succeed() {
        guard let result else { return fail(StoreProblem.failed("The write was not run.")) }
        completion(.success(result))
    }

    func fail(_ error: any Error) { completion(.failure(error)) }
}
