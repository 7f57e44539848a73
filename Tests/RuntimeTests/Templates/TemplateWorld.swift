import ConnectorKit
import Core
import JSONKit
import Store
import StoreSQLite
import Testing
import Wire

@testable import Runtime

/// A worker's sending side over a channel with templates, on a clock that is turned by hand.
final class TemplateWorld: Sendable {
    static let app = OutboundWorld.app
    static let integration = OutboundWorld.integration

    let clock = ManualClock()
    let store: SQLiteStore
    let office: LetterOffice
    let context: RuntimeContext
    private let keeper = Lock<Task<Void, Never>?>(nil)

    init(
        _ pages: [String] = ["hello/en_US/approved/Hi {{1}}!"], policy: TemplatePolicy = TemplatePolicy(), store: SQLiteStore? = nil
    ) throws {
        let office = LetterOffice(pages)
        self.office = office
        self.store = try store ?? SQLiteStore(SQLiteOptions(.temporary))
        let registration = ConnectorRegistration(
            type: "postal", fields: [], payload: .json, identifiers: IdentifierFields([]), failures: [],
            connect: { _ in TemplateChannel() })
        var entry = IntegrationEntry(id: Self.integration, appID: Self.app, registration: registration, channel: TemplateChannel())
        entry.templates = policy
        context = RuntimeContext(
            store: self.store, caller: office, clock: clock.clock, ids: IDSource(worker: 3), masking: NoMasking(),
            directory: Directory(apps: [AppEntry(id: Self.app, displayName: "Test")], integrations: [entry], webhooks: []))
    }

    var book: TemplateBook { context.templates }

    /// Starts the keeper and waits for its first reading.
    func startKeeper() async throws {
        let context = context
        keeper.withLock { $0 = Task { await TemplateKeeper(integrationID: Self.integration, context: context).run() } }
        try await until { self.office.readings >= 1 && self.clock.sleeperCount >= 1 }
    }

    func stopKeeper() async {
        let task = keeper.withLock { $0 }
        task?.cancel()
        await task?.value
    }

    /// Lets run what can run until `condition` holds.
    func until(_ condition: () throws -> Bool) async throws {
        for _ in 0..<20_000 {
            if try condition() { return }
            try await store.write { _ in }
            await Task.yield()
        }
        throw OutboundWorldProblem(what: "it did not happen; \(office.readings) readings")
    }

    /// A conversation whose customer wrote `ago`; nil never wrote.
    func conversation(wrote ago: Duration? = .hours(1)) async throws -> ID {
        let now = clock.now
        let user = User(id: ID(high: 10, low: 1), appID: Self.app, createdAt: now)
        let client = Client(
            id: ID(high: 11, low: 1), appID: Self.app, integrationID: Self.integration, userID: user.id, externalID: "customer",
            linkedAt: now, lastSeen: now, window: ClientWindow(openedAt: ago.map { now - $0 }))
        let conversation = Conversation(
            id: ID(high: 12, low: 1), appID: Self.app, userID: user.id, integrationID: Self.integration, clientID: client.id,
            isDefault: true, createdAt: now, lastUpdatedAt: now, lastCustomerMessageAt: ago.map { now - $0 })
        try await store.write { store in
            try store.insert(user)
            try store.insert(client)
            try store.insert(conversation)
        }
        return conversation.id
    }

    static func shorthand(_ name: String, _ values: [String] = [], fallback: String? = nil, actor: SendActor = .human) -> MessageDraft {
        let send = TemplateSend(name: name, body: values.map { .init(.text($0)) }, bindsInOrder: true)
        return MessageDraft(
            content: .text(TextContent("raw")), actor: actor, template: TemplateShorthand(send, fallback: fallback))
    }

    func post(_ draft: MessageDraft, to conversation: ID) async throws -> (message: MessageRecord, failure: Failure?) {
        let result = try await Posting(context: context).post(draft, app: Self.app, conversation: conversation)
        guard case .stored(let message, let failure) = result else { throw OutboundWorldProblem(what: "\(result)") }
        return (message, failure)
    }

    static func text(_ message: MessageRecord) throws -> String? { try JSONDocument.parse(message.content.bytes).root["text"].string }
}
