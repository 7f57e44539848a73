import ConnectorKit
import Core
import Runtime
import Store
import Testing
import Wire

/// Moving a conversation to another channel (Z12): begun by the API, confirmed by what comes in.
@Suite struct LinkingTests {
    private static let visitor = ID(high: 50 << 20, low: 1)
    private static let webClient = ID(high: 50 << 20, low: 2)
    private static let conversation = ID(high: 50 << 20, low: 3)
    private static let address = "15550001"

    /// A user with a conversation on the second integration, who is to go on under `address` on the first.
    private func world(window: Capabilities.WindowRule = .unlimited) async throws -> InboundWorld {
        var channel = ScriptedChannel()
        channel.capabilities.window = window
        let world = try await InboundWorld(channel: channel)
        try await world.store.write { store in
            let now = world.clock.now
            try store.insert(User(id: Self.visitor, appID: InboundWorld.app, externalID: "visitor", createdAt: now))
            try store.insert(
                Client(
                    id: Self.webClient, appID: InboundWorld.app, integrationID: InboundWorld.other, userID: Self.visitor, externalID: "web",
                    linkedAt: now, lastSeen: now))
            try store.insert(
                Conversation(
                    id: Self.conversation, appID: InboundWorld.app, userID: Self.visitor, integrationID: InboundWorld.other,
                    clientID: Self.webClient, isDefault: true, createdAt: now, lastUpdatedAt: now))
        }
        return world
    }

    @discardableResult
    private func begin(
        _ world: InboundWorld, _ confirmation: LinkRecord.Confirmation, content: Content? = nil, isPrimary: Bool = true
    ) async throws -> Client {
        try await world.store.write { store in
            guard let user = try store.user(app: InboundWorld.app, Self.visitor),
                let conversation = try store.conversation(app: InboundWorld.app, Self.conversation),
                let integration = world.context.directory.integrations[InboundWorld.integration]
            else { throw StoreProblem.failed("The world is not complete.") }
            let prompt = confirmation == .prompt ? LinkPrompt.content(LinkPrompt.question) : nil
            return try ClientLinking(world.context).begin(
                LinkRequest(
                    user: user, conversation: conversation, integration: integration, addresses: [Self.address], phone: Self.address,
                    isPrimary: isPrimary, confirmation: confirmation, content: content ?? prompt), in: store)
        }
    }

    private func moved(_ world: InboundWorld) async throws -> Conversation? {
        try await world.store.read { try $0.conversation(app: InboundWorld.app, Self.conversation) }
    }

    private func links(_ world: InboundWorld) async throws -> Int {
        try await world.store.read { try $0.documents(app: InboundWorld.app, kind: .link, prefix: "", after: nil, limit: 9).count }
    }

