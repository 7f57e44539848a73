import Core
import StoreSQLite
import Testing

@testable import Runtime

@Suite struct WorkerLifeTests {
    /// Whoever drops a worker drops its store: nothing holds the two together for ever.
    @Test func aWorldThatIsDroppedTakesItsStoreAlong() async throws {
        weak var store: SQLiteStore?
        do {
            let world = try await OutboundWorld()
            store = world.store
            try await world.start()
            #expect(store != nil)
        }
        #expect(store == nil)
    }
}
