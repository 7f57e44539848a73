import ConnectorKit
import Core
import Store
import StoreSQLite
import Testing

@testable import Runtime

@Suite struct OrderAndWindowTests {
    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func fiveHundredMessagesOfAConversation_keepTheirOrder_underRetries_invariant5(seed: UInt64) async throws {
        let clock = ManualClock()
        let random = Lock(SeededGenerator(seed: seed))
        let office = PostOffice(clock) { letter, _ in
            switch random.withLock({ $0.next() % 10 }) {
            case 0: PostOffice.says(503)
            case 1: .notSent(TransportFailure(.connect))
            case 2: PostOffice.says(429, ["Retry-After": "2", "Scope": "recipient"])
            default: PostOffice.taken(letter)
            }
        }
        var settings = RuntimeSettings()
        settings.messageLife = .hours(24 * 30)
        let world = try await OutboundWorld(clock: clock, office: office, settings: settings)
        try await world.start()
        let conversation = try await world.conversation()
        var messages: [ID] = []
        for number in 0..<500 { messages.append(try await world.post("\(number)", to: conversation)) }
        try await world.runClock(.hours(24 * 30), patience: 6) { try await world.jobsLeft() == 0 }
        let accepted = try await world.store.read { [messages] store in
            try messages.flatMap { try store.ledger(message: $0).filter { $0.state == .sent } }
        }
        #expect(accepted.count == 500, "seed \(seed)")
        // The last call of each message is the one that was taken.
        var lastCall: [String: Int] = [:]
        for (index, letter) in office.ledger.enumerated() { lastCall[letter.text] = index }
        let order = (0..<500).compactMap { lastCall["\($0)"] }
        #expect(order == order.sorted(), "seed \(seed)")
    }

    @Test func aReplyOutsideTheWindow_isStored_failsAtOnce_andIsNeverCalled_Z21_Z22_Z23() async throws {
        let world = try await OutboundWorld(PostalChannel(window: .afterCustomerMessage(.hours(24))))
        try await world.start()
        let message = try await world.post("too late", to: try await world.conversation(wrote: .hours(25)))
        #expect(try await world.state(message) == .failed)
        #expect(try await world.delivery(message).failure?.code == .outsideWindow)
        #expect(try await world.eventTypes() == ["conversation:message", "conversation:message:delivery:failure"])
        #expect(try await world.jobsLeft() == 0)
        try await world.settle()
        #expect(world.office.texts.isEmpty)
    }

