import Core
import Store
import Testing

@testable import Runtime

@Suite struct RetentionTests {
    private func world(_ life: Duration?) async throws -> InboundWorld {
        let world = try await InboundWorld()
        let app = AppEntry(id: InboundWorld.app, displayName: "Acme", settings: AppSettings(conversationRetention: life))
        let old = world.context.directory
        world.context.replaceDirectory(
            Directory(apps: [app], integrations: Array(old.integrations.values), webhooks: Array(old.webhooks.values)))
        return world
    }

    private func sweep(_ world: InboundWorld) async throws {
        try await ConversationRetention(context: world.context).run {}
    }

    @Test func messagesOfAQuietConversation_go_andItStays_S7() async throws {
        let world = try await world(.hours(1))
        for number in 0..<450 { try await world.take(text("m\(number)")) }
        try await world.take(text("b1", from: "busy"))
        world.clock.advance(by: .minutes(50))
        try await world.take(text("b2", from: "busy", at: InboundWorld.start + 3000))
        world.clock.advance(by: .minutes(20))
        try await sweep(world)
        #expect(try await world.messages(of: "a1").isEmpty)
        #expect(try await world.conversations(of: "a1").count == 1)
        #expect(try await world.texts(of: "busy").count == 2)
    }

    @Test func aConversationWhoseReplyIsNotSentYet_isPassedOver_untilItIs() async throws {
        let world = try await world(.hours(1))
        for number in 0..<250 { try await world.take(text("m\(number)")) }
        try await world.take(text("b1", from: "quiet"))
        let waiting = try #require(try await world.conversations(of: "a1").first)
        let message = world.context.ids.next(at: world.clock.now)
        // A client of another channel of the user's.
        let key = JobKey(queue: .outbound, group: InboundWorld.other, lane: waiting.id, id: message)
        try await world.store.write { [now = world.clock.now] store in
            try store.insert(
                MessageRecord(
                    id: message, appID: InboundWorld.app, conversationID: waiting.id, author: .business, receivedAt: now, storedAt: now,
                    content: JSONBytes(Array(#"{"type":"text","text":"Soon"}"#.utf8)), source: .emptyObject))
            try store.insert(
                Delivery(
                    messageID: message, appID: InboundWorld.app, conversationID: waiting.id, integrationID: InboundWorld.other,
                    state: .queued, queuedAt: now, deadline: now + .hours(24)))
            try store.enqueue(Job(key: key, appID: InboundWorld.app, subject: message, runAt: now))
        }
        world.clock.advance(by: .hours(2))
        try await sweep(world)
        #expect(try await world.messages(of: "a1").count == 251)
        #expect(try await world.messages(of: "quiet").isEmpty, "the walk goes on behind it")
        try await world.store.write { _ = try $0.complete(key) }
        try await sweep(world)
        #expect(try await world.messages(of: "a1").isEmpty)
    }

    @Test func withoutALimit_nothingGoes() async throws {
        let world = try await world(nil)
        try await world.take(text("m1"))
        world.clock.advance(by: .hours(24 * 365))
        try await sweep(world)
        #expect(try await world.texts(of: "a1").count == 1)
    }

    @Test func aRepetitionOfADeletedMessage_hasNoEffect_invariant3() async throws {
        let world = try await world(.hours(1))
        try await world.take(text("m1"))
        world.clock.advance(by: .hours(2))
        try await sweep(world)
        try await world.take(text("m1"))
        #expect(try await world.results().last == .duplicate)
        #expect(try await world.messages(of: "a1").isEmpty)
    }
}
