import Core
import JSONKit
import Redaction
import Store
import StoreSQLite
import Testing

@testable import Runtime

@Suite("Invariant 2, Z31: a card that the business posts in several messages is masked, before its end is sent")
struct PostedSplitCardTests {
    static let parts = ["4556", "7375", "8689", "9855"]

    private func world(_ metrics: Metrics = Metrics(), masksCards: Bool = true) async throws -> OutboundWorld {
        try await OutboundWorld(masking: CardMasking(metrics: metrics), masksCards: masksCards, metrics: metrics)
    }

    private func texts(_ conversation: ID, _ world: OutboundWorld) async throws -> [String] {
        try await world.store.read { try $0.messages(conversation: conversation, page: PageRequest(limit: 100)) }.map(\.text)
    }

    private func events(_ world: OutboundWorld) async throws -> [OutboxEvent] {
        try await world.store.read { try $0.events(app: OutboundWorld.app, after: nil, limit: 100) }
    }

    @Test("records, events and what waits to be sent are masked; an event names each message that changed; it is counted")
    func masked() async throws {
        let metrics = Metrics()
        let world = try await world(metrics)
        let conversation = try await world.conversation(wrote: .hours(1))
        var ids: [ID] = []
        for part in ["your card is"] + Self.parts { ids.append(try await world.post(part, to: conversation)) }
        #expect(try await texts(conversation, world) == ["your card is", "4556", "73▇▇", "▇▇▇▇", "9855"])
        let bodies = try await events(world).map { String(decoding: $0.body.bytes, as: UTF8.self) }.joined()
        for digits in ["\"7375\"", "\"8689\""] { #expect(!bodies.contains(digits)) }
        let told = try await events(world).filter { $0.type == "parley:redaction" }
        let named = try told.map { try JSONDocument.parse($0.body.bytes).root["payload"]["message"]["id"].string }
        #expect(named == ["\(ids[2])", "\(ids[3])"])
        #expect(metrics.value("parley_redactions_total", "split_card") == 1)
        try await world.start()
        try await world.runClock { try await world.state(ids[4]) == .sent }
        #expect(world.office.texts == ["your card is", "4556", "73▇▇", "▇▇▇▇", "9855"])
    }

    @Test("a customer's or an agent's quote of an earlier part is masked, in record and event")
    func quotes() async throws {
        let world = try await world()
        let conversation = try await world.conversation(wrote: .hours(1))
        var first: ID?
        for part in Self.parts.prefix(3) {
            let id = try await world.post(part, to: conversation)
            if part == "7375" { first = id }
        }
        let quoting = MessageDraft(content: .text(TextContent("that one")), quoted: first)
        _ = try await world.posting.post(quoting, app: OutboundWorld.app, conversation: conversation)
        try await world.post(Self.parts[3], to: conversation)
        let records = try await world.store.read { try $0.messages(conversation: conversation, page: PageRequest(limit: 100)) }
        let quoted = try #require(records[3].quoted)
        #expect(String(decoding: quoted.bytes, as: UTF8.self).contains("73▇▇"))
        #expect(try await !events(world).contains { String(decoding: $0.body.bytes, as: UTF8.self).contains("\"7375\"") })
    }

    @Test("conversations are told apart; pauses end the memory; Z32: an app that has switched masking off keeps what it posts")
    func negatives() async throws {
        let world = try await world()
        let conversations = [try await world.conversation(1, wrote: .hours(1)), try await world.conversation(2, wrote: .hours(1))]
        for (number, part) in Self.parts.enumerated() { try await world.post(part, to: conversations[number % 2]) }
        #expect(try await texts(conversations[0], world) == ["4556", "8689"])
        let third = try await world.conversation(3, wrote: .hours(1))
        for part in Self.parts {
            try await world.post(part, to: third)
            world.clock.advance(to: world.clock.now + .minutes(11))
        }
        #expect(try await texts(third, world) == Self.parts)
        let off = try await self.world(masksCards: false)
        let open = try await off.conversation(wrote: .hours(1))
        for part in Self.parts { try await off.post(part, to: open) }
        #expect(try await texts(open, off) == Self.parts)
    }

    @Test("a post that does not come to disk counts for nothing, and one that is tried again completes the card")
    func faults() async throws {
        let world = try await world()
        let conversation = try await world.conversation(wrote: .hours(1))
        for part in Self.parts.prefix(3) { try await world.post(part, to: conversation) }
        struct Refused: Error {}
        for _ in 1...2 {
            await #expect(throws: Refused.self) {
                try await world.posting.post(
                    MessageDraft(content: .text(TextContent(Self.parts[3]))), app: OutboundWorld.app, conversation: conversation
                ) { _, post -> Int in
                    _ = try post()
                    throw Refused()
                }
            }
            #expect(try await texts(conversation, world) == Array(Self.parts.prefix(3)))
        }
        try await world.post(Self.parts[3], to: conversation)
        #expect(try await texts(conversation, world) == ["4556", "73▇▇", "▇▇▇▇", "9855"])
    }
}
