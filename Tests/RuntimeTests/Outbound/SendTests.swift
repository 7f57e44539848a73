import ConnectorKit
import Core
import Store
import StoreSQLite
import Testing

@testable import Runtime

@Suite struct SendTests {
    @Test func aPostedMessage_isSentOnce_andItsLedgerTellsTheWay() async throws {
        let world = try await OutboundWorld()
        try await world.start()
        let message = try await world.post("hello", to: try await world.conversation())
        try await world.runClock { try await world.state(message) == .sent }
        #expect(world.office.texts == ["hello"])
        #expect(try await world.ledger(message) == [.sending, .sent])
        #expect(try await world.attempts(message) == ["accepted"])
        #expect(try await world.eventTypes() == ["conversation:message", "conversation:message:delivery:channel"])
        #expect(try await world.jobsLeft() == 0)
    }

    @Test func aPartThatWasSent_isNeverSentAgain_whenALaterOneFails_invariant7() async throws {
        let clock = ManualClock()
        let office = PostOffice(clock) { letter, number in number == 2 ? PostOffice.says(503) : PostOffice.taken(letter) }
        let world = try await OutboundWorld(clock: clock, office: office)
        try await world.start()
        let message = try await world.post("one|two|three", to: try await world.conversation())
        try await world.runClock { try await world.state(message) == .sent }
        #expect(office.texts == ["one", "two", "two", "three"])
        #expect(try await world.store.read { try $0.parts(message: message).map(\.externalID) } == ["id:one", "id:two", "id:three"])
    }

    @Test func anAnswerThatNeverComes_isShownAsUnknown_andIsNotSentAgain_invariant6() async throws {
        let clock = ManualClock()
        let office = PostOffice(clock) { letter, _ in
            letter.text == "lost" ? .maybeSent(TransportFailure(.deadline)) : PostOffice.taken(letter)
        }
        let world = try await OutboundWorld(clock: clock, office: office)
        try await world.start()
        let conversation = try await world.conversation()
        let lost = try await world.post("lost", to: conversation)
        let next = try await world.post("next", to: conversation)
        try await world.runClock { try await world.state(lost) == .unknown }
        #expect(try await world.state(next) == .queued, "the lane waits for a status that settles it")
        let waited = clock.now
        try await world.runClock { try await world.state(next) == .sent }
        #expect(clock.now - waited == world.context.settings.unknownOutcomeWait)
        try await world.settle()
        #expect(office.texts == ["lost", "next"])
        #expect(try await world.state(lost) == .unknown)
        #expect(try await world.delivery(lost).certain == false)
        #expect(try await world.eventTypes().filter { $0.hasSuffix("failure") }.count == 1)
    }

    @Test(arguments: [DeliveryState.delivered, .failed])
    func aStatusThatComesAfterTheLaneHasGoneOn_settlesTheMessage_andNothingIsSentAgain_invariants7_8(state: DeliveryState) async throws {
        let clock = ManualClock()
        let office = PostOffice(clock) { letter, _ in
            letter.text == "lost" ? .maybeSent(TransportFailure(.deadline)) : PostOffice.taken(letter)
        }
        let world = try await OutboundWorld(clock: clock, office: office)
        try await world.start()
        let conversation = try await world.conversation()
        let lost = try await world.post("lost", to: conversation)
        let next = try await world.post("next", to: conversation)
        try await world.runClock { try await world.state(next) == .sent }
        // Past the deadline, which must not matter any more.
        clock.advance(by: .hours(25))
        try await world.statusArrives(state, of: lost)
        try await world.runClock { try await world.jobsLeft() == 0 }
        try await world.settle()
        #expect(office.texts == ["lost", "next"])
        #expect(try await world.state(lost) == state)
        #expect(try await world.delivery(lost).complete)
    }

    @Test func aLateFailureOfAnEarlierAttempt_leavesTheNewerOneAsItIs_invariant8() async throws {
        let clock = ManualClock()
        let office = PostOffice(clock) { letter, count in
            count == 1 ? .maybeSent(TransportFailure(.deadline)) : PostOffice.taken(letter)
        }
        let world = try await OutboundWorld(clock: clock, office: office)
        try await world.start()
        let message = try await world.post("hello", to: try await world.conversation())
        try await world.runClock { try await world.jobsLeft() == 0 }
        #expect(try await world.state(message) == .unknown)
        let retry = MessageRetry(world.context)
        let refusal = try await world.store.write {
            try retry.ask(message, app: OutboundWorld.app, acceptDuplicate: true, by: .api, in: $0)
        }
        #expect(refusal == nil)
        try await world.runClock { try await world.state(message) == .sent }
        // About the first letter.
        try await world.statusArrives(.failed, of: message)
        #expect(try await world.state(message) == .sent)
        #expect(try await world.store.read { try $0.parts(message: message).map(\.externalID) } == ["id:hello"])
        try await world.statusArrives(.delivered, of: message)
        #expect(try await world.state(message) == .delivered)
    }

