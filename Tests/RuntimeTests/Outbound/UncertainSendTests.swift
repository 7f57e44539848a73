import ConnectorKit
import Core
import Store
import StoreSQLite
import Testing

@testable import Runtime

/// What was called, and not answered, of a provider that tells repetitions by a key.
@Suite struct UncertainSendTests {
    /// A world of a channel with keys whose provider answers by number; `nil` is an answer that never comes.
    private func world(
        keyLife: Duration = .hours(72), correlates: Bool = true, life: Duration = .hours(24), _ answer: @escaping @Sendable (Int) -> Int?
    ) async throws -> OutboundWorld {
        let clock = ManualClock()
        let office = PostOffice(clock) { letter, number in
            switch answer(number) {
            case nil: .maybeSent(TransportFailure(.deadline))
            case 200: PostOffice.taken(letter)
            case .some(let status): PostOffice.says(status)
            }
        }
        var settings = RuntimeSettings()
        settings.messageLife = life
        return try await OutboundWorld(
            PostalChannel(correlates: correlates, keyLife: keyLife), clock: clock, office: office, settings: settings)
    }

    private func end(_ world: OutboundWorld) async throws -> (message: ID, delivery: Delivery) {
        try await world.start()
        let message = try await world.post("hello", to: try await world.conversation())
        try await world.runClock { try await world.jobsLeft() == 0 }
        return (message, try await world.delivery(message))
    }

    @Test("Never answered, and refused for the moment until the time was over: nobody knows (invariant 6)", arguments: [503, 401, 429])
    func givenUpAfterAnOpenCall(status: Int) async throws {
        let world = try await world { $0 == 1 ? nil : status }
        let (message, delivery) = try await end(world)
        #expect(world.office.texts.count > 2)
        #expect(delivery.state == .unknown && !delivery.certain)
        #expect(delivery.failure?.code == .unknownOutcome)
        let refusal = try await world.store.write { store in
            try MessageRetry(world.context).ask(message, app: OutboundWorld.app, acceptDuplicate: false, by: .api, in: store)
        }
        #expect(refusal == .mayBeDuplicate)
    }

    @Test("Never answered so near to the end that no other try fits: nobody knows (invariant 6)", arguments: [true, false])
    func neverAnsweredAtTheEnd(correlates: Bool) async throws {
        let world = try await world(correlates: correlates, life: .seconds(2)) { _ in nil }
        let (_, delivery) = try await end(world)
        #expect(world.office.texts.count == 1)
        #expect(delivery.state == .unknown && !delivery.certain)
    }

    @Test("Never answered, then refused for good under the same key: it has surely failed")
    func refusedUnderTheSameKey() async throws {
        let world = try await world { $0 == 1 ? nil : 400 }
        let (_, delivery) = try await end(world)
        #expect(world.office.texts.count == 2)
        #expect(delivery.state == .failed && delivery.certain)
        #expect(delivery.failure?.code == .providerRejected)
    }

    @Test("Never answered, then taken under the same key: it was sent once")
    func takenUnderTheSameKey() async throws {
        let world = try await world { $0 == 1 ? nil : 200 }
        let (_, delivery) = try await end(world)
        #expect(delivery.state == .sent && delivery.certain && delivery.failure == nil)
    }

    @Test("A key that runs out while the provider is down is not called with again (invariant 6)")
    func theKeyRunsOut() async throws {
        let world = try await world(keyLife: .minutes(5)) { $0 == 1 ? nil : 503 }
        let (_, delivery) = try await end(world)
        let calls = world.office.ledger.map(\.at)
        #expect(calls.allSatisfy { $0 - calls[0] < .minutes(5) }, "\(calls.map { $0 - calls[0] })")
        #expect(delivery.state == .unknown && !delivery.certain)
    }
}
