import Core
import Runtime
import Store
import StoreSQLite
import StoreTesting
import Testing

/// The store fails while requests come in: what is answered 200 is there, once; the rest is asked for again.
@Suite struct IntakeFaultTests {
    static let faults = (0..<6).flatMap { after in
        [FaultInjectingStore.Moment.beforeCommit, .afterCommit].map { FaultInjectingStore.Fault(after: after, count: 2, moment: $0) }
    }

    @Test(arguments: faults) func aProviderThatRepeatsUntil200_losesNothing_andNothingHappensTwice_invariants1and3(
        fault: FaultInjectingStore.Fault
    ) async throws {
        let faults = FaultInjectingStore(try SQLiteStore(SQLiteOptions(.temporary)))
        let world = try await InboundWorld(store: faults)
        faults.inject(fault)
        for number in 0..<5 {
            let body = #"{"events":[\#(text("m\(number)", "text \(number)"))]}"#
            var tries = 0
            while await world.post(body).status != 200 {
                tries += 1
                try #require(tries < 10)
            }
        }
        faults.heal()
        try await world.applyAll()
        #expect(try await world.texts(of: "a1") == (0..<5).map { "text \($0)" }, "after \(fault.after), \(fault.moment)")
    }

    @Test func aStoreThatCannotWrite_isAnswered503_withRetryAfter_invariant13() async throws {
        let faults = FaultInjectingStore(try SQLiteStore(SQLiteOptions(.temporary)))
        let world = try await InboundWorld(store: faults)
        faults.inject(.init(count: nil))
        let answer = await world.post(world.request(#"{"events":[\#(text("m1"))]}"#))
        #expect(answer.status == 503)
        #expect(answer.headers["Retry-After"] != nil)
        #expect(try await world.entries().isEmpty)
    }
}
