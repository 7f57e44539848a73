import Core
import Store
import Testing

@testable import StoreSQLite

/// How the writer's time is shared between what must not wait and what can.
struct TurnTakingTests {
    @Test func workThatCanWaitGoesAtOnceWhenNobodyElseWaits() {
        var turns = TurnTaking()
        turns.turnWasTaken(for: 5_000_000)
        #expect(turns.isTurn(othersWait: false))
        #expect(!turns.isTurn(othersWait: true))
    }

    @Test(arguments: [1, 3, 17, 400])
    func invariant13WorkThatCanWaitKeepsHalfOfTheTimeWhileOthersAlwaysWait(turn: Int64) {
        var turns = TurnTaking()
        var (own, others, longestWait, wait) = (Int64(0), Int64(0), Int64(0), Int64(0))
        for round in Int64(0)..<10_000 {
            let isTurn = turns.isTurn(othersWait: true)
            let group = 1 + round % 7
            turns.othersWereServed(for: group)
            others += group
            wait = isTurn ? 0 : wait + group
            longestWait = max(longestWait, wait)
            guard isTurn else { continue }
            turns.turnWasTaken(for: turn)
            own += turn
        }
        #expect(longestWait <= turn + 7, "turn \(turn)")
        // A group that began before the turn was due ends first.
        let share = Double(own) / Double(own + others)
        #expect(share > 0.5 * Double(turn) / Double(turn + 14), "turn \(turn): share \(share)")
        #expect(share <= 0.5, "turn \(turn): share \(share)")
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
