import Core
import Store
import Testing

@testable import StoreSQLite

/// How the writer is shared between what must not wait and what can.
struct PiecesTests {
    private static func cursor(_ number: Int) -> ID { ID(high: 9, low: UInt32(number)) }

    /// The pieces of each transaction, as long as there are any; `others` tells for which of them others wait.
    private static func turns(_ counts: [Int], others: [Bool]) throws -> [[String]] {
        var queue = PieceQueue()
        let log = Lock<[String]>([])
        for (number, count) in counts.enumerated() {
            queue.add(
                Pieces(of: count, PieceSize(besideOthers: 4, alone: 64)) { _, range in
                    range
                } committed: { _, range in
                    log.withLock { $0.append("\(number): \(range.lowerBound)..<\(range.upperBound)") }
                } completion: { _ in
                })
        }
        let session = Session(try Connection(path: ":memory:", mode: .readWrite, cacheKilobytes: 64))
        return try others.map { othersWait in
            for piece in queue.take(othersWait: othersWait) {
                try piece.run(in: session)
                piece.succeed()
            }
            queue.putBack()
            return log.withLock { log in
                defer { log = [] }
                return log
            }
        }
    }

    @Test func invariant13PiecesAreSmallBesideOthersAndGrowWhileNobodyElseComes() throws {
        #expect(
            try Self.turns([300], others: [true, true, false, false, true, false, false, false, false, false, false]) == [
                ["0: 0..<4"], ["0: 4..<8"], ["0: 8..<16"], ["0: 16..<32"], ["0: 32..<36"], ["0: 36..<44"], ["0: 44..<60"], ["0: 60..<92"],
                ["0: 92..<156"], ["0: 156..<220"], ["0: 220..<284"],
            ])
    }

    @Test func worksTakeTurnsAndSmallOnesShareATransaction() throws {
        #expect(
            try Self.turns([6, 1, 9], others: [true, true, true, true, true, true]) == [
                ["0: 0..<4"], ["1: 0..<1", "2: 0..<3"], ["0: 4..<6", "2: 3..<5"], ["2: 5..<9"], [], [],
            ])
    }

    @Test func piecesAreInOrderAndEachIsOnDiskBeforeTheNextBegins() async throws {
        let folder = try TestFolder()
        let store = try SQLiteStore(SQLiteOptions(.file(folder.database)))
        let told = Lock<[Range<Int>]>([])
        try await store.writePieces(of: 100, PieceSize(besideOthers: 3, alone: 7)) { transaction, range in
            #expect(told.withLock { $0.last?.upperBound ?? 0 } == range.lowerBound)
            for item in range { try transaction.setCursor("\(item)", integration: Self.cursor(item)) }
        } committed: { range, _ in
            told.withLock { $0.append(range) }
        }
        #expect(told.withLock { $0.flatMap(Array.init) } == Array(0..<100))
        for item in 0..<100 { #expect(try await store.read { try $0.cursor(integration: Self.cursor(item)) } == "\(item)") }
        await store.close()
    }

    @Test func aPieceThatFailsEndsTheWorkAndWhatWasToldOfIsKept() async throws {
        struct Refusal: Error {}
        let folder = try TestFolder()
        let store = try SQLiteStore(SQLiteOptions(.file(folder.database)))
        let told = Lock(0)
        await #expect(throws: Refusal.self) {
            try await store.writePieces(of: 30, PieceSize(besideOthers: 4, alone: 4)) { transaction, range in
                for item in range { try transaction.setCursor("\(item)", integration: Self.cursor(item)) }
                if range.contains(17) { throw Refusal() }
            } committed: { range, _ in
                told.withLock { $0 = range.upperBound }
            }
        }
        #expect(told.withLock { $0 } == 16)
        for item in 0..<30 {
            #expect(try await store.read { try $0.cursor(integration: Self.cursor(item)) } == (item < 16 ? "\(item)" : nil))
        }
        await store.close()
    }

    /// Each write of the others asks for the next one, so that one always waits.
    @Test func piecesAreDoneThoughOthersNeverStopComing() async throws {
        let folder = try TestFolder()
        let store = try SQLiteStore(SQLiteOptions(.file(folder.database)))
        let isOver = Lock(false)
        let others = Lock(0)
        @Sendable func goOn() {
            store.write {
                try $0.setCursor("other", integration: ID(high: 1, low: 1))
            } completion: { _ in
                others.withLock { $0 += 1 }
                if !isOver.withLock({ $0 }) { goOn() }
            }
        }
        for _ in 0..<8 { goOn() }
        let largest = Lock(0)
        try await store.writePieces(of: 200, PieceSize(besideOthers: 10, alone: 100)) { transaction, range in
            try transaction.setCursor("\(range.upperBound)", integration: ID(high: 2, low: 2))
            return range.count
        } committed: { _, count in
            largest.withLock { $0 = max($0, count) }
        }
        isOver.withLock { $0 = true }
        #expect(try await store.read { try $0.cursor(integration: ID(high: 2, low: 2)) } == "200")
        // Others waited each time: no piece was a large one, and each of them shared its transaction.
        #expect(largest.withLock { $0 } == 10)
        #expect(others.withLock { $0 } >= 20)
        await store.close()
    }

    @Test func piecesFinishBeforeTheStoreCloses() async throws {
        let folder = try TestFolder()
        let store = try SQLiteStore(SQLiteOptions(.file(folder.database)))
        let began = Lock<CheckedContinuation<Void, Never>?>(nil)
        let done = Lock(0)
        await withTaskGroup(of: Void.self) { group in
            await withCheckedContinuation { continuation in
                began.withLock { $0 = continuation }
                group.addTask {
                    try? await store.writePieces(of: 50, PieceSize(besideOthers: 1, alone: 1)) { _, _ in
                        began.withLock { waiting in
                            waiting?.resume()
                            waiting = nil
                        }
                    } committed: { _, _ in
                        done.withLock { $0 += 1 }
                    }
                }
            }
            await store.close()
        }
        #expect(done.withLock { $0 } == 50)
        await #expect(throws: StoreProblem.closed) {
            try await store.writePieces(of: 1, PieceSize(besideOthers: 1, alone: 1)) { _, _ in
            } committed: { _, _ in
            }
        }
    }
}
