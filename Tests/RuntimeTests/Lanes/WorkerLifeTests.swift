import Core
import Store
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

    /// A backlog of one integration counts against the intake's bound after a restart as it did before, invariant 13.
    @Test func aBacklogThatAnEarlierWorkerLeft_isCountedUpToTheBound() async throws {
        let backlog = JobGroup.countLimit + 500
        for (bound, isFull) in [(backlog, true), (backlog + 1, false)] {
            var settings = RuntimeSettings()
            settings.inboundBacklogLimit = bound
            let world = try await InboundWorld(settings: settings)
            try await world.store.write { store in
                for number in 1...backlog {
                    let id = ID(high: UInt64(number) << 16, low: 1)
                    let key = JobKey(queue: .inbound, group: InboundWorld.integration, lane: InboundWorld.integration, id: id)
                    try store.enqueue(Job(key: key, appID: InboundWorld.app, subject: id, runAt: .zero))
                }
            }
            let worker = Worker(context: world.context)
            try await worker.countWaiting()
            #expect(worker.intake.isOverloaded == isFull)
        }
    }
}
