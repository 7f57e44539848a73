import Core
import Store
import Testing

@testable import StoreSQLite

/// How the writer is shared between what must not wait and what can.
struct YieldingTests {
    @Test(arguments: [
        (sizes: [20, 20, 20, 20], othersWait: true, taken: 1), (sizes: [20, 20, 20, 20], othersWait: false, taken: 3),
        (sizes: [8, 8, 8, 8], othersWait: true, taken: 3), (sizes: [300, 1], othersWait: true, taken: 1),
        (sizes: [300, 1], othersWait: false, taken: 1), (sizes: [], othersWait: true, taken: 0), (sizes: [5], othersWait: false, taken: 1),
    ])
    func invariant13ASliceIsTheOldestAndSmallButNeverNothing(sizes: [Int], othersWait: Bool, taken: Int) {
        var yielding: [any PendingWrite] = sizes.map { size in Write<Void>({ _ in }, yieldingSize: size) { _ in } }
        let all = yielding
        let slice = Writer.slice(from: &yielding, othersWait: othersWait)
        #expect(slice.count == taken)
        #expect((slice + yielding).elementsEqual(all) { $0 === $1 })
    }

    /// Each write of the others asks for the next one, so that one always waits.
    @Test func yieldingWritesAreDoneThoughOthersNeverStopComing() async throws {
        let folder = try TestFolder()
        let store = try SQLiteStore(SQLiteOptions(.file(folder.database)))
        let isOver = Lock(false)
        @Sendable func goOn() {
            store.write {
                try $0.setCursor("other", integration: ID(high: 1, low: 1))
            } completion: { _ in
                if !isOver.withLock({ $0 }) { goOn() }
            }
        }
        for _ in 0..<8 { goOn() }
        for number in 1...20 {
            try await store.writeYielding(size: 40) { try $0.setCursor("\(number)", integration: ID(high: 2, low: 2)) }
        }
        isOver.withLock { $0 = true }
        let cursor = try await store.read { try $0.cursor(integration: ID(high: 2, low: 2)) }
        #expect(cursor == "20")
        await store.close()
    }

    @Test func yieldingWritesFinishBeforeTheStoreCloses() async throws {
        let folder = try TestFolder()
        let store = try SQLiteStore(SQLiteOptions(.file(folder.database)))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in UInt32(1)...50 {
                group.addTask { try await store.writeYielding(size: 30) { try $0.setCursor("x", integration: ID(high: 3, low: number)) } }
            }
            try await group.waitForAll()
        }
        await store.close()
        await #expect(throws: StoreProblem.closed) { try await store.writeYielding(size: 1) { _ in } }
    }
}
