import Core
import JSONKit
import Runtime
import Store
import Testing
import Wire

private func of(_ kind: String, _ id: String, _ more: String = "", from: String = "a1") -> String {
    #"{"kind":"\#(kind)","id":"\#(id)","at":1790000000,"from":["\#(from)"]\#(more)}"#
}

@Suite("Sessions: ends, ratings, people who say who they are")
struct SessionTests {
    private let world: InboundWorld

    init() async throws {
        world = try await InboundWorld(threading: Threading(reopen: .never))
    }

    @Test("K10, K11, K19: the customer ends a conversation once; the next message begins another (K29)")
    func end() async throws {
        try await world.take(text("m1"), of("ended", "e1"), of("ended", "e2"))
        #expect(try await world.results() == [.applied, .applied, .ignored])
        let closed = try #require(try await world.conversations(of: "a1").first)
        #expect(closed.status == .closed && closed.closedAt != nil)
        #expect(try await world.types().filter { $0 == "parley:conversation:closed" }.count == 1)
        try await world.take(text("m2"))
        #expect(try await world.conversations(of: "a1").map(\.status) == [.closed, .open])
    }

    @Test("the end of what never began has no effect")
    func endOfNothing() async throws {
        try await world.take(of("ended", "e1"), of("rating", "r1", #","score":5"#))
        #expect(try await world.results() == [.ignored, .ignored])
        #expect(try await world.events().isEmpty)
        #expect(try await world.client("a1") == nil)
    }

    @Test("S12: a rating stays with the conversation and is told with its comment; one that is none is told to the operator")
    func rating() async throws {
        try await world.take(
            text("m1"), of("ended", "e1"), of("rating", "r1", #","score":4,"text":"quick""#), of("rating", "r2", #","score":9"#))
        #expect(try await world.results() == [.applied, .applied, .applied, .failed])
        let conversation = try #require(try await world.conversations(of: "a1").first)
        #expect(try JSONDocument.parse(conversation.metadata.bytes).root["parleyRating"].int == 4)
        #expect(conversation.status == .closed, "a rating opens nothing")
        let event = try #require(try await world.events().last { $0.type == "parley:conversation:rating" })
        let rating = try JSONDocument.parse(event.body.bytes).root["payload"]["rating"]
        #expect(rating["score"].int == 4 && rating["comment"].string == "quick")
    }

    @Test("a profile makes a person and no conversation; what an agent has written is not replaced")
    func profile() async throws {
        try await world.take(of("profile", "p1", #","name":"Ada","email":"ada@example.com""#))
        #expect(try await world.conversations(of: "a1").isEmpty)
        let client = try #require(try await world.client("a1"))
        func profile() async throws -> Profile {
            let user = try await world.store.read { try $0.user(app: InboundWorld.app, client.userID) }
            return Profile(stored: try #require(user).profile)
        }
        #expect(try await profile().email == "ada@example.com")
        try await world.take(of("profile", "p2", #","name":"Eve","email":"eve@example.com""#))
        #expect(try await profile().email == "ada@example.com")
        #expect(try await profile().givenName == "Ada")
    }

    @Test("the answers to a form are content of their own, and the form takes no second answer")
    func form() async throws {
        try await world.take(text("m1"))
        let conversation = try #require(try await world.conversations(of: "a1").first)
        let form = MessageRecord(
            id: world.context.ids.next(at: world.clock.now), appID: InboundWorld.app, conversationID: conversation.id, author: .business,
            receivedAt: world.clock.now, storedAt: world.clock.now,
            content: Content.form(FormContent([FormQuestion(.text(FormQuestion.TextRule()), name: "size", label: "Size")])).encoded(),
            source: .emptyObject)
        try await world.store.write { store in
            try store.insert(form)
            _ = try store.claim(
                InboundWorld.integration, form.id.description, for: ExternalReference(kind: .outbound, resourceID: form.id))
        }
        try await world.take(of("form", "f1", #","text":"42","quoted":"\#(form.id)""#))
        let stored = try await world.messages(of: "a1").map { try Content(stored: $0.content) }
        guard case .form(let closed) = stored[1], case .formResponse(let response) = stored[2] else { throw Missing() }
        #expect(closed.isSubmitted)
        #expect(response.textFallback == "Size: 42")
        #expect(try await world.types().last == "parley:message:edited")
    }

    private struct Missing: Error {}
}

@Suite("K31: the automatic reply out of hours")
struct AutomaticReplyTests {
    private func said(_ id: String, _ reply: String = "We are away.", period: String = "1") -> String {
        text(id, more: #","reply":"\#(reply)","period":"\#(period)""#)
    }

    @Test("comes once per session, as a message that answers nobody")
    func once() async throws {
        let world = try await InboundWorld(threading: Threading(reopen: .never))
        try await world.take(said("m1"), said("m2", period: "2"))
        #expect(try await world.texts(of: "a1") == ["hello", "We are away.", "hello"])
        let reply = try await world.messages(of: "a1")[1]
        #expect(reply.author == .business && reply.mark("parleyKind") == .string("away") && reply.mark("parleyOutside") == nil)
        #expect(try await world.conversations(of: "a1")[0].unanswered)
        try await world.take(of("ended", "e1"), said("m3", "Still away.", period: "2"))
        #expect(try await world.texts(of: "a1").suffix(2) == ["hello", "Still away."])
        #expect(try await world.types().filter { $0 == "conversation:message" }.count == 5)
    }

    @Test("comes once per closed time where the conversation lasts for ever")
    func lasting() async throws {
        let world = try await InboundWorld()
        try await world.take(said("m1"), said("m2"), said("m3", "Good night.", period: "2"), text("m4"))
        #expect(try await world.texts(of: "a1") == ["hello", "We are away.", "hello", "hello", "Good night.", "hello"])
    }

    @Test("invariant 3: a message that comes twice is answered once")
    func repeated() async throws {
        let world = try await InboundWorld()
        try await world.take(said("m1"))
        try await world.take(said("m1", period: "2"))
        #expect(try await world.texts(of: "a1") == ["hello", "We are away."])
    }
}
