import Core
import Store
import Testing

@testable import Runtime

/// Going on in another channel by a code that the customer takes there (Z12).
@Suite struct ContinuationTests {
    private static let visitor = ID(high: 50 << 20, low: 1)
    private static let webClient = ID(high: 50 << 20, low: 2)
    private static let conversation = ID(high: 50 << 20, low: 3)
    private static let address = "15550001"

    /// A visitor with an open conversation on the second integration.
    private func world(externalID: String? = nil) async throws -> InboundWorld {
        let world = try await InboundWorld()
        try await world.store.write { store in
            let now = world.clock.now
            try store.insert(User(id: Self.visitor, appID: InboundWorld.app, externalID: externalID, createdAt: now))
            try store.insert(
                Client(
                    id: Self.webClient, appID: InboundWorld.app, integrationID: InboundWorld.other, userID: Self.visitor,
                    externalID: "anon:1", linkedAt: now, lastSeen: now))
            try store.insert(
                Conversation(
                    id: Self.conversation, appID: InboundWorld.app, userID: Self.visitor, integrationID: InboundWorld.other,
                    clientID: Self.webClient, isDefault: true, createdAt: now, lastUpdatedAt: now))
        }
        return world
    }

    private func offer(
        _ world: InboundWorld, to integration: ID = InboundWorld.integration, keepsConversation: Bool = true
    ) async throws -> String {
        let code = ContinuationCode.random()
        let end = try await world.store.write { store in
            guard let client = try store.client(Self.webClient) else { throw StoreProblem.failed("The world is not complete.") }
            return try Continuation(world.context).offer(
                code, to: integration, from: client, keepsConversation: keepsConversation, in: store)
        }
        #expect(end == world.clock.now + Continuation.codeLife)
        return code.text
    }

    private func moved(_ world: InboundWorld) async throws -> Conversation {
        try #require(try await world.store.read { try $0.conversation(app: InboundWorld.app, Self.conversation) })
    }

    private func texts(_ world: InboundWorld, _ conversation: ID = Self.conversation) async throws -> [String] {
        try await world.store.read { try $0.messages(conversation: conversation, page: PageRequest(limit: 9)).map(\.text) }
    }

    private func kept(_ world: InboundWorld) async throws -> [Document] {
        try await world.store.read { try $0.documents(app: InboundWorld.app, kind: .continuation, prefix: "", after: nil, limit: 99) }
    }

    @Test func theFirstMessageWithTheCode_joinsUserAndConversation_andTheCodeIsNoMessage() async throws {
        let world = try await world()
        let code = try await offer(world)
        try await world.take(text("m1", from: Self.address, code))
        let client = try #require(try await world.client(Self.address))
        #expect(client.userID == Self.visitor && client.status == .active)
        let conversation = try await moved(world)
        #expect(conversation.clientID == client.id && conversation.integrationID == InboundWorld.integration)
        #expect(conversation.lastCustomerMessageAt == Instant(seconds: InboundWorld.start), "the window of the new channel is open")
        #expect(!conversation.unanswered)
        #expect(try await texts(world).isEmpty)
        #expect(try await world.types() == ["client:add", "client:update"])
        #expect(try await kept(world).isEmpty)
        try await world.take(text("m2", from: Self.address, "I am at the shop"))
        #expect(try await texts(world) == ["I am at the shop"])
        for event in try await world.events() {
            #expect(!String(decoding: event.body.bytes, as: UTF8.self).contains("CHAT-"), "\(event.type)")
        }
    }

    @Test(arguments: [
        ("Hello CODE", "Hello"), ("CODE\nIs it there?", "Is it there?"), ("/start CODE", ""), ("Hi, CODE, please", "Hi, , please"),
        (" CODE ", ""),
    ])
    func whatElseIsSaid_staysAMessage(_ given: String, _ left: String) async throws {
        let world = try await world()
        let code = try await offer(world)
        let sent = given.replacing("CODE", with: code.lowercased()).replacing("\n", with: "\\n")
        try await world.take(text("m1", from: Self.address, sent))
        #expect(try await texts(world) == (left.isEmpty ? [] : [left]))
        #expect(try await moved(world).unanswered == !left.isEmpty)
    }

    @Test func aCodeIsGoodOnce() async throws {
        let world = try await world()
        let code = try await offer(world)
        try await world.take(text("m1", from: Self.address, code))
        try await world.take(text("m2", from: "15559999", code))
        #expect(try await world.client("15559999")?.userID != Self.visitor)
        #expect(try await world.texts(of: "15559999") == [code], "a used code is a text like any other")
        #expect(try await moved(world).clientID == world.client(Self.address)?.id)
    }

    @Test func theSameEventAgain_hasNoSecondEffect_invariant3() async throws {
        let world = try await world()
        let code = try await offer(world)
        try await world.take(text("m1", from: Self.address, code))
        let events = try await world.types().count
        try await world.take(text("m1", from: Self.address, code))
        #expect(try await world.types().count == events)
        #expect(try await texts(world).isEmpty)
        #expect(try await world.results() == [.applied, .duplicate])
    }

    @Test func aCodeEnds_andIsForgotten() async throws {
        let world = try await world()
        let code = try await offer(world)
        world.clock.advance(by: Continuation.codeLife)
        try await world.take(text("m1", from: Self.address, code))
        #expect(try await world.texts(of: Self.address) == [code])
        #expect(try await moved(world).clientID == Self.webClient)
        #expect(try await kept(world).count == 1)
        _ = try await offer(world)
        try await Continuation(world.context).clean {}
        #expect(try await kept(world).count == 1, "only the old one goes")
    }