    @Test func atOnce_theConversationGoesOnThere_Z12() async throws {
        let world = try await world()
        #expect(try await begin(world, .immediate).status == .pending)
        let client = try #require(try await world.client(Self.address))
        #expect(client.status == .active && client.userID == Self.visitor)
        let conversation = try #require(try await moved(world))
        #expect(conversation.clientID == client.id && conversation.integrationID == InboundWorld.integration)
        #expect(try await world.types() == ["client:add", "client:update"])
        #expect(try await links(world) == 0)
        try await world.take(text("m1", from: Self.address))
        #expect(
            try await world.store.read { try $0.messages(conversation: Self.conversation, page: PageRequest(limit: 9)).map(\.text) } == [
                "hello"
            ])
    }

    @Test func byActivity_theFirstMessageConfirms() async throws {
        let world = try await world()
        let pending = try await begin(world, .userActivity)
        #expect(try await world.client(Self.address)?.status == .pending)
        #expect(try await moved(world)?.clientID == Self.webClient)
        try await world.take(text("m1", from: Self.address), text("m2", from: Self.address))
        #expect(try await world.client(Self.address)?.status == .active)
        #expect(try await moved(world)?.clientID == pending.id)
        #expect(
            try await world.types() == ["client:add", "client:update", "conversation:message", "conversation:message"])
        #expect(try await world.conversations(of: Self.address).map(\.id) == [Self.conversation])
    }

    @Test func aSecondaryClient_leavesTheConversationWhereItIs() async throws {
        let world = try await world()
        try await begin(world, .immediate, isPrimary: false)
        #expect(try await moved(world)?.clientID == Self.webClient)
    }

    @Test func somebodyWhoIsKnown_isJoinedWhenConfirmed() async throws {
        let world = try await world()
        try await world.take(text("old", from: Self.address))
        let other = try #require(try await world.client(Self.address)).userID
        try await begin(world, .userActivity)
        #expect(try await world.client(Self.address)?.userID == other, "not before the confirmation")
        try await world.take(text("m1", from: Self.address, "it is me"))
        #expect(try await world.client(Self.address)?.userID == Self.visitor)
        #expect(try await world.store.read { try $0.user(app: InboundWorld.app, other) } == nil)
        #expect(try await world.types().contains("user:merge"))
        let texts = try await world.store.read { try $0.messages(conversation: Self.conversation, page: PageRequest(limit: 9)).map(\.text) }
        #expect(texts == ["it is me"], "what is new belongs to the conversation that moved")
    }

    @Test(arguments: [#""text":"Yes","payload":"parley:link:accept""#, #""text":" yes ""#])
    func aPrompt_isAcceptedByItsButtonOrItsWord_andTheAnswerIsNoMessage(_ answer: String) async throws {
        let world = try await world()
        let client = try await begin(world, .prompt)
        #expect(try await world.jobs(.outbound).count == 1, "the question is sent")
        #expect(try await world.conversations(of: Self.address).map(\.id) == [Self.conversation], "and its conversation is not shown")
        try await world.take(#"{"kind":"text","id":"m1","at":\#(InboundWorld.start),"from":["\#(Self.address)"],\#(answer)}"#)
        #expect(try await moved(world)?.clientID == client.id)
        #expect(try await world.types() == ["client:add", "client:update"])
        #expect(try await world.messages(of: Self.address).isEmpty)
    }

    @Test func aPrompt_isDeclinedByItsWord() async throws {
        let world = try await world()
        try await begin(world, .prompt)
        try await world.take(text("m1", from: Self.address, "No"))
        #expect(try await world.client(Self.address) == nil)
        #expect(try await moved(world)?.clientID == Self.webClient)
        #expect(try await world.types() == ["client:add", "client:remove"])
        #expect(try await links(world) == 0)
    }

    @Test func otherWordsThanYes_areThoseOfAStranger_whoSeesNothingOfTheConversation() async throws {
        let world = try await world()
        try await begin(world, .prompt)
        try await world.take(text("m1", from: Self.address, "Who is this?"))
        let stranger = try #require(try await world.client(Self.address))
        #expect(stranger.userID != Self.visitor && stranger.status == .active)
        #expect(try await world.texts(of: Self.address) == ["Who is this?"])
        #expect(try await moved(world)?.clientID == Self.webClient)
    }

    @Test func aDeclinedLinkOfSomebodyKnown_leavesHimAsHeWas() async throws {
        let world = try await world()
        try await world.take(text("old", from: Self.address))
        let before = try #require(try await world.client(Self.address))
        try await begin(world, .prompt)
        try await world.take(text("m1", from: Self.address, "no"))
        let after = try #require(try await world.client(Self.address))
        #expect(after.userID == before.userID && after.status == .active)
    }

    @Test func aQuestionThatCannotBeSent_endsTheLink() async throws {
        let world = try await world(window: .afterCustomerMessage(.hours(24)))
        try await begin(world, .prompt)
        #expect(try await world.client(Self.address) == nil)
        #expect(try await world.types() == ["client:add", "client:remove"])
        let body = try #require(try await world.events().last).body
        #expect(String(decoding: body.bytes, as: UTF8.self).contains(#""reason":"linkFailed""#))
        #expect(String(decoding: body.bytes, as: UTF8.self).contains("outside_window"))
    }
}