    @Test func aSendWhoseChannelIsGone_waitsForIt_andFailsAtItsDeadline() async throws {
        let world = try await OutboundWorld()
        let conversation = try await world.conversation()
        let message = try await world.post("hello", to: conversation)
        let deadline = try await world.delivery(message).deadline
        world.context.replaceDirectory(
            Directory(apps: [AppEntry(id: OutboundWorld.app, displayName: "Test")], integrations: [], webhooks: []))
        try await world.start()
        try await world.runClock { try await world.state(message) == .failed }
        #expect(world.clock.now > deadline && world.clock.now < deadline + .seconds(5))
        #expect(try await world.delivery(message).failure?.code == .accountRestricted)
        #expect(try await world.eventTypes().last == "conversation:message:delivery:failure")
        #expect(try await world.jobsLeft() == 0)
        #expect(world.office.texts.isEmpty)
    }

    @Test func aFailureThatIsFasterThanTheAnswer_isFinal_andNothingIsSentAgain_invariant7() async throws {
        let clock = ManualClock()
        let gate = Gate()
        let office = PostOffice(clock) { letter, _ in
            await gate.wait()
            return PostOffice.taken(letter)
        }
        let world = try await OutboundWorld(clock: clock, office: office)
        try await world.start()
        let message = try await world.post("one|two", to: try await world.conversation())
        try await world.runClock { !office.texts.isEmpty }
        try await world.statusArrives(.failed, of: message)
        gate.open()
        try await world.runClock { try await world.jobsLeft() == 0 }
        try await world.settle()
        #expect(office.texts == ["one"])
        #expect(try await world.state(message) == .failed)
    }

    @Test func aStatusThatIsFasterThanTheEndOfACallWithoutAnswer_leavesNothingToWaitFor() async throws {
        let clock = ManualClock()
        let gate = Gate()
        let office = PostOffice(clock) { letter, _ in
            guard letter.text == "lost" else { return PostOffice.taken(letter) }
            await gate.wait()
            return .maybeSent(TransportFailure(.deadline))
        }
        let world = try await OutboundWorld(clock: clock, office: office)
        try await world.start()
        let conversation = try await world.conversation()
        let lost = try await world.post("lost", to: conversation)
        try await world.runClock { !office.texts.isEmpty }
        try await world.statusArrives(.delivered, of: lost)
        let before = clock.now
        gate.open()
        try await world.runClock { try await world.jobsLeft() == 0 }
        #expect(try await world.state(lost) == .delivered)
        #expect(clock.now - before < .seconds(1), "the lane does not wait for a proof that is there")
        #expect(office.texts == ["lost"])
    }

    @Test func aLaterPartThatCannotBeRendered_failsTheMessage_andIsNotPassedOver() async throws {
        let world = try await OutboundWorld()
        try await world.start()
        let message = try await world.post("one|unfit", to: try await world.conversation())
        try await world.runClock { try await world.jobsLeft() == 0 }
        #expect(world.office.texts == ["one"])
        #expect(try await world.state(message) == .failed)
    }

    @Test func aProviderThatSaysAtOnceWhileItRefuses_isNotCalledWithoutAPause() async throws {
        let clock = ManualClock()
        let office = PostOffice(clock) { letter, number in
            number < 4 ? PostOffice.says(429, ["Retry-After": "0"]) : PostOffice.taken(letter)
        }
        let world = try await OutboundWorld(clock: clock, office: office)
        try await world.start()
        let message = try await world.post("hello", to: try await world.conversation())
        try await world.runClock { try await world.state(message) == .sent }
        let times = office.ledger.map(\.at)
        #expect(zip(times, times.dropFirst()).allSatisfy { $1 - $0 >= .seconds(1) })
    }

    @Test func withoutStatusesThatCorrelate_theLaneDoesNotWait() async throws {
        let clock = ManualClock()
        let office = PostOffice(clock) { letter, number in
            number == 1 ? .maybeSent(TransportFailure(.broken)) : PostOffice.taken(letter)
        }
        let world = try await OutboundWorld(PostalChannel(correlates: false), clock: clock, office: office)
        try await world.start()
        let conversation = try await world.conversation()
        try await world.post("lost", to: conversation)
        let before = clock.now
        let next = try await world.post("next", to: conversation)
        try await world.runClock { try await world.state(next) == .sent }
        #expect(clock.now == before)
    }

    @Test func whatIsSurelyNotSent_isTriedAgain_untilItsDeadline() async throws {
        let clock = ManualClock()
        let office = PostOffice(clock) { _, _ in .notSent(TransportFailure(.connect)) }
        let world = try await OutboundWorld(clock: clock, office: office)
        try await world.start()
        let message = try await world.post("hello", to: try await world.conversation())
        try await world.runClock { try await world.state(message) == .failed }
        #expect(try await world.delivery(message).failure?.code == .providerUnavailable)
        // 5 s, 30 s, 2 min, 10 min, 30 min, 2 h, then every 5 h within a day; jitter moves the last one across the end.
        #expect((9...12).contains(office.texts.count), "\(office.texts.count) calls")
    }

