import ConnectorKit
import Core
import JSONKit
import Store
import StoreSQLite
import Testing
import Wire

@testable import Runtime

/// Windows through intake, posting and the notices, on a store.
@Suite struct WindowServiceTests {
    private static let start = Instant(seconds: InboundWorld.start)

    private static func world(_ channel: ScriptedChannel = ScriptedChannel(), threading: Threading = Threading()) async throws
        -> InboundWorld
    {
        try await InboundWorld(clock: ManualClock(start), threading: threading, channel: channel)
    }

    private static func tell(_ world: InboundWorld) async throws {
        let notices = WindowNotices(context: world.context, leases: world.leases)
        while try await notices.tellSome() {}
    }

    private static func windowEvents(_ world: InboundWorld) async throws -> [String] {
        try await world.types().filter { $0.hasPrefix("parley:window") }
    }

    @Test func aWindowIsToldBeforeItCloses_andWhenItIsClosed_onceEach_Z27() async throws {
        let world = try await Self.world()
        try await world.take(text("m1"))
        world.clock.advance(by: .hours(22))
        try await Self.tell(world)
        #expect(try await Self.windowEvents(world) == [])
        world.clock.advance(by: .hours(1))
        for _ in 0..<3 { try await Self.tell(world) }
        #expect(try await Self.windowEvents(world) == ["parley:window:closing"])
        world.clock.advance(by: .hours(1))
        // A worker that starts only now finds the same.
        for _ in 0..<3 { try await Self.tell(world) }
        #expect(try await Self.windowEvents(world) == ["parley:window:closing", "parley:window:closed"])
        #expect(try await world.store.read { try $0.nextWindowNotice() } == nil)
        let last = try #require(try await world.events().last)
        let body = try JSONDocument.parse(last.body.bytes).root
        #expect(body["payload"]["window"]["state"].string == "closed")
        #expect(body["payload"]["unanswered"].bool == true)
    }

    @Test func aCustomerWhoWritesAgain_movesTheEnd_Z20() async throws {
        let world = try await Self.world()
        try await world.take(text("m1"))
        world.clock.advance(by: .hours(20))
        try await world.take(text("m2", at: InboundWorld.start + 20 * 3600))
        world.clock.advance(by: .hours(4))
        try await Self.tell(world)
        #expect(try await Self.windowEvents(world) == [])
        world.clock.advance(by: .hours(20))
        try await Self.tell(world)
        #expect(try await Self.windowEvents(world) == ["parley:window:closed"])
    }

    @Test func aMessageThatComesLate_counts_fromWhenItWasWritten_Z19() async throws {
        let world = try await Self.world()
        world.clock.advance(by: .hours(30))
        try await world.take(text("new", at: InboundWorld.start + 29 * 3600), text("old", at: InboundWorld.start))
        #expect(try await world.client("a1")?.window.openedAt == Self.start + .hours(29))
    }

    @Test func aNewConversation_hasTheWindowOfItsClient_whichIsThatOfTheNumber_F24() async throws {
        let world = try await Self.world()
        try await world.take(text("m1"))
        let client = try #require(try await world.client("a1"))
        let proactive = Conversation(
            id: ID(high: 12, low: 99), appID: InboundWorld.app, userID: client.userID, integrationID: InboundWorld.integration,
            clientID: client.id, isDefault: false, createdAt: world.clock.now, lastUpdatedAt: world.clock.now)
        try await world.store.write { try $0.insert(proactive) }
        let inspection = ConversationInspection(world.context)
        let state = try #require(try await world.store.read { try inspection.state(of: proactive, in: $0) })
        #expect(state.window.state == .open && state.sendable.freeform)
        // The same person at another number of the business has a window of its own.
        try await world.take(text("m2", at: InboundWorld.start - 23 * 3600), integration: InboundWorld.other)
        #expect(try await world.client("a1", InboundWorld.other)?.window.openedAt == Self.start - .hours(23))
        #expect(try await world.client("a1")?.window.openedAt == Self.start)
    }

    @Test func whatTheBusinessDoes_andAReferralWithoutAMessage_openNoWindow_Z20() async throws {
        let world = try await Self.world()
        try await world.take(text("m1"))
        world.clock.advance(by: .hours(1))
        let later = InboundWorld.start + 3600
        try await world.take(
            #"{"kind":"echo","id":"e1","at":\#(later),"from":["a1"],"text":"From the telephone"}"#,
            #"{"kind":"referral","id":"r1","at":\#(later),"from":["a1"]}"#)
        #expect(try await world.results().allSatisfy { $0 == .applied })
        #expect(try await world.client("a1")?.window.openedAt == Self.start)
    }

    @Test(arguments: Capabilities.WindowOpener.allCases)
    func whatOpensAWindow_isDataOfTheChannel(_ opener: Capabilities.WindowOpener) async throws {
        let doings: [Capabilities.WindowOpener: String] = [
            .message: text("n1", at: InboundWorld.start + 60),
            .reaction: #"{"kind":"reaction","id":"n1","at":\#(InboundWorld.start + 60),"from":["a1"],"target":"m1"}"#,
            .postback: #"{"kind":"postback","id":"n1","at":\#(InboundWorld.start + 60),"from":["a1"],"text":"GO"}"#,
            .call: #"{"kind":"call","id":"n1","at":\#(InboundWorld.start + 60),"from":["a1"]}"#,
        ]
        for counts in [true, false] {
            var channel = ScriptedChannel()
            // The first message opens the window in any case.
            let world = try await Self.world(channel)
            try await world.take(text("m1"))
            channel.capabilities.windowOpeners = counts ? [opener] : Set(Capabilities.WindowOpener.allCases).subtracting([opener])
            let entry = IntegrationEntry(
                id: InboundWorld.integration, appID: InboundWorld.app, registration: ScriptedChannel.registration, channel: channel)
            world.context.replaceDirectory(
                Directory(apps: [AppEntry(id: InboundWorld.app, displayName: "Acme")], integrations: [entry], webhooks: []))
            world.clock.advance(by: .minutes(2))
            try await world.take(try #require(doings[opener]))
            let expected = counts ? Self.start + .seconds(60) : Self.start
            #expect(try await world.client("a1")?.window.openedAt == expected, "\(opener), counts: \(counts)")
        }
    }
}
