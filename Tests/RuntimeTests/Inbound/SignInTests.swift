import Core
import JSONKit
import Runtime
import Store
import Testing
import Wire

@Suite("S5, S8: who signs in is the known user, with all that was written before")
struct SignInTests {
    private let world: InboundWorld

    init() async throws { world = try await InboundWorld(threading: Threading(reopen: .never)) }

    private func signIn(_ id: String, _ user: String = "ada", from previous: String, more: String = "") -> String {
        #"{"kind":"moved","id":"\#(id)","at":1790000000,"from":["user:\#(user)"],"user":"\#(user)","previous":"\#(previous)"\#(more)}"#
    }

    private func user(_ externalID: String) async throws -> User? {
        try await world.store.read { try $0.user(app: InboundWorld.app, externalID: externalID) }
    }

    private func known(_ externalID: String) async throws -> User {
        let user = User(
            id: world.context.ids.next(at: world.clock.now), appID: InboundWorld.app, externalID: externalID, createdAt: world.clock.now)
        try await world.store.write { try $0.insert(user) }
        return user
    }

    private func merges() async throws -> [JSON] {
        try await world.events().filter { $0.type == "user:merge" }.map { try JSONDocument.parse($0.body.bytes).root["payload"] }
    }

    @Test("a new name makes the visitor its owner")
    func new() async throws {
        try await world.take(text("m1", from: "anon:1"), signIn("s1", from: "anon:1", more: #","name":"Ada","email":"ada@example.com""#))
        let client = try #require(try await world.client("user:ada"))
        #expect(client.externalID == "user:ada")
        #expect(try await user("ada")?.id == client.userID)
        #expect(try await merges().isEmpty)
        #expect(try await world.texts(of: "user:ada") == ["hello"])
    }

    @Test("a user that the business knows already takes the visitor in, with an event and a log")
    func knownUser() async throws {
        let ada = try await known("ada")
        try await world.take(text("m1", from: "anon:1"))
        let visitor = try #require(try await world.client("anon:1")).userID
        try await world.take(signIn("s1", from: "anon:1"), signIn("s1", from: "anon:1"))
        #expect(try await world.client("user:ada")?.userID == ada.id)
        #expect(try await world.texts(of: "user:ada") == ["hello"])
        #expect(try await world.store.read { try $0.user(app: InboundWorld.app, visitor) } == nil)
        let merge = try #require(try await merges().first)
        #expect(merge["reason"].string == "sdkLogin")
        #expect(merge["mergedUsers"]["surviving"]["id"].string == ada.id.description)
        #expect(merge["mergedUsers"]["discarded"]["id"].string == visitor.description)
        #expect(try await merges().count == 1)
    }

    @Test("on a second device the history of both is one, what was begun goes on, and replies go to the signed-in address")
    func secondDevice() async throws {
        try await world.take(
            text("m1", from: "anon:1", "from the phone"), signIn("s1", from: "anon:1"), text("m2", from: "anon:2", "from the laptop"),
            signIn("s2", from: "anon:2"), text("m3", from: "user:ada", "as Ada"))
        let home = try #require(try await world.client("user:ada"))
        let conversations = try await world.conversations(of: "user:ada")
        #expect(conversations.allSatisfy { $0.clientID == home.id && $0.userID == home.userID })
        #expect(try await world.texts(of: "user:ada") == ["from the phone", "from the laptop", "as Ada"])
        #expect(conversations.count == 2, "the chat of the second device goes on")
        #expect(try await merges().count == 1)
    }

    @Test("such a merge can be taken back")
    func unmerge() async throws {
        try await world.take(
            text("m1", from: "anon:1", "hers"), signIn("s1", from: "anon:1"), text("m2", from: "anon:2", "not hers"))
        let stranger = try #require(try await world.client("anon:2"))
        try await world.take(signIn("s2", from: "anon:2"))
        let ada = try #require(try await user("ada"))
        let context = world.context
        let parted = try await world.store.write { try UserMerging(context).unmerge(stranger.userID, from: ada, in: $0) }
        #expect(parted?.restored.id == stranger.userID)
        #expect(try await world.texts(of: "anon:2") == ["not hers"])
        #expect(try await world.conversations(of: "anon:2").map(\.clientID) == [stranger.id])
        #expect(try await world.texts(of: "user:ada") == ["hers"])
    }

    @Test("a token from before a sign-in takes nothing to the next person on the same machine")
    func sharedMachine() async throws {
        try await world.take(text("m1", from: "anon:1", "Ada's"), signIn("s1", from: "anon:1"), signIn("s2", "bob", from: "anon:1"))
        #expect(try await world.texts(of: "user:ada") == ["Ada's"])
        #expect(try await world.conversations(of: "user:bob").isEmpty)
        #expect(try await user("bob") != nil)
        #expect(try await merges().isEmpty)
    }

    @Test("a visitor whom nobody has heard of is known from the sign-in on, without a conversation")
    func silent() async throws {
        try await world.take(signIn("s1", from: "anon:1", more: #","name":"Ada","email":"ada@example.com""#))
        #expect(try await user("ada").map { Profile(stored: $0.profile).email } == "ada@example.com")
        #expect(try await world.conversations(of: "user:ada").isEmpty)
    }
}