    @Test func aCodeOfAnotherChannel_orOfNobody_isAText() async throws {
        let world = try await world()
        let code = try await offer(world, to: InboundWorld.other)
        let wrong = ContinuationCode(bytes: Array(0..<12)).text
        try await world.take(text("m1", from: Self.address, code), text("m2", from: Self.address, wrong))
        #expect(try await world.texts(of: Self.address) == [code, wrong])
        #expect(try await kept(world).count == 1, "it is still good where it belongs")
    }

    @Test func somebodyWhoIsKnown_isJoined() async throws {
        let world = try await world()
        try await world.take(text("old", from: Self.address, "earlier"))
        let before = try #require(try await world.client(Self.address))
        let code = try await offer(world)
        try await world.take(text("m1", from: Self.address, "me again \(code)"))
        let client = try #require(try await world.client(Self.address))
        #expect(client.id == before.id && client.userID == Self.visitor)
        #expect(try await world.store.read { try $0.user(app: InboundWorld.app, before.userID) } == nil)
        #expect(try await texts(world) == ["me again"])
        #expect(try await world.types().contains("user:merge"))
    }

    @Test func aSecondTimeByTheSameCustomer_isToldToo() async throws {
        let world = try await world()
        try await world.take(text("m1", from: Self.address, try await offer(world)))
        // Back on the web: a new conversation.
        let second = ID(high: 51 << 20, low: 1)
        try await world.store.write { store in
            let now = world.clock.now
            try store.insert(
                Conversation(
                    id: second, appID: InboundWorld.app, userID: Self.visitor, integrationID: InboundWorld.other,
                    clientID: Self.webClient, isDefault: false, createdAt: now, lastUpdatedAt: now))
        }
        try await world.take(text("m2", from: Self.address, try await offer(world)))
        let stored = try #require(try await world.store.read { try $0.conversation(app: InboundWorld.app, second) })
        #expect(stored.integrationID == InboundWorld.integration)
        #expect(try await world.types() == ["client:add", "client:update", "client:update"])
    }

    @Test func twoWhomTheBusinessKnowsByNames_areNotJoined() async throws {
        let world = try await world(externalID: "ada")
        try await world.take(text("old", from: Self.address))
        let other = try #require(try await world.client(Self.address)).userID
        try await world.store.write { store in
            guard var user = try store.user(app: InboundWorld.app, other) else { return }
            user.externalID = "bo"
            try store.update(user)
        }
        let code = try await offer(world)
        try await world.take(text("m1", from: Self.address, code))
        #expect(try await world.client(Self.address)?.userID == other)
        #expect(try await moved(world).clientID == Self.webClient)
        #expect(try await world.texts(of: Self.address) == ["hello", code])
    }

    @Test func byTheOtherPolicy_onlyTheCustomerComes_andAnotherConversationBegins() async throws {
        let world = try await world()
        let code = try await offer(world, keepsConversation: false)
        try await world.take(text("m1", from: Self.address, "\(code) hello"))
        #expect(try await world.client(Self.address)?.userID == Self.visitor)
        #expect(try await moved(world).clientID == Self.webClient)
        let conversations = try await world.conversations(of: Self.address)
        #expect(conversations.count == 2)
        #expect(try await texts(world, conversations[1].id) == ["hello"])
    }

    @Test func aConversationThatWasClosedMeanwhile_staysClosed_K11() async throws {
        let world = try await world()
        let code = try await offer(world)
        try await world.store.write { store in
            guard var conversation = try store.conversation(app: InboundWorld.app, Self.conversation) else { return }
            conversation.close(now: world.clock.now)
            try store.update(conversation)
        }
        try await world.take(text("m1", from: Self.address, code))
        let stayed = try await moved(world)
        #expect(stayed.status == .closed && stayed.clientID == Self.webClient)
        #expect(try await world.client(Self.address)?.userID == Self.visitor)
    }

    @Test func theClientKeepsWhereItsConversationWent_untilItIsRemoved() async throws {
        let world = try await world()
        try await world.take(text("m1", from: Self.address, try await offer(world)))
        let origin = try #require(try await world.store.read { try $0.client(Self.webClient) })
        let departures = try await world.store.read { try Departures.of(origin, $0) }
        #expect(departures.entries.map(\.conversationID) == [Self.conversation])
        #expect(departures.entries.map(\.integrationID) == [InboundWorld.integration])
        try await world.store.write { store in
            guard let user = try store.user(app: InboundWorld.app, Self.visitor) else { return }
            try ClientRemoval(world.context).remove(origin, of: user, in: store)
        }
        #expect(try await world.store.read { try Departures.of(origin, $0) }.entries.isEmpty)
    }
}

@Suite struct ContinuationCodeTests {
    @Test func codesDiffer_andFitIntoLinks() {
        let codes = Set((0..<1000).map { _ in ContinuationCode.random().text })
        #expect(codes.count == 1000)
        for code in codes {
            #expect(code.utf8.count == 17 && code.utf8.allSatisfy { $0 == 45 || (48...57).contains($0) || (65...90).contains($0) })
        }
    }

    @Test(arguments: [
        "", "CHAT-", "CHAT-0123456789A", "CHAT-0123456789ABC", "XCHAT-0123456789AB", "CHAT-0123456789AU", "CHAT 0123456789AB",
        "chat about it",
        "CHATCHAT-0123456789A",
    ])
    func otherTextsHoldNoCode(_ text: String) { #expect(ContinuationCode.find(in: text) == nil) }

    @Test func theFirstOfSeveralCounts() throws {
        let found = try #require(ContinuationCode.find(in: "a CHAT-0123456789AB b chat-0123456789ac"))
        #expect(found.code.text == "CHAT-0123456789AB" && found.rest == "a b chat-0123456789ac")
    }
}
