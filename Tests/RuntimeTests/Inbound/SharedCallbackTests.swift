import Core
import Runtime
import Store
import StoreSQLite
import Testing

/// Several accounts of a provider behind one callback address.
@Suite struct SharedCallbackTests {
    @Test func itemsOfAnotherAccount_reachItsIntegration_once_F24() async throws {
        let world = try await InboundWorld()
        let mine = text("m1", from: "a1", "for the first")
        let other = text("m2", from: "a2", "for the second", more: #","account":"second""#)
        for _ in 0..<3 { await world.post(#"{"events":[\#(mine),\#(other)]}"#) }
        try await world.applyAll()
        try await world.applyAll(InboundWorld.other)
        #expect(try await world.texts(of: "a1") == ["for the first"])
        #expect(try await world.messages(of: "a2", InboundWorld.other).map(\.text) == ["for the second"])
        #expect(try await world.client("a2") == nil, "it is a customer of the other account only")
    }

    @Test func itemsOfAnAccountThatNobodyHas_areKeptAndCounted() async throws {
        let world = try await InboundWorld()
        let answer = await world.post(#"{"events":[\#(text("m1", more: #","account":"third""#))]}"#)
        #expect(answer.status == 200)
        try await world.applyAll()
        #expect(try await world.results() == [.ignored])
        #expect(world.context.metrics.number("parley_inbound_unknown_accounts_total").current == 1)
    }
}