    @Test(arguments: [("account", 1), ("recipient", 2)])
    func aThrottle_isKept_andHoldsBackWhomItNames(scope: String, before: Int) async throws {
        let clock = ManualClock()
        let office = PostOffice(clock) { letter, number in
            number == 1 ? PostOffice.says(429, ["Retry-After": "600", "Scope": scope]) : PostOffice.taken(letter)
        }
        let world = try await OutboundWorld(clock: clock, office: office)
        try await world.start()
        let begin = clock.now
        let first = try await world.post("first", to: try await world.conversation(1))
        try await world.runClock { office.texts.count == 1 && office.open == 0 }
        try await world.settle()
        try await world.post("second", to: try await world.conversation(2))
        try await world.settle()
        #expect(office.texts.count == before, "scope \(scope)")
        try await world.runClock { try await world.state(first) == .sent }
        let again = office.ledger.filter { $0.text == "first" }
        #expect(again.count == 2)
        #expect(again[1].at - begin >= .seconds(600), "nothing before Retry-After")
    }

    @Test func aFaultOfTheAccount_pausesItsSends_keepsTheQueue_andAlarmsOnce_invariant11() async throws {
        let clock = ManualClock()
        let mended = Lock(false)
        let office = PostOffice(clock) { letter, _ in
            letter.recipient == "customer9" || mended.withLock { $0 } ? PostOffice.taken(letter) : PostOffice.says(401)
        }
        let world = try await OutboundWorld(clock: clock, office: office)
        try await world.start()
        let messages = try await [
            world.post("a", to: try world.conversation(1)), world.post("b", to: try world.conversation(2)),
            world.post("c", to: try world.conversation(3)),
        ]
        try await world.runClock { office.texts.count >= 1 && office.open == 0 }
        let elsewhere = try await world.post("fine", to: try await world.conversation(9, integration: OutboundWorld.other))
        try await world.settle()
        #expect(try await world.state(elsewhere) == .sent, "another account goes on")
        clock.advance(by: .minutes(3))
        try await world.settle()
        #expect(try await world.eventTypes().filter { $0 == "parley:integration:alarm" }.count == 1)
        mended.withLock { $0 = true }
        try await world.runClock {
            for message in messages where try await world.state(message) != .sent { return false }
            return true
        }
        #expect(try await world.jobsLeft() == 0)
    }

    /// Too late for this message, but not for the others: the fault is told, and Retry-After holds.
    @Test func aFaultAtTheEndOfAMessagesTime_isToldAndHolds_allTheSame_invariant11() async throws {
        let clock = ManualClock()
        let office = PostOffice(clock) { letter, number in
            switch number {
            case 1: PostOffice.says(401)
            case 2: PostOffice.says(429, ["Retry-After": "600", "Scope": "account"])
            default: PostOffice.taken(letter)
            }
        }
        var settings = RuntimeSettings()
        settings.messageLife = .seconds(20)
        let world = try await OutboundWorld(clock: clock, office: office, settings: settings)
        try await world.start()
        let first = try await world.post("first", to: try await world.conversation(1))
        try await world.runClock { try await world.state(first) == .failed }
        #expect(try await world.eventTypes().contains("parley:integration:alarm"))
        world.dispatcher.resume(JobGroup(queue: .outbound, group: OutboundWorld.integration))
        let second = try await world.post("second", to: try await world.conversation(2))
        try await world.runClock { try await world.state(second) == .failed }
        let throttled = clock.now
        let third = try await world.post("third", to: try await world.conversation(3))
        try await world.runClock { try await world.state(third) != .queued }
        #expect(try await world.delivery(third).failure?.code == .expired, "it waited with the account, longer than its own time")
        #expect(clock.now - throttled >= .seconds(600), "nothing before Retry-After")
        #expect(office.texts == ["first", "second"])
    }

    /// A part that failed after the next one was taken has its own row, and is the only one that is called again.
    @Test func aFirstPartThatFailedLate_isTriedAgainAlone_invariant7() async throws {
        let world = try await OutboundWorld()
        try await world.start()
        let message = try await world.post("one|two", to: try await world.conversation())
        try await world.runClock { try await world.state(message) == .sent }
        try await world.statusArrives(.failed, of: message)
        #expect(try await world.state(message) == .failed)
        let refusal = try await world.store.write { store in
            try MessageRetry(world.context).ask(message, app: OutboundWorld.app, acceptDuplicate: false, by: .api, in: store)
        }
        #expect(refusal == nil)
        try await world.runClock { try await world.jobsLeft() == 0 }
        #expect(world.office.texts == ["one", "two", "one"])
        #expect(try await world.state(message) == .sent)
        let parts = try await world.store.read { try $0.parts(message: message) }
        #expect(parts.map(\.step) == [0, 1] && parts.map(\.part) == [0, 1] && parts.map(\.externalID) == ["id:one", "id:two"])
        #expect(try await world.store.read { try $0.attempts(message: message).map(\.step) } == [0, 1, 0])
    }
}
