import Core
import Store
import StoreSQLite
import Testing

@testable import Runtime

@Suite struct ClockTests {
    /// Row 8 of what a worker must stand: retries are late by no more than their own wait when the clock is put back by a day.
    @Test(arguments: [Duration.hours(1), .hours(24)])
    func aRetryComesInTimeAfterTheClockWasPutBack(_ jump: Duration) async throws {
        let clock = ManualClock()
        let office = PostOffice(clock) { letter, number in number == 1 ? PostOffice.says(503) : PostOffice.taken(letter) }
        let world = try await OutboundWorld(clock: clock, office: office)
        let conversation = try await world.conversation()
        try await world.start()
        let message = try await world.post("again", to: conversation)
        try await world.runClock {
            let group = JobGroup(queue: .outbound, group: OutboundWorld.integration)
            return try await world.store.read { try $0.jobs(group: group, afterLane: nil, perLane: 1, limit: 1) }.first?.attempt == 1
        }
        try await world.settle()
        clock.advance(to: clock.now - jump)
        // Whatever happens next in the group shows the new time.
        try await world.post("other", to: try await world.conversation(2))
        try await world.runClock(.seconds(10)) { try await world.state(message) == .sent }
    }

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
