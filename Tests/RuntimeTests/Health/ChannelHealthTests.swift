import ConnectorKit
import Core
import Store
import StoreSQLite
import Testing

@testable import Runtime

@Suite struct ChannelHealthTests {
    @Test func theErrorRateIsThatOfTheLastHour() {
        let health = ChannelHealth()
        let start = Instant(seconds: 1_790_000_000)
        let id = OutboundWorld.integration
        #expect(health.errorRate(id, now: start) == nil)
        for minute in 0..<60 as Range<Int64> {
            let failure = minute < 30 ? Failure(.providerUnavailable) : nil
            health.callEnded(id, failure: failure, isFault: false, at: start + .minutes(minute))
        }
        #expect(health.errorRate(id, now: start + .minutes(59)) == 0.5)
        #expect(health.errorRate(id, now: start + .minutes(89)) == 0)
        #expect(health.errorRate(id, now: start + .minutes(200)) == nil)
    }

    @Test func aFaultIsKnownUntilSomethingIsTaken_invariant11() async throws {
        let clock = ManualClock()
        let broken = Lock(true)
        let office = PostOffice(clock) { letter, _ in broken.withLock { $0 } ? PostOffice.says(401) : PostOffice.taken(letter) }
        let world = try await OutboundWorld(clock: clock, office: office)
        try await world.start()
        let message = try await world.post("one", to: try await world.conversation())
        try await world.runClock { world.context.health.account(OutboundWorld.integration).fault != nil }
        #expect(world.context.health.account(OutboundWorld.integration).fault?.code == .credentialsInvalid)
        broken.withLock { $0 = false }
        try await world.runClock { try await world.state(message) == .sent }
        #expect(world.context.health.account(OutboundWorld.integration).fault == nil)
        #expect(world.context.health.account(OutboundWorld.integration).lastTakenAt != nil)
    }

    @Test func tenNumbersOfAnApp_haveTheirOwnFaults_paces_andQueues_F24() async throws {
        let clock = ManualClock()
        // The first number's credentials are invalid; the second may send one message a minute.
        let office = PostOffice(clock) { letter, _ in letter.recipient == "customer1" ? PostOffice.says(401) : PostOffice.taken(letter) }
        let world = try await OutboundWorld(clock: clock, office: office)
        let template = try #require(world.context.directory.integrations[OutboundWorld.integration])
        let numbers = (1...10).map { number in
            var entry = template
            entry.id = ID(high: 2, low: UInt32(100 + number))
            if number == 2 { entry.accountPace = .init(every: .minutes(1), burst: 1) }
            return entry
        }
        world.context.replaceDirectory(
            Directory(apps: [AppEntry(id: OutboundWorld.app, displayName: "Test")], integrations: numbers, webhooks: []))
        try await world.start()
        var messages: [[ID]] = []
        for (index, number) in numbers.enumerated() {
            let conversation = try await world.conversation(UInt32(index + 1), integration: number.id)
            var own: [ID] = []
            for text in ["one", "two"] { own.append(try await world.post(text, to: conversation)) }
            messages.append(own)
        }
        let start = clock.now
        let others = messages.dropFirst(2).flatMap { $0 }
        try await world.runClock(.seconds(30)) {
            for message in others where try await world.state(message) != .sent { return false }
            return true
        }
        #expect(clock.now - start < .seconds(30))
        #expect(try await world.state(messages[1][0]) == .sent)
        try await world.runClock(.minutes(5)) { try await world.state(messages[1][1]) == .sent }
        for message in messages[0] { #expect(try await world.state(message) != .failed, "kept in its queue") }
        #expect(try await world.eventTypes().filter { $0 == "parley:integration:alarm" }.count == 1)
    }
}
