import Core
import JSONKit
import Store
import StoreSQLite
import Testing
import Wire

@testable import Runtime

/// Who writes a reply, and how, makes no difference to the window.
@Suite struct ReplyRuleTests {
    private static func post(_ text: String, _ actor: SendActor, to conversation: ID, _ world: OutboundWorld) async throws -> ID {
        let draft = MessageDraft(content: .text(TextContent(text)), actor: actor)
        let result = try await world.posting.post(draft, app: OutboundWorld.app, conversation: conversation)
        guard case .stored(let message, _) = result else { throw OutboundWorldProblem(what: "\(result)") }
        return message.id
    }

    private static func conversation(_ id: ID, _ world: OutboundWorld) async throws -> Conversation {
        try #require(try await world.store.read { try $0.conversation(app: OutboundWorld.app, id) })
    }

    @Test(
        "Z26, Z28: an automatic reply, or one made by a macro, is a reply within the window and is refused after it",
        arguments: [SendActor.human, .bot])
    func replies(_ actor: SendActor) async throws {
        let world = try await OutboundWorld(PostalChannel(window: .afterCustomerMessage(.hours(24))))
        try await world.start()
        let id = try await world.conversation(wrote: .hours(1))
        var conversation = try await Self.conversation(id, world)
        conversation.unanswered = true
        let waiting = conversation
        try await world.store.write { try $0.update(waiting) }
        let reply = try await Self.post("Thanks, we are on it.", actor, to: id, world)
        try await world.runClock(.hours(1)) { try await world.state(reply) == .sent }
        conversation = try await Self.conversation(id, world)
        #expect(!conversation.unanswered && conversation.lastBusinessMessageAt != nil, "\(actor)")
        world.clock.advance(by: .hours(24))
        let late = try await Self.post("Thanks, we are still on it.", actor, to: id, world)
        #expect(try await world.delivery(late).failure?.code == .outsideWindow, "\(actor)")
        #expect(world.office.texts == ["Thanks, we are on it."], "\(actor)")
    }

    @Test("Z26: what a machine wrote says so")
    func machine() async throws {
        let world = try await OutboundWorld()
        let id = try await world.conversation(wrote: .hours(1))
        for (actor, subtypes) in [(SendActor.human, []), (.bot, ["AI"])] {
            let message = try await Self.post("Hi", actor, to: id, world)
            let record = try #require(try await world.store.read { try $0.message(app: OutboundWorld.app, message) })
            let author = try JSONDocument.parse(JSONWriter.object { $0.field("message", record) }).root["message"]["author"]
            #expect(author["type"].string == "business" && author["subtypes"].array.compactMap(\.string) == subtypes, "\(actor)")
        }
    }

    @Test("Z29, F12: events say which channel they are of, and a new conversation which number it is with")
    func events() async throws {
        let world = try await InboundWorld(clock: ManualClock(Instant(seconds: InboundWorld.start)))
        try await world.take(text("m1"))
        let events = try await world.events()
        #expect(events.map(\.type) == ["conversation:create", "conversation:message"])
        let created = try JSONDocument.parse(events[0].body.bytes).root["payload"]
        #expect(created["source"]["integrationId"].string == "\(InboundWorld.integration)" && created["source"]["type"].string != nil)
        let message = try JSONDocument.parse(events[1].body.bytes).root["payload"]
        #expect(message["message"]["source"]["type"].string == created["source"]["type"].string)
        #expect(message["conversation"]["id"].string == created["conversation"]["id"].string)
    }
}
