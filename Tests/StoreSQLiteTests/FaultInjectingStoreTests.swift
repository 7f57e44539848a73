import Core
import Store
import StoreSQLite
import StoreTesting
import Testing

/// The wrapper that the tests of the worker rely on.
struct FaultInjectingStoreTests {
    private let integration = ID(high: 1, low: 1)

    private func set(_ cursor: String, in store: some Store) async -> StoreProblem? {
        do { try await store.write { [integration] in try $0.setCursor(cursor, integration: integration) } } catch {
            return error as? StoreProblem
        }
        return nil
    }

    private func cursor(_ store: some Store) async throws -> String? {
        try await store.read { [integration] in try $0.cursor(integration: integration) }
    }

    @Test func faultBeforeCommitHitsTheNthWriteOnceAndKeepsNothingOfIt() async throws {
        let store = FaultInjectingStore(try SQLiteStore(SQLiteOptions(.temporary)))
        store.inject(.init(after: 1))
        let seen1 = await set("1", in: store)
        #expect(seen1 == nil)
        let seen2 = await set("2", in: store)
        #expect(seen2 == .disk("injected by the test"))
        let seen3 = try await cursor(store)
        #expect(seen3 == "1")
        let seen4 = await set("3", in: store)
        #expect(seen4 == nil)
        #expect(store.failures == 1)
        await store.close()
    }

    @Test func faultAfterCommitKeepsTheWriteAndTellsOfAnError() async throws {
        let store = FaultInjectingStore(try SQLiteStore(SQLiteOptions(.temporary)))
        store.inject(.init(moment: .afterCommit))
        let seen5 = await set("1", in: store)
        #expect(seen5 == .disk("injected by the test"))
        let seen6 = try await cursor(store)
        #expect(seen6 == "1")
        await store.close()
    }

    @Test func lastingFaultEndsWhenHealed() async throws {
        let store = FaultInjectingStore(try SQLiteStore(SQLiteOptions(.temporary)))
        store.inject(.init(count: nil, error: StoreProblem.fenced))
        for _ in 1...3 {
            let seen = await set("1", in: store)
            #expect(seen == .fenced)
        }
        store.heal()
        let seen7 = await set("1", in: store)
        #expect(seen7 == nil)
        await store.close()
    }
}
