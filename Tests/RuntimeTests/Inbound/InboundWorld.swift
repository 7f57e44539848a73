import ConnectorKit
import Core
import Foundation
import JSONKit
import Runtime
import Store
import StoreSQLite
import Wire

/// A worker's inbound side with one scripted integration, driven by hand.
final class InboundWorld: Sendable {
    static let app = ID(high: 1, low: 1)
    static let integration = ID(high: 2, low: 1)
    static let other = ID(high: 2, low: 2)
    static let webhook = ID(high: 3, low: 1)
    static let start: Int64 = 1_790_000_000

    let clock: ManualClock
    let store: any Store
    let context: RuntimeContext
    let pending = PendingEntries()
    let intake: Intake
    let processor: InboundProcessor
    let leases: Leases

    init(
        _ place: SQLiteOptions.Place = .temporary, store: (any Store)? = nil, clock: ManualClock = ManualClock(),
        masking: any Masking = NoMasking(), masksCards: Bool = true, threading: Threading = Threading(),
        metadata: JSONBytes = .emptyObject, settings: RuntimeSettings = RuntimeSettings(), channel: ScriptedChannel = ScriptedChannel(),
        caller: any HTTPCaller = NoCaller(), crashPoints: CrashPoints = CrashPoints(), metrics: Metrics = Metrics(),
        log: Log = .silent, streamer: (any HTTPStreamer)? = nil, switches: [String: Bool] = [:]
    ) async throws {
        self.clock = clock
        let known = store
        let store: any Store = try known ?? SQLiteStore(SQLiteOptions(place))
        self.store = store
        let integrations = [Self.integration, Self.other].map {
            var channel = channel
            channel.accountID = $0 == Self.integration ? "first" : "second"
            return IntegrationEntry(
                id: $0, appID: Self.app, registration: ScriptedChannel.registration, channel: channel, threading: threading,
                metadata: metadata)
        }
        let directory = Directory(
            apps: [AppEntry(id: Self.app, displayName: "Acme", settings: AppSettings(maskCreditCardNumbers: masksCards, others: switches))],
            integrations: integrations,
            webhooks: [WebhookEntry(id: Self.webhook, appID: Self.app, target: "http://127.0.0.1/", triggers: ["*"], secret: Secret("s"))])
        context = RuntimeContext(
            store: store, caller: caller, clock: clock.clock, ids: IDSource(worker: UInt32.random(in: 0..<0xFF_FFFF)), masking: masking,
            metrics: metrics, log: log, crashPoints: crashPoints, settings: settings, streamer: streamer, directory: directory)
        intake = Intake(context: context, pending: pending)
        processor = InboundProcessor(context: context, pending: pending)
        leases = Leases(context: context)
        try await leases.acquire(alone: true)
    }

    // MARK: Requests

    func request(_ body: String, signature: String? = "good", integration: ID = integration) -> HTTPRequest {
        var headers: HTTPFields = HTTPFields(["Content-Type": "application/json"])
        headers["Signature"] = signature
        return HTTPRequest(method: "POST", path: "/webhooks/\(integration)", headers: headers, body: Array(body.utf8))
    }

    func post(_ request: HTTPRequest, to integration: ID = integration) async -> HTTPResponse {
        await withCheckedContinuation { answer in intake.receive(request, integration: integration) { answer.resume(returning: $0) } }
    }

    @discardableResult
    func post(_ body: String, signature: String? = "good", to integration: ID = integration) async -> HTTPResponse {
        await post(request(body, signature: signature, integration: integration), to: integration)
    }

    /// Posts events and applies them.
    func take(_ events: String..., integration: ID = integration) async throws {
        await post(#"{"events":[\#(events.joined(separator: ","))]}"#, to: integration)
        try await applyAll(integration)
    }

    // MARK: Jobs

    /// Runs the inbound jobs that are due until none is left.
    func applyAll(_ integration: ID = integration) async throws {
        while true {
            let jobs = try await jobs(.inbound, integration)
            guard let first = jobs.first, let lease = leases.lease(first.key.shard) else { return }
            _ = await processor.process(Array(jobs.prefix(context.settings.applyBatch)), lease: lease, group: NoControl())
        }
    }

    func jobs(_ queue: Queue, _ group: ID = integration) async throws -> [Job] {
        try await store.read { try $0.jobs(group: JobGroup(queue: queue, group: group), afterLane: nil, perLane: 1000, limit: 1000) }
    }

    // MARK: What is stored

    func events() async throws -> [OutboxEvent] { try await store.read { try $0.events(app: Self.app, after: nil, limit: 10_000) } }

    func types() async throws -> [String] { try await events().map(\.type) }

    func entries() async throws -> [JournalEntry] {
        try await store.read { try $0.journal(app: Self.app, filter: JournalFilter(), before: nil, limit: 1000) }.reversed()
    }

    func outcomes() async throws -> [EventOutcome] {
        try await store.read { store in
            try store.journal(app: Self.app, filter: JournalFilter(), before: nil, limit: 1000).reversed().flatMap {
                try store.outcomes(of: $0.id)
            }
        }
    }

    func results() async throws -> [EventOutcome.Result] { try await outcomes().map(\.result) }

    func client(_ address: String, _ integration: ID = integration) async throws -> Client? {
        try await store.read { try $0.client(integration: integration, address: address) }
    }

    func conversations(of address: String, _ integration: ID = integration) async throws -> [Conversation] {
        try await store.read { store in
            guard let client = try store.client(integration: integration, address: address) else { return [] }
            return try store.conversations(user: client.userID, page: PageRequest(limit: 100))
        }
    }

    func messages(of address: String, _ integration: ID = integration) async throws -> [MessageRecord] {
        let conversations = try await conversations(of: address, integration)
        return try await store.read { store in
            try conversations.flatMap { try store.messages(conversation: $0.id, page: PageRequest(limit: 1000)) }
        }
    }

    func texts(of address: String) async throws -> [String] { try await messages(of: address).map(\.text) }
}

extension MessageRecord {
    var text: String { (try? JSONDocument.parse(content.bytes).root["text"].string) ?? "" }
    func mark(_ key: String) -> JSONValue? { metadata.flatMap { try? JSONValue(JSONDocument.parse($0.bytes).root) }?[key] }
}

/// Leads nowhere.
struct NoCaller: HTTPCaller {
    func call(_ request: OutboundRequest, _ limits: CallLimits) async -> TransportOutcome { .notSent(TransportFailure(.connect)) }
}

struct NoControl: JobGroupControl {
    func pause(until time: Instant) {}
    func resume() {}
}

/// One event in the scripted form.
func text(_ id: String, from: String = "a1", at: Int64 = InboundWorld.start, _ text: String = "hello", more: String = "") -> String {
    #"{"kind":"text","id":"\#(id)","at":\#(at),"from":["\#(from)"],"text":"\#(text)"\#(more)}"#
}
