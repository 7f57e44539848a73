import ConnectorKit
import Core
import JSONKit
import Store
import StoreSQLite
import Testing
import Wire

@testable import Runtime

/// Sends of templates: what is refused before the call, what is kept, what a closed window allows (rows Z17, Z25, Z36 to Z40).
@Suite struct TemplateSendTests {
    private func sender(_ world: TemplateWorld) async throws {
        let leases = Leases(context: world.context)
        let dispatcher = Dispatcher(processors: [SendProcessor(context: world.context)], leases: leases, context: world.context)
        world.store.onJobs { dispatcher.jobsStored($0) }
        try await leases.acquire(alone: true)
        try await dispatcher.start()
    }

    @Test func aShorthand_isSentInTheChannelsShape_andKeptAsItsText_whateverTheWindow_Z36_Z37() async throws {
        let world = try TemplateWorld()
        try await sender(world)
        try await world.startKeeper()
        let conversation = try await world.conversation(wrote: .hours(50))
        let posted = try await world.post(TemplateWorld.shorthand("hello", ["Mara"]), to: conversation)
        #expect(posted.failure == nil)
        #expect(try TemplateWorld.text(posted.message) == "Hi Mara!")
        try await world.until { !world.office.letters.isEmpty }
        #expect(world.office.letters == [#"{"name":"hello","language":"en_US","values":["Mara"]}"#])
        await world.stopKeeper()
    }

