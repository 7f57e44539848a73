import Core
import Store
import StoreSQLite
import Testing

@testable import Runtime

@Suite struct DestinationTests {
    /// A message of a conversation goes by another channel of the user, and the next one by the conversation's own.
    @Test func oneMessageGoesByTheUsersOtherChannel() async throws {
        let world = try await OutboundWorld()
        try await world.start()
        let conversation = try await world.conversation()
        let now = world.clock.now
        let other = Client(
            id: ID(high: 11, low: 2), appID: OutboundWorld.app, integrationID: OutboundWorld.other, userID: ID(high: 10, low: 1),
            externalID: "elsewhere", linkedAt: now, lastSeen: now)
        try await world.store.write { try $0.insert(other) }
        var draft = MessageDraft(content: .text(TextContent("there")))
        draft.destination = other.id
        guard case .stored(let there, nil) = try await world.posting.post(draft, app: OutboundWorld.app, conversation: conversation) else {
            Issue.record("it must be stored")
            return
        }
        let here = try await world.post("here", to: conversation)
        try await world.runClock {
            let states = [try await world.state(there.id), try await world.state(here)]
            return states == [.sent, .sent]
        }
        #expect(Set(world.office.ledger.map { "\($0.text) to \($0.recipient)" }) == ["there to elsewhere", "here to customer1"])
        #expect(try await world.delivery(there.id).integrationID == OutboundWorld.other)
    }

    /// Who does not want to hear of us by one channel has said nothing of the other.
    @Test(arguments: [true, false]) func anOptOutIsOfTheChannelThatItCameFrom(byStatus: Bool) async throws {
        let clock = ManualClock()
        let office = PostOffice(clock) { letter, _ in byStatus ? PostOffice.taken(letter) : PostOffice.says(410) }
        let world = try await OutboundWorld(clock: clock, office: office)
        try await world.start()
        let conversation = try await world.conversation()
        let other = Client(
            id: ID(high: 11, low: 2), appID: OutboundWorld.app, integrationID: OutboundWorld.other, userID: ID(high: 10, low: 1),
            externalID: "elsewhere", linkedAt: clock.now, lastSeen: clock.now)
        try await world.store.write { try $0.insert(other) }
        var draft = MessageDraft(content: .text(TextContent("there")))
        draft.destination = other.id
        let posted = try await world.posting.post(draft, app: OutboundWorld.app, conversation: conversation)
        guard case .stored(let message, nil) = posted else { throw OutboundWorldProblem(what: "\(posted)") }
        try await world.runClock { try await world.jobsLeft() == 0 }
        if byStatus { try await world.optOutArrives(of: message.id, integration: OutboundWorld.other) }
        let clients = try await world.store.read { store in try [ID(high: 11, low: 1), other.id].map { try store.client($0) } }
        #expect(clients.map { $0.flatMap { Consent(of: $0).all?.allowed } } == [nil, false])
    }

    /// A client of somebody else is nobody's destination.
    @Test func aStrangersClientIsNoDestination() async throws {
        let world = try await OutboundWorld()
        let conversation = try await world.conversation()
        _ = try await world.conversation(2)
        var draft = MessageDraft(content: .text(TextContent("hello")))
        draft.destination = ID(high: 11, low: 2)
        _ = try await world.posting.post(draft, app: OutboundWorld.app, conversation: conversation)
        try await world.start()
        try await world.runClock { world.office.ledger.count == 1 }
        #expect(world.office.ledger.map(\.recipient) == ["customer1"])
    }
}
