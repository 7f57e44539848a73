import ConnectorKit
import Core
import Store
import StoreSQLite
import Testing

@testable import Runtime

/// A worker that dies between intent and receipt, seen from the one that follows it on the same store.
@Suite struct CrashTests {
    /// A first worker whose call never ends, and a second one that took its leases over.
    private func takenOver(_ channel: PostalChannel) async throws -> (first: OutboundWorld, second: OutboundWorld, message: ID, gate: Gate)
    {
        let clock = ManualClock()
        let gate = Gate()
        let hanging = PostOffice(clock) { letter, _ in
            await gate.wait()
            return PostOffice.taken(letter)
        }
        let first = try await OutboundWorld(channel, clock: clock, office: hanging)
        try await first.start()
        let message = try await first.post("hello", to: try await first.conversation())
        try await first.runClock { hanging.open == 1 }
        let second = try await OutboundWorld(channel, clock: clock, store: first.store)
        try await second.start()
        return (first, second, message, gate)
    }

    @Test func anIntentWithoutReceipt_isUnknownAfterTheCrash_andNotSentAgain_invariant6() async throws {
        let (_, second, message, gate) = try await takenOver(PostalChannel())
        try await second.runClock { try await second.state(message) == .unknown }
        try await second.runClock { try await second.jobsLeft() == 0 }
        #expect(second.office.texts.isEmpty)
        #expect(try await second.attempts(message) == ["ambiguous"])
        gate.open()
    }

    @Test func withAKeyThatTheProviderHonours_itIsSentAgainUnderTheSameKey() async throws {
        let (first, second, message, gate) = try await takenOver(PostalChannel(keyLife: .hours(24)))
        try await second.runClock { try await second.state(message) == .sent }
        #expect(first.office.texts == ["hello"])
        #expect(second.office.texts == ["hello"])
        gate.open()
    }

    @Test func aStepWithoutAKey_isNotSentAgain_thoughTheProviderHonoursKeys_invariant6() async throws {
        var channel = PostalChannel(keyLife: .hours(24))
        channel.hasKeys = false
        let (_, second, message, gate) = try await takenOver(channel)
        try await second.runClock { try await second.state(message) == .unknown }
        try await second.runClock { try await second.jobsLeft() == 0 }
        #expect(second.office.texts.isEmpty)
        gate.open()
    }

    @Test func aKeyThatHasRunOut_isNotTrusted() async throws {
        let clock = ManualClock()
        let gate = Gate()
        let hanging = PostOffice(clock) { letter, _ in
            await gate.wait()
            return PostOffice.taken(letter)
        }
        let channel = PostalChannel(keyLife: .minutes(10))
        let first = try await OutboundWorld(channel, clock: clock, office: hanging)
        try await first.start()
        let message = try await first.post("hello", to: try await first.conversation())
        try await first.runClock { hanging.open == 1 }
        clock.advance(by: .minutes(11))
        let second = try await OutboundWorld(channel, clock: clock, store: first.store)
        try await second.start()
        try await second.runClock { try await second.state(message) == .unknown }
        #expect(second.office.texts.isEmpty)
        gate.open()
    }

    @Test func whatAStalledWorkerWritesLate_isFencedOff() async throws {
        let (first, second, message, gate) = try await takenOver(PostalChannel())
        try await second.runClock { try await second.state(message) == .unknown }
        let before = try await second.ledger(message)
        gate.open()
        try await first.runClock { first.office.open == 0 }
        try await first.settle()
        #expect(try await second.ledger(message) == before)
    }
}

/// Holds back whoever waits until it is opened.
final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Lock(State())

    func wait() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting.removeAll() }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}
