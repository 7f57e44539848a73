import Core
import JSONKit
import Runtime
import Store
import Testing

@Suite("Every kind of event has its effect")
struct KindTests {
    private func of(_ kind: String, _ id: String, _ more: String = "", from: String? = "a1") -> String {
        let sender = from.map { #","from":["\#($0)"]"# } ?? ""
        return #"{"kind":"\#(kind)","id":"\#(id)","at":1790000000\#(sender)\#(more)}"#
    }

    @Test("several contents are several messages, in order, with one external id")
    func contents() async throws {
        let world = try await InboundWorld()
        try await world.take(text("m1", "three", more: #","texts":["one","two"]"#))
        let messages = try await world.messages(of: "a1")
        #expect(messages.map(\.text) == ["one", "two", "three"])
        #expect(try await world.outcomes().map(\.resourceID) == [messages[0].id])
    }

    @Test("F21: a quoted message is resolved; one from before our time keeps the provider's id")
    func quoted() async throws {
        let world = try await InboundWorld()
        try await world.take(text("m1"), text("m2", more: #","quoted":"m1""#), text("m3", more: #","quoted":"old""#))
        let quotes = try await world.messages(of: "a1").map { message in
            try message.quoted.map { try JSONValue(JSONDocument.parse($0.bytes).root) }
        }
        #expect(quotes[0] == nil)
        #expect(quotes[1]?["type"] == "message")
        #expect(quotes[2] == ["type": "externalMessageId", "externalMessageId": "old"])
    }

    @Test("a quote shows nobody what another customer has written; one's own words of an earlier conversation it does")
    func foreignQuote() async throws {
        let world = try await InboundWorld(threading: Threading(reopen: .never))
        try await world.take(text("m1"), of("ended", "e1"), text("m2", more: #","quoted":"m1""#))
        try await world.take(text("m3", from: "a2", more: #","quoted":"m1""#))
        func quote(_ address: String) async throws -> JSONValue? {
            try await world.messages(of: address).last?.quoted.map { try JSONValue(JSONDocument.parse($0.bytes).root) }
        }
        #expect(try await world.conversations(of: "a1").count == 2)
        #expect(try await quote("a1")?["type"] == "message")
        #expect(try await quote("a2") == ["type": "externalMessageId", "externalMessageId": "m1"])
    }

    @Test("Z33: forwarded messages are ordinary ones with a mark; so are unusual kinds and advertisements")
    func marks() async throws {
        let world = try await InboundWorld()
        try await world.take(text("m1", more: #","forwarded":true,"word":"order","ad":"ad1""#), text("m2", more: #","ad":"ad2""#))
        let messages = try await world.messages(of: "a1")
        #expect(messages[0].mark("parleyForwarded") == .bool(true))
        #expect(messages[0].mark("parleyKind") == .string("order"))
        #expect(messages[0].mark("parleyReferralAdId") == .string("ad1"))
        #expect(
            try await world.types() == ["conversation:create", "conversation:message", "conversation:referral", "conversation:message"],
            "the first advertisement is told with the conversation it has begun")
    }

    @Test("an echo is a message of the business from outside and answers the customer")
    func echo() async throws {
        let world = try await InboundWorld()
        try await world.take(text("m1"), of("echo", "e1", #","text":"hi from the phone""#))
        let messages = try await world.messages(of: "a1")
        #expect(messages.map(\.author) == [.user, .business])
        #expect(messages[1].mark("parleyOutside") == .bool(true))
        #expect(try await world.conversations(of: "a1")[0].unanswered == false)
        #expect(try await world.store.read { try $0.delivery(message: messages[1].id) } == nil)
    }

    @Test("an echo of what we sent ourselves is a duplicate")
    func ownEcho() async throws {
        let world = try await InboundWorld()
        let ours = ExternalReference(kind: .outbound, resourceID: ID(high: 7, low: 7))
        _ = try await world.store.write { try $0.claim(InboundWorld.integration, "e1", for: ours) }
        try await world.take(of("echo", "e1", #","text":"x""#))
        #expect(try await world.results() == [.duplicate])
        #expect(try await world.events().isEmpty)
    }

    @Test("an edit changes the text and keeps the versions")
    func edit() async throws {
        let world = try await InboundWorld()
        try await world.take(text("m1", "one"))
        try await world.take(of("edit", "e1", #","target":"m1","text":"two""#), of("edit", "e2", #","target":"m1","text":"three""#))
        let message = try #require(try await world.messages(of: "a1").first)
        #expect(message.text == "three")
        let versions = try JSONDocument.parse(try #require(message.versions).bytes).root.array.map { $0["text"].string }
        #expect(versions == ["one", "two"])
        #expect(try await world.types().filter { $0 == "parley:message:edited" }.count == 2)
    }

    @Test("an edit of an unknown message is not lost")
    func strayEdit() async throws {
        let world = try await InboundWorld()
        try await world.take(of("edit", "e1", #","target":"old","text":"two""#))
        #expect(try await world.texts(of: "a1") == ["two"])
        #expect(try await world.messages(of: "a1").first?.mark("parleyKind") == .string("edit"))
    }

    @Test("F22: a message that is taken back stays, marked")
    func unsend() async throws {
        let world = try await InboundWorld()
        try await world.take(text("m1", "oops", more: #","forwarded":true"#), of("unsend", "u1", #","target":"m1""#))
        let message = try #require(try await world.messages(of: "a1").first)
        #expect(message.text == "oops" && message.mark("parleyUnsent") == .bool(true) && message.mark("parleyForwarded") == .bool(true))
        #expect(try await world.types().last == "parley:message:unsent")
    }

    @Test("a reaction is a message that quotes, and an event; taking it back is only the event")
    func reaction() async throws {
        let world = try await InboundWorld()
        try await world.take(text("m1"))
        let window = try await world.conversations(of: "a1")[0].lastCustomerMessageAt
        try await world.take(of("reaction", "r1", #","target":"m1","emoji":"👍""#), of("reaction", "r2", #","target":"m1""#))
        let messages = try await world.messages(of: "a1")
        #expect(messages.map(\.text) == ["hello", "👍"])
        #expect(messages[1].mark("parleyKind") == .string("reaction") && messages[1].quoted != nil)
        #expect(
            try await world.types() == [
                "conversation:create", "conversation:message", "conversation:message", "parley:reaction", "parley:reaction",
            ])
        #expect(try await world.conversations(of: "a1")[0].lastCustomerMessageAt == window)
    }

    @Test("an integration can switch reactions as messages off")
    func quietReaction() async throws {
        let world = try await InboundWorld(metadata: JSONBytes(Array(#"{"parleyReactionMessages":false}"#.utf8)))
        try await world.take(text("m1"), of("reaction", "r1", #","target":"m1","emoji":"👍""#))
        #expect(try await world.texts(of: "a1") == ["hello"])
        #expect(try await world.types().last == "parley:reaction")
    }

    @Test("a postback opens the window and is told")
    func postback() async throws {
        let world = try await InboundWorld()
        try await world.take(of("postback", "p1", #","text":"START""#))
        #expect(try await world.types() == ["conversation:create", "conversation:postback"])
        #expect(try await world.conversations(of: "a1")[0].lastCustomerMessageAt == Instant(seconds: InboundWorld.start))
    }

    @Test("echoPostback: a button that was pressed is a message as well, once")
    func echoedPostback() async throws {
        let world = try await InboundWorld(switches: ["echoPostback": true])
        let press = of("postback", "p1", #","text":"START""#)
        try await world.take(press)
        try await world.take(press)
        #expect(try await world.types() == ["conversation:create", "conversation:message", "conversation:postback"])
        let message = try #require(try await world.messages(of: "a1").first)
        let content = try JSONDocument.parse(message.content.bytes).root
        #expect(content["text"].string == "Button" && content["payload"].string == "START")
        #expect(message.author == .user && message.metadata == nil)
    }

    @Test("consent is kept with the client and told, and opens no window")
    func consent() async throws {
        let world = try await InboundWorld()
        try await world.take(text("m1"), of("consent", "c1", #","allowed":false"#))
        #expect(try await world.client("a1").map { Consent(of: $0).marketing?.allowed } == false)
        #expect(try await world.types().last == "parley:consent")
        try await world.take(of("consent", "c2", #","allowed":true"#))
        #expect(try await world.client("a1").map { Consent(of: $0).marketing?.allowed } == true)
        #expect(try await world.client("a1")?.window.openedAt == Instant(seconds: InboundWorld.start))
    }

    @Test("read and typing are told for a known conversation only, and make nobody")
    func presence() async throws {
        let world = try await InboundWorld()
        try await world.take(of("read", "r1"), of("typing", "t1"))
        #expect(try await world.results() == [.ignored, .ignored])
        #expect(try await world.client("a1") == nil)
        try await world.take(text("m1"), of("read", "r2"), of("typing", "t2"))
        #expect(try await world.types() == ["conversation:create", "conversation:message", "conversation:read", "conversation:typing"])
    }

    @Test("notices of templates and accounts are alarms of the integration, in a lane of the app")
    func notices() async throws {
        let world = try await InboundWorld()
        try await world.take(of("template", "t1", from: nil), of("account", "x1", from: nil))
        #expect(try await world.types() == ["parley:integration:alarm", "parley:integration:alarm"])
        #expect(try await world.jobs(.webhooks, InboundWorld.webhook).map(\.key.lane) == [InboundWorld.app, InboundWorld.app])
    }

    static let silent: [(String, String)] = [
        ("Z16: a call", #"{"kind":"call","id":"x","at":1,"from":["a1"]}"#),
        ("F20: a group message", #"{"kind":"text","id":"x","at":1,"from":["a1"],"group":"g1","text":"hi"}"#),
        ("an unknown kind of nobody", #"{"kind":"mystery","id":"x","at":1}"#),
    ]

    @Test("what has no effect on purpose is recorded and counted, and makes nobody", arguments: silent)
    func ignored(label: String, event: String) async throws {
        let world = try await InboundWorld()
        try await world.take(event)
        #expect(try await world.results() == [.ignored], "\(label)")
        #expect(try await world.outcomes()[0].reason != nil, "\(label)")
        #expect(try await world.client("a1") == nil, "\(label)")
        #expect(try await world.events().isEmpty, "\(label)")
        let counted = world.context.metrics.samples().samples.first { $0.series.name == "parley_inbound_events_total" }
        #expect(counted?.series.labels.last?.value == "ignored" && counted?.value == 1, "\(label)")
    }
}
