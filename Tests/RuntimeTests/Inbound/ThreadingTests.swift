import Core
import Store
import Testing

@testable import Runtime

@Suite("Conversations of a customer")
struct ThreadingTests {
    struct Row: CustomTestStringConvertible {
        var label: String
        var mode: Threading.Mode
        var reopen: Threading.Reopen = .always
        var status: Conversation.Status = .open
        /// Hours of silence before the message; negative for one that comes late.
        var hours: Int64
        var expected: ThreadingPolicy.Decision
        var testDescription: String { label }
    }

    static let rows = [
        Row(label: "lasting, open", mode: .lasting, hours: 1000, expected: .reuse),
        Row(label: "lasting, closed", mode: .lasting, status: .closed, hours: 1000, expected: .reopen),
        Row(label: "lasting, closed, within the gap", mode: .lasting, reopen: .withinGap, status: .closed, hours: 24, expected: .reopen),
        Row(label: "lasting, closed, past the gap", mode: .lasting, reopen: .withinGap, status: .closed, hours: 25, expected: .begin),
        Row(label: "K11: lasting, closed is final", mode: .lasting, reopen: .never, status: .closed, hours: 0, expected: .begin),
        Row(label: "F16: sessions, within the gap", mode: .sessions, hours: 24, expected: .reuse),
        Row(label: "F16: sessions, past the gap", mode: .sessions, hours: 25, expected: .begin),
        Row(label: "sessions, closed, within the gap", mode: .sessions, status: .closed, hours: 1, expected: .reopen),
        Row(label: "sessions, closed, past the gap", mode: .sessions, status: .closed, hours: 25, expected: .begin),
        Row(label: "K11: sessions, closed is final", mode: .sessions, reopen: .never, status: .closed, hours: 1, expected: .begin),
        Row(label: "sessions, a message that comes late", mode: .sessions, hours: -100, expected: .reuse),
    ]

    @Test("the setting, the silence and the state decide", arguments: rows)
    func policy(row: Row) {
        let last = Instant(seconds: 1_790_000_000)
        let latest = Conversation(
            id: ID(high: 1, low: 1), appID: ID(high: 1, low: 1), userID: ID(high: 1, low: 1), integrationID: ID(high: 1, low: 1),
            clientID: ID(high: 1, low: 1), status: row.status, isDefault: true, createdAt: last - .hours(500), lastUpdatedAt: last,
            lastCustomerMessageAt: last - .hours(3), lastBusinessMessageAt: last)
        let policy = ThreadingPolicy(threading: Threading(mode: row.mode, gap: .hours(24), reopen: row.reopen))
        #expect(policy.decide(latest: latest, at: last + .hours(row.hours)) == row.expected)
        #expect(policy.decide(latest: nil, at: last) == .begin)
    }

    private func close(_ world: InboundWorld, _ address: String) async throws {
        var conversation = try #require(try await world.conversations(of: address).last)
        conversation.status = .closed
        conversation.closedAt = world.clock.now
        let closed = conversation
        try await world.store.write { try $0.update(closed) }
    }

    @Test("Z11, Z34: the same sender and number stay in one conversation; a closed one is opened again")
    func lasting() async throws {
        let world = try await InboundWorld()
        try await world.take(text("m1"))
        try await close(world, "a1")
        try await world.take(text("m2", at: InboundWorld.start + 90 * 86400))
        let conversations = try await world.conversations(of: "a1")
        #expect(conversations.count == 1)
        #expect(conversations[0].status == .open && conversations[0].closedAt == nil)
        #expect(try await world.types().filter { $0 == "conversation:create" }.count == 1)
    }

    @Test("F16: past the gap a session begins, which is not the user's default conversation")
    func sessions() async throws {
        let world = try await InboundWorld(threading: Threading(mode: .sessions, gap: .hours(24)))
        world.clock.advance(by: .hours(100))
        try await world.take(text("m1"), text("m2", at: InboundWorld.start + 86400), text("m3", at: InboundWorld.start + 3 * 86400))
        let conversations = try await world.conversations(of: "a1")
        #expect(conversations.map(\.isDefault) == [true, false])
        let counts = try await world.store.read { store in
            try conversations.map { try store.messages(conversation: $0.id, page: PageRequest(limit: 10)).count }
        }
        #expect(counts == [2, 1])
    }

    @Test("K28: the same address on two channels has two conversations")
    func twoChannels() async throws {
        let world = try await InboundWorld()
        try await world.take(text("m1"))
        try await world.take(text("m1"), integration: InboundWorld.other)
        let first = try await world.conversations(of: "a1")
        let second = try await world.conversations(of: "a1", InboundWorld.other)
        #expect(first.count == 1 && second.count == 1 && first[0].id != second[0].id)
    }

    @Test("Z19, Z20: the window counts from the provider's time, and an older message that comes late does not move it back")
    func window() async throws {
        let world = try await InboundWorld()
        world.clock.advance(by: .hours(5))
        try await world.take(text("m1", at: InboundWorld.start + 3600))
        #expect(try await world.conversations(of: "a1")[0].lastCustomerMessageAt == Instant(seconds: InboundWorld.start + 3600))
        try await world.take(text("m2", at: InboundWorld.start))
        #expect(try await world.conversations(of: "a1")[0].lastCustomerMessageAt == Instant(seconds: InboundWorld.start + 3600))
        try await world.take(text("m3", at: InboundWorld.start + 7200, more: #","opensWindow":false"#))
        #expect(try await world.conversations(of: "a1")[0].lastCustomerMessageAt == Instant(seconds: InboundWorld.start + 3600))
        try await world.take(text("m4", at: InboundWorld.start + 7201))
        #expect(try await world.conversations(of: "a1")[0].lastCustomerMessageAt == Instant(seconds: InboundWorld.start + 7201))
        try await world.take(text("m5", at: InboundWorld.start + 10 * 86400))
        #expect(
            try await world.conversations(of: "a1")[0].lastCustomerMessageAt == world.clock.now, "a clock that runs ahead gains nothing")
    }
}