    struct Refused: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var draft: MessageDraft
        var code: FailureCode
        var words: String
    }

    static let list =
        "hello/en_US/approved/Hi {{1}}!\nstop/en_US/paused/Hi!\ngone/en_US/disabled/Hi!\nno/en_US/rejected/Hi!\nalien/de/approved/Hallo!"

    private static func content(_ json: String) -> MessageDraft { MessageDraft(content: .template(JSONBytes(Array(json.utf8)))) }

    private static func override(_ json: String) -> MessageDraft {
        MessageDraft(content: .text(TextContent("x")), override: JSONBytes(Array(#"{"postal":{"payload":{"template":\#(json)}}}"#.utf8)))
    }

    static let refused = [
        Refused(
            testDescription: "unknown, shorthand", draft: TemplateWorld.shorthand("nobody"), code: .templateNotFound, words: "name is not"),
        Refused(
            testDescription: "unknown, content", draft: content(#"{"name":"nobody"}"#), code: .templateNotFound, words: "name is not"),
        Refused(
            testDescription: "unknown, override", draft: override(#"{"name":"nobody"}"#), code: .templateNotFound, words: "name is not"),
        Refused(testDescription: "other language", draft: TemplateWorld.shorthand("alien"), code: .templateNotFound, words: "which are de"),
        Refused(testDescription: "paused", draft: TemplateWorld.shorthand("stop"), code: .templateNotApproved, words: "is paused"),
        Refused(testDescription: "disabled", draft: content(#"{"name":"gone"}"#), code: .templateNotApproved, words: "is disabled"),
        Refused(testDescription: "rejected", draft: override(#"{"name":"no"}"#), code: .templateNotApproved, words: "is rejected"),
        Refused(
            testDescription: "missing value", draft: TemplateWorld.shorthand("hello"), code: .templateParameters, words: "body.1 is missing"
        ),
        Refused(
            testDescription: "value too many", draft: content(#"{"name":"hello","values":["a","b"]}"#), code: .templateParameters,
            words: "body.2 is too many"),
        Refused(
            testDescription: "line end", draft: override(#"{"name":"hello","values":["a\nb"]}"#), code: .templateParameters,
            words: "body.1 holds a line end"),
        Refused(testDescription: "no name", draft: content("{}"), code: .templateParameters, words: "no name"),
    ]

    @Test(arguments: refused)
    func aTemplateThatCannotGo_failsAtOnce_andTheProviderIsNotCalled_Z25_Z38_Z39(_ row: Refused) async throws {
        let world = try TemplateWorld([Self.list])
        try await sender(world)
        try await world.startKeeper()
        let conversation = try await world.conversation()
        let posted = try await world.post(row.draft, to: conversation)
        #expect(posted.failure?.code == row.code, "\(row.testDescription)")
        #expect(posted.failure?.detail?.contains(row.words) == true, "\(row.testDescription): \(posted.failure?.detail ?? "")")
        for _ in 0..<50 { try await world.store.write { _ in } }
        #expect(world.office.letters.isEmpty)
        #expect(try TemplateWorld.text(posted.message) != "raw")
        await world.stopKeeper()
    }

    @Test func aTemplatePausedAfterThePost_isNotSent_Z25() async throws {
        let world = try TemplateWorld()
        try await world.startKeeper()
        let conversation = try await world.conversation()
        let posted = try await world.post(TemplateWorld.shorthand("hello", ["Mara"]), to: conversation)
        #expect(posted.failure == nil)
        _ = world.book.apply(
            TemplateNotice(name: "hello", language: "en_US", event: "PAUSED", change: .status(.paused)), TemplateWorld.integration)
        try await sender(world)
        let id = posted.message.id
        for _ in 0..<2000 where try await world.store.read({ try $0.delivery(message: id) })?.state != .failed { await Task.yield() }
        #expect(try await world.store.read { try $0.delivery(message: id) }?.failure?.code == .templateNotApproved)
        #expect(world.office.letters.isEmpty)
        await world.stopKeeper()
    }

    @Test func aFailedTemplate_isTriedAgain_whateverTheWindow_Z36() async throws {
        let world = try TemplateWorld()
        try await sender(world)
        try await world.startKeeper()
        let conversation = try await world.conversation(wrote: .hours(50))
        world.office.answerLetters(404)
        let posted = try await world.post(TemplateWorld.shorthand("hello", ["Mara"]), to: conversation)
        let id = posted.message.id
        for _ in 0..<2000 where try await world.store.read({ try $0.delivery(message: id) })?.state != .failed { await Task.yield() }
        world.office.answerLetters(200)
        let retry = MessageRetry(world.context)
        let refusal = try await world.store.write { try retry.ask(id, app: TemplateWorld.app, acceptDuplicate: false, by: .api, in: $0) }
        #expect(refusal == nil)
        try await world.until { world.office.letters.count == 2 }
        for _ in 0..<2000 where try await world.store.read({ try $0.delivery(message: id) })?.state != .sent { await Task.yield() }
        #expect(try await world.store.read { try $0.delivery(message: id) }?.state == .sent)
        await world.stopKeeper()
    }

    @Test func aTemplateApprovedJustNow_isFoundByThePostThatNamesIt() async throws {
        let world = try TemplateWorld()
        try await world.startKeeper()
        world.office.show(["fresh/en_US/approved/News!"])
        world.clock.advance(by: .minutes(2))
        let conversation = try await world.conversation()
        let posted = try await world.post(TemplateWorld.shorthand("fresh"), to: conversation)
        #expect(posted.failure == nil)
        #expect(try TemplateWorld.text(posted.message) == "News!")
        #expect(world.office.readings == 2)
        await world.stopKeeper()
    }

    @Test func withoutAList_templatesGoUnchecked_soThatAMissingRightDoesNotStopThem() async throws {
        let world = try TemplateWorld()
        let conversation = try await world.conversation()
        let posted = try await world.post(TemplateWorld.shorthand("nobody", ["a"], fallback: "Fallback"), to: conversation)
        #expect(posted.failure == nil)
        #expect(try TemplateWorld.text(posted.message) == "Fallback")
    }

    @Test func contentInTheProvidersShape_keepsItsShape_andShowsItsText() async throws {
        let world = try TemplateWorld()
        try await world.startKeeper()
        let conversation = try await world.conversation()
        let posted = try await world.post(Self.content(#"{"name":"hello","values":["Mara"]}"#), to: conversation)
        #expect(try TemplateWorld.text(posted.message) == "Hi Mara!")
        let stored = try Content(stored: posted.message.content)
        #expect(stored == .template(JSONBytes(Array(#"{"name":"hello","values":["Mara"]}"#.utf8))))
        await world.stopKeeper()
    }

    struct Substitute: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var template: String
        var text: String
        var shown: String?
    }

    static let substitutes = [
        Substitute(testDescription: "the text is its value", template: "hello", text: "Mara\n  and Tom ", shown: "Hi Mara and Tom!"),
        Substitute(testDescription: "it takes no value", template: "call", text: "Mara", shown: "Please write to us."),
        Substitute(testDescription: "it needs two", template: "two", text: "Mara", shown: nil),
        Substitute(testDescription: "it is paused", template: "stop", text: "Mara", shown: nil),
        Substitute(testDescription: "it is unknown", template: "nobody", text: "Mara", shown: nil),
        Substitute(testDescription: "the text is too long", template: "hello", text: String(repeating: "a", count: 200), shown: nil),
    ]

    @Test(arguments: substitutes)
    func aFreeMessageOutsideTheWindow_isReplacedByTheIntegrationsTemplate_ifItFits_Z36(_ row: Substitute) async throws {
        let policy = TemplatePolicy(whenWindowClosed: .template(name: row.template, language: nil))
        let list =
            "hello/en_US/approved/Hi {{1}}!\ncall/en_US/approved/Please write to us.\ntwo/en_US/approved/{{1}} {{2}}\nstop/en_US/paused/x"
        let world = try TemplateWorld([list], policy: policy)
        try await world.startKeeper()
        let conversation = try await world.conversation(wrote: .hours(30))
        let draft = MessageDraft(content: .text(TextContent(row.text)))
        let posted = try await world.post(draft, to: conversation)
        #expect(try TemplateWorld.text(posted.message) == row.shown ?? row.text)
        #expect(posted.failure?.code == (row.shown == nil ? .outsideWindow : nil), "\(posted.failure?.detail ?? "")")
        if row.shown != nil {
            let metadata = try JSONDocument.parse(try #require(posted.message.metadata).bytes).root
            #expect(metadata["parleyOriginalText"].string == row.text)
            #expect(metadata["parleyTemplate"].string == "\(row.template) (en_US)")
        }
        await world.stopKeeper()
    }

    @Test func aProgramsTemplates_waitForTheirPace_andAPersonsDoNot_Z40() async throws {
        let world = try TemplateWorld(policy: TemplatePolicy(botTemplatesPerMinute: 2))
        try await world.startKeeper()
        let conversation = try await world.conversation()
        for number in 1...4 { _ = try await world.post(TemplateWorld.shorthand("hello", ["\(number)"], actor: .bot), to: conversation) }
        try await sender(world)
        try await world.until { world.office.letters.count == 2 }
        for _ in 0..<100 { try await world.store.write { _ in } }
        #expect(world.office.letters.count == 2)
        world.clock.advance(by: .seconds(31))
        try await world.until { world.office.letters.count == 3 }
        let person = TemplatePacing()
        let integration = try #require(world.context.directory.integrations[TemplateWorld.integration])
        let message = OutboundMessage(id: .first, recipient: "x", content: .template(JSONBytes(Array(#"{"name":"hello"}"#.utf8))))
        for _ in 0..<10 { #expect(person.wait(for: message, of: integration, world.book, now: world.clock.now) == nil) }
        await world.stopKeeper()
    }

    @Test func aProactiveMessage_makesUserClientAndConversation_onceForOneNumber_Z9_Z17() async throws {
        let world = try TemplateWorld()
        try await world.startKeeper()
        let addressee = Posting.Addressee(integration: TemplateWorld.integration, phone: "15550107777")
        let posting = Posting(context: world.context)
        for draft in [TemplateWorld.shorthand("hello", ["Mara"]), MessageDraft(content: .text(TextContent("free")))] {
            let result = try await posting.notify([draft], addressee, app: TemplateWorld.app) { _, post in try post() }
            guard case .posted(let results) = result, case .stored(_, let failure) = results[0] else {
                throw OutboundWorldProblem(what: "\(result)")
            }
            #expect(failure?.code == (draft.template == nil ? .outsideWindow : nil))
        }
        let client = try #require(
            try await world.store.read { try $0.client(integration: TemplateWorld.integration, address: "15550107777") })
        #expect(client.phone == "15550107777")
        let conversations = try await world.store.read { try $0.conversations(user: client.userID, page: PageRequest(limit: 10)) }
        #expect(conversations.count == 1)
        #expect(conversations.first?.isDefault == true)
        let types = try await world.store.read { try $0.events(app: TemplateWorld.app, after: nil, limit: 100).map(\.type) }
        #expect(types == ["conversation:create", "conversation:message", "conversation:message", "conversation:message:delivery:failure"])
        await world.stopKeeper()
    }
}
