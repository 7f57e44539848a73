import ConnectorKit
import Core
import Store
import StoreSQLite
import Testing
import Wire

@testable import Runtime

/// One app with two webhooks, of which help desks answer as they are told, and a processor whose jobs the test runs by hand.
final class WebhookWorld: Sendable {
    static let app = ID(high: 1, low: 1)
    static let integration = ID(high: 2, low: 1)
    static let desk = ID(high: 3, low: 1)
    static let other = ID(high: 3, low: 2)
    static let oldSecret = Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")

    let clock: ManualClock
    let store: any Store
    let desks = Desks()
    let context: RuntimeContext
    let setup: Setup
    let processor: WebhookProcessor

    /// - Parameter caller: leads to the help desks; `desks` unless it is given.
    init(caller: (any HTTPCaller)? = nil, clock: ManualClock? = nil, _ change: (inout WebhookEntry) -> Void = { _ in }) throws {
        self.clock = clock ?? ManualClock(Instant(seconds: 1_790_000_000))
        store = try SQLiteStore(SQLiteOptions(.temporary))
        var desk = WebhookEntry(
            id: Self.desk, appID: Self.app, target: "https://desk/hook", triggers: ["conversation:message"], secret: Self.oldSecret)
        change(&desk)
        let other = WebhookEntry(id: Self.other, appID: Self.app, target: "https://other/hook", triggers: ["*"], secret: Secret("other"))
        let base = SetupBase(
            apps: [AppEntry(id: Self.app, displayName: "Test")], integrations: [], webhooks: [desk, other], keys: [])
        context = RuntimeContext(
            store: store, caller: caller ?? desks, clock: self.clock.clock, ids: IDSource(worker: 5), masking: NoMasking(),
            directory: base.directory)
        setup = Setup(base: base, registrations: [], sealing: .temporary(), context: context)
        processor = WebhookProcessor(context: context, setup: setup)
    }

    /// A user with a client and a conversation.
    func person(_ number: UInt32 = 1) async throws -> (user: User, conversation: Conversation) {
        let now = clock.now
        let user = User(
            id: ID(high: 10, low: number), appID: Self.app, externalID: number == 1 ? "ana" : "ana-\(number)",
            profile: Profile(givenName: "Ana").encoded(), createdAt: now)
        let client = Client(
            id: ID(high: 11, low: number), appID: Self.app, integrationID: Self.integration, userID: user.id,
            externalID: "1555000\(number)", linkedAt: now, lastSeen: now)
        let conversation = Conversation(
            id: ID(high: 12, low: number), appID: Self.app, userID: user.id, integrationID: Self.integration, clientID: client.id,
            isDefault: true, createdAt: now, lastUpdatedAt: now)
        try await store.write { store in
            try store.insert(user)
            try store.insert(client)
            try store.insert(conversation)
        }
        return (user, conversation)
    }

    /// A message of the customer was stored.
    @discardableResult
    func message(_ person: (user: User, conversation: Conversation), _ text: String = "Hello") async throws -> ID {
        let now = clock.now
        let id = context.ids.next(at: now)
        let (user, conversation) = person
        let message = MessageRecord(
            id: context.ids.next(at: now), appID: Self.app, conversationID: conversation.id, author: .user, authorUserID: user.id,
            receivedAt: now, storedAt: now, content: Content.text(TextContent(text)).encoded(),
            source: MessageSource(type: "whatsapp", integrationID: Self.integration).encoded())
        let emitter = EventEmitter(context)
        try await store.write { store in
            try emitter.emit(
                .message(conversation, message, user: user), id: id, app: Self.app, conversation: conversation.id, store, now: now)
        }
        return id
    }

    /// Runs what waits for a webhook, once each, whatever its time; gives how many are left.
    @discardableResult
    func run(_ webhook: ID = desk) async throws -> Int {
        let owner = ID(high: 99, low: 1)
        let now = clock.now
        let leases = try await store.write { try $0.acquireLeases(owner: owner, now: now, until: now + .minutes(1), force: true) }
        for job in try await jobs(webhook) {
            let lease = try #require(leases.first { $0.shard == job.key.shard })
            _ = await processor.process([job], lease: lease, group: NoControl())
        }
        return try await jobs(webhook).count
    }

    func jobs(_ webhook: ID = desk) async throws -> [Job] {
        try await store.read { try $0.jobs(group: JobGroup(queue: .webhooks, group: webhook), afterLane: nil, perLane: 100, limit: 100) }
    }

    func letters() async throws -> [DeadLetter] {
        try await store.read { try $0.deadLetters(app: Self.app, queue: .webhooks, before: nil, limit: 100) }
    }

    func health(_ webhook: ID = desk) async throws -> WebhookHealth? {
        try await store.read { try WebhookHealth.read(webhook, app: Self.app, $0) }
    }

    func events(_ type: String) async throws -> [OutboxEvent] {
        try await store.read { try $0.events(app: Self.app, after: nil, limit: 100).filter { $0.type == type } }
    }

    struct NoControl: JobGroupControl {
        func pause(until time: Instant) {}
        func resume() {}
    }
}

/// Help desks that answer with one status, by the webhook's address.
final class Desks: HTTPCaller {
    private struct State {
        var status = 200
        var headers = HTTPFields()
        var requests: [OutboundRequest] = []
        var limits: [CallLimits] = []
    }

    private let state = Lock(State())

    func answer(_ status: Int, _ headers: HTTPFields = HTTPFields()) {
        state.withLock {
            $0.status = status
            $0.headers = headers
        }
    }

    var requests: [OutboundRequest] { state.withLock { $0.requests } }
    var limits: [CallLimits] { state.withLock { $0.limits } }

    func call(_ request: OutboundRequest, _ limits: CallLimits) async -> TransportOutcome {
        state.withLock { state in
            state.requests.append(request)
            state.limits.append(limits)
            return .answered(HTTPResponse(status: state.status, headers: state.headers))
        }
    }
}
