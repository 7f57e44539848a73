import Store

/// Work in pieces that waits for the transaction of its next piece.
protocol PieceWrite: PendingWrite {
    var size: PieceSize { get }
    /// Whether nothing is left to do.
    var isEnded: Bool { get }
    /// Sets how many items the next piece has at most. Returns how many it has.
    func allot(_ limit: Int) -> Int
}

// @unchecked: everything mutable is only touched by the writer's thread.
final class Pieces<Result: Sendable>: PieceWrite, @unchecked Sendable {
    let size: PieceSize
    private(set) var isEnded = false
    private let count: Int
    private let body: @Sendable (any StoreTransaction, Range<Int>) throws -> Result
    private let committed: @Sendable (Range<Int>, Result) -> Void
    private let completion: @Sendable (Swift.Result<Void, any Error>) -> Void
    private var range = 0..<0
    private var result: Result?

    /// - Parameter count: more than none.
    init(
        of count: Int, _ size: PieceSize, _ body: @escaping @Sendable (any StoreTransaction, Range<Int>) throws -> Result,
        committed: @escaping @Sendable (Range<Int>, Result) -> Void,
        completion: @escaping @Sendable (Swift.Result<Void, any Error>) -> Void
    ) {
        self.count = count
        self.size = size
        self.body = body
        self.committed = committed
        self.completion = completion
    }

    func allot(_ limit: Int) -> Int {
        range = range.upperBound..<min(range.upperBound + limit, count)
        return range.count
    }

    func run(in transaction: Session) throws {
        result = nil
        result = try body(transaction, range)
    }

    func succeed() {
        guard let result else { return fail(StoreProblem.failed("The piece was not run.")) }
        committed(range, result)
        guard range.upperBound == count else { return }
        isEnded = true
        completion(.success(()))
    }

    func fail(_ error: any Error) {
        isEnded = true
        completion(.failure(error))
    }
}

/// The works in pieces that go on, in turns.
struct PieceQueue {
    private var waiting: [any PieceWrite] = []
    /// Those that are in the open transaction.
    private var taken: [any PieceWrite] = []
    /// Transactions in a row that nobody else waited for.
    private var quiet = 0

    var isEmpty: Bool { waiting.isEmpty }

    mutating func add(_ work: any PieceWrite) { waiting.append(work) }

    /// The pieces of the next transaction: at least one item of the first, and as many of the next as its size allows in all.
    ///
    /// Callers who were all just answered will be back in a moment: so pieces grow with each transaction that nobody else waits for.
    mutating func take(othersWait: Bool) -> [any PieceWrite] {
        quiet = othersWait ? 0 : min(quiet + 1, 16)
        guard let first = waiting.first else { return [] }
        var room = min(first.size.besideOthers << quiet, max(first.size.alone, first.size.besideOthers))
        taken = Array(
            waiting.prefix { work in
                guard room > 0 else { return false }
                room -= work.allot(room)
                return true
            })
        waiting.removeFirst(taken.count)
        return taken
    }

    /// The transaction is over: what has not ended waits again, behind the others.
    mutating func putBack() {
        for work in taken where !work.isEnded { waiting.append(work) }
        taken.removeAll(keepingCapacity: true)
    }
}
