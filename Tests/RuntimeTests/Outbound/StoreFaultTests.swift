import Core
import Store
import StoreSQLite
import StoreTesting
import Testing

@testable import Runtime

/// The N-th write of the store fails, for every N that a send needs: once, and for a while.
@Suite struct StoreFaultTests {
    /// Each write of sending three parts and one more message, and a few beyond.
    static let faults = (0..<14).flatMap { after in
        [FaultInjectingStore.Moment.beforeCommit, .afterCommit].flatMap { moment in
            [StoreProblem.disk("full"), .failed("statement")].flatMap { error in
                [1, 3].map { FaultInjectingStore.Fault(after: after, count: $0, moment: moment, error: error) }
            }
        }
    }

    @Test(arguments: faults) func whateverWriteFails_nothingIsLost_andNothingSentTwice_invariants6and7(
        fault: FaultInjectingStore.Fault
    ) async throws {
        let label = "after \(fault.after), \(fault.count ?? 0) times, \(fault.moment), \(fault.error)"
        let world = try await OutboundWorld()
        let conversation = try await world.conversation()
        let first = try await world.post("one|two|three", to: conversation)
        let second = try await world.post("four", to: conversation)
        try await world.leases.acquire(alone: true)
        world.faults.inject(fault)
        try await world.dispatcher.start()
        try await world.runClock(patience: 8) { try await world.jobsLeft() == 0 }
        for text in ["one", "two", "three", "four"] {
            #expect(world.office.texts.filter { $0 == text }.count <= 1, "\(text), \(label)")
        }
        for message in [first, second] {
            let state = try await world.state(message)
            #expect(state == .sent || state == .unknown, "\(label)")
        }
        #expect(try await world.state(second) == .sent || world.faults.failures > 0, "\(label)")
    }
}