    @Test func aProvidersOwnBodyOutsideTheWindow_isRefusedToo_unlessTheChannelSaysThatItIsFree_invariant10() async throws {
        let world = try await OutboundWorld(PostalChannel(window: .afterCustomerMessage(.hours(24))))
        let conversation = try await world.conversation(wrote: .hours(25))
        let override = JSONBytes(Array(#"{"postal":{"payload":{"type":"text"}}}"#.utf8))
        let draft = MessageDraft(content: .text(TextContent("too late")), override: override)
        let result = try await world.posting.post(draft, app: OutboundWorld.app, conversation: conversation)
        guard case .stored(_, let failure) = result else { throw OutboundWorldProblem(what: "\(result)") }
        #expect(failure?.code == .outsideWindow)
    }

    @Test func aWindowThatClosesWhileAMessageWaits_stopsIt_invariant10() async throws {
        let clock = ManualClock()
        let office = PostOffice(clock) { _, _ in PostOffice.says(503) }
        let world = try await OutboundWorld(PostalChannel(window: .afterCustomerMessage(.hours(24))), clock: clock, office: office)
        try await world.start()
        let message = try await world.post("hurry", to: try await world.conversation(wrote: .hours(23)))
        try await world.runClock { try await world.state(message) == .failed }
        let windowEnd = try #require(office.ledger.first).at + .hours(1)
        #expect(office.ledger.allSatisfy { $0.at < windowEnd })
    }

    @Test func aMessageInTheLastMinuteOfTheWindow_isRefused_becauseOfTheMargin() async throws {
        let world = try await OutboundWorld(PostalChannel(window: .afterCustomerMessage(.hours(24))))
        let late = try await world.post("late", to: try await world.conversation(1, wrote: .hours(24) - .seconds(60)))
        let early = try await world.post("early", to: try await world.conversation(2, wrote: .hours(24) - .seconds(61)))
        #expect(try await world.state(late) == .failed)
        #expect(try await world.state(early) == .queued)
    }

    @Test func theChannelThatNeverAnswers_holdsUpNoOther_invariant11() async throws {
        let clock = ManualClock()
        let gate = Gate()
        let office = PostOffice(clock) { letter, _ in
            if letter.recipient != "customer999" { await gate.wait() }
            return PostOffice.taken(letter)
        }
        let world = try await OutboundWorld(clock: clock, office: office)
        try await world.start()
        for number in 1...200 as ClosedRange<UInt32> { try await world.post("stuck", to: try await world.conversation(number)) }
        try await world.runClock { office.open == world.context.settings.concurrencyPerGroup }
        let elsewhere = try await world.post("fine", to: try await world.conversation(999, integration: OutboundWorld.other))
        try await world.runClock { try await world.state(elsewhere) == .sent }
        #expect(office.open == world.context.settings.concurrencyPerGroup, "the bulkhead is the bound")
        gate.open()
        try await world.runClock { try await world.jobsLeft() == 0 }
        #expect(office.texts.count == 201)
    }

    @Test func aPaceTowardsOneCustomer_isKept() async throws {
        let world = try await OutboundWorld(PostalChannel(recipientPace: .init(every: .seconds(6), burst: 3)))
        try await world.start()
        let conversation = try await world.conversation()
        for number in 0..<6 { try await world.post("\(number)", to: conversation) }
        try await world.runClock { try await world.jobsLeft() == 0 }
        let times = world.office.ledger.map { ($0.at - world.office.ledger[0].at).milliseconds }
        #expect(times == [0, 0, 0, 6000, 12000, 18000])
    }

    @Test func aMessageWhoseWindowClosedWhileItWaited_failsWithTheNextStep_Z21() async throws {
        let world = try await OutboundWorld(PostalChannel(window: .afterCustomerMessage(.hours(24))))
        let message = try await world.post("waits", to: try await world.conversation(wrote: .hours(23)))
        world.clock.advance(by: .hours(2))
        try await world.start()
        try await world.runClock { try await world.state(message) == .failed }
        #expect(try await world.delivery(message).failure?.code == .outsideWindow)
        #expect(world.office.texts.isEmpty)
    }

    @Test func aStoredMessageThatCannotBeRead_fails_andItsLaneGoesOn_invariant4() async throws {
        let world = try await OutboundWorld()
        let conversation = try await world.conversation()
        let bad = try await world.post("bad", to: conversation)
        let good = try await world.post("good", to: conversation)
        try await world.store.write { store in
            guard var record = try store.message(app: OutboundWorld.app, bad) else { return }
            record.content = JSONBytes(Array("{".utf8))
            try store.update(record)
        }
        try await world.start()
        try await world.runClock { try await world.state(good) == .sent }
        #expect(try await world.state(bad) == .failed)
        #expect(world.office.texts == ["good"])
    }
}

/// Limits of accounts and customers.
@Suite struct LimitTests {
    @Test func aPairLimitWithoutAWait_waitsFourToTheN_andHoldsUpNobodyElse_131056() async throws {
        let clock = ManualClock()
        let refusals = Lock(5)
        let office = PostOffice(clock) { letter, _ in
            guard letter.recipient == "customer1" else { return PostOffice.taken(letter) }
            let isRefused = refusals.withLock { left in
                left -= 1
                return left >= 0
            }
            return isRefused ? PostOffice.says(429, ["Scope": "recipient"]) : PostOffice.taken(letter)
        }
        let world = try await OutboundWorld(clock: clock, office: office)
        try await world.start()
        let start = clock.now
        let slow = try await world.post("slow", to: try await world.conversation(1))
        let other = try await world.post("other", to: try await world.conversation(2))
        try await world.runClock { try await world.state(slow) == .sent }
        let times = office.ledger.filter { $0.recipient == "customer1" }.map { ($0.at - start).components.seconds }
        #expect(times == [0, 1, 5, 21, 85, 341])
        #expect(try await world.state(other) == .sent)
        #expect(office.ledger.first { $0.recipient == "customer2" }.map { $0.at - start < .seconds(1) } == true)
    }
}
