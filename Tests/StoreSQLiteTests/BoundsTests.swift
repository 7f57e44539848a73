import Core
import Store
import StoreSQLite
import StoreTesting
import Testing

/// Invariant 13: what bounds the store, and what happens at the bound.
struct BoundsTests {
    private static let app = ID(high: 1, low: 1)

    private static func entry(_ number: Int) -> JournalEntry {
        JournalEntry(
            id: ID(high: UInt64(number) << 16, low: 0), appID: app, integrationID: app, receivedAt: .zero, source: .webhook,
            verdict: .accepted, payload: Array(repeating: 7, count: 8000))
    }

    private static func problem(_ body: () async throws -> Void) async -> StoreProblem? {
        do { try await body() } catch { return error as? StoreProblem }
        return nil
    }

    @Test func fullDiskFailsTheWriteKeepsNothingOfItAndTheStoreGoesOnWhenThereIsSpace() async throws {
        let folder = try TestFolder()
        var options = SQLiteOptions(.file(folder.database))
        options.sizeLimit = 2_000_000
        let store = try SQLiteStore(options)
        var stored = 0
        var failure: StoreProblem?
        while failure == nil, stored < 1000 {
            let number = stored + 1
            failure = await Self.problem {
                try await store.write { transaction in
                    try transaction.setCursor("\(number)", integration: Self.app)
                    try transaction.insert(Self.entry(number))
                }
            }
            if failure == nil { stored = number }
        }
        guard case .disk = failure else { Issue.record("\(String(describing: failure))"); return }
        #expect(stored > 100)
        let cursor = try await store.read { try $0.cursor(integration: Self.app) }
        #expect(cursor == "\(stored)", "half of a write was kept")
        let pruned = try await store.write { try $0.prune(before: Instant(milliseconds: 50), limit: 1000) }
        #expect(pruned == 49)
        let next = stored + 1
        try await store.write { try $0.insert(Self.entry(next)) }
        await store.close()
    }

    @Test func swallowingTheFaultOfTheDiskDoesNotCommitTheRest() async throws {
        let folder = try TestFolder()
        var options = SQLiteOptions(.file(folder.database))
        options.sizeLimit = 1_000_000
        let store = try SQLiteStore(options)
        let failure = await Self.problem {
            try await store.write { transaction in
                for number in 1...1000 { try? transaction.insert(Self.entry(number)) }
                try? transaction.setCursor("after", integration: Self.app)
            }
        }
        guard case .disk = failure else { Issue.record("\(String(describing: failure))"); return }
        let cursor = try await store.read { try $0.cursor(integration: Self.app) }
        let first = try await store.read { try $0.journalEntry(Self.entry(1).id) }
        #expect(cursor == nil)
        #expect(first == nil)
        try await store.write { try $0.setCursor("goes on", integration: Self.app) }
        await store.close()
    }

    @Test func writesPastTheBoundAreRefusedAtOnce() async throws {
        var options = SQLiteOptions(.temporary)
        options.maximumWaiting = 10
        let store = try SQLiteStore(options)
        let hold = Hold()
        await hold.begin(on: store)
        let outcomes = Lock((done: 0, refused: 0))
        for _ in 1...30 {
            store.write({ _ in }) { result in
                switch result {
                case .success: outcomes.withLock { $0.done += 1 }
                case .failure(StoreProblem.overloaded): outcomes.withLock { $0.refused += 1 }
                case .failure: break
                }
            }
        }
        let refused = outcomes.withLock { $0.refused }
        hold.letGo()
        #expect(refused == 20)
        await store.close()
        let done = outcomes.withLock { $0.done }
        #expect(done == 10)
    }

    @Test func logStaysBoundedWhileReadersComeAndGo() async throws {
        let folder = try TestFolder()
        var options = SQLiteOptions(.file(folder.database))
        options.logLimit = 1 << 20
        let store = try SQLiteStore(options)
        let isDone = Lock(false)
        let readers = Task {
            while !isDone.withLock({ $0 }) {
                async let first = store.read { try $0.journal(app: Self.app, filter: JournalFilter(), before: nil, limit: 200).count }
                async let second = store.read { try $0.journal(app: Self.app, filter: JournalFilter(), before: nil, limit: 200).count }
                _ = try await (first, second)
            }
        }
        for number in 1...2000 { try await store.write { try $0.insert(Self.entry(number)) } }
        isDone.withLock { $0 = true }
        try await readers.value
        // 2,000 commits of about five pages are 40 MB of log.
        let size = folder.size("parley.db-wal")
        #expect(size < 8_000_000, "\(size) bytes")
        await store.close()
        #expect(folder.size("parley.db-wal") == 0)
    }

    @Test func temporaryDatabaseIsGoneAfterTheEnd() async throws {
        let store = try SQLiteStore(SQLiteOptions(.temporary))
        try await store.write { try $0.setCursor("1", integration: Self.app) }
        let storeCursor = try await store.read { try $0.cursor(integration: Self.app) }
        #expect(storeCursor == "1")
        await store.close()
        let again = try SQLiteStore(SQLiteOptions(.temporary))
        let againCursor = try await again.read { try $0.cursor(integration: Self.app) }
        #expect(againCursor == nil)
        await again.close()
    }
}
