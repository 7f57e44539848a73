import Core
import Store
import Wire

/// Tells that windows close soon or are closed. What is due stands in the store, with the client: it survives a restart, and the event is
/// written in the transaction that takes the notice away, so that it comes once.
struct WindowNotices: Sendable {
    let context: RuntimeContext
    let leases: Leases

    /// Clients looked at in one transaction.
    private static let batch = 64
    /// The longest sleep: a window that opens meanwhile can be due before all that were known.
    private static let longestSleep: Duration = .seconds(5)

    func run() async throws {
        while true {
            do {
                while try await tellSome() { try Task.checkCancellation() }
            } catch let problem as StoreProblem {
                context.log.error("Windows could not be looked at", ["problem": "\(problem)"])
            }
            let now = context.clock.now()
            let next = (try? await context.store.read { try $0.nextWindowNotice() }) ?? nil
            // A notice of another worker's client may be due for a while.
            let wake = max(next ?? now + Self.longestSleep, now + .milliseconds(250))
            try await context.clock.sleep(until: min(wake, now + Self.longestSleep))
        }
    }

    /// Tells what is due, a batch at most. Returns whether there may be more.
    func tellSome() async throws -> Bool {
        let now = context.clock.now()
        let due = try await context.store.read { try $0.clients(noticeDueBy: now, limit: Self.batch) }
        let ours = due.compactMap { client in leases.lease(Self.shard(of: client)).map { (client.id, $0) } }
        guard !ours.isEmpty else { return false }
        let (context, directory, emitter) = (context, context.directory, EventEmitter(context))
        try await context.store.write { store in
            for (id, lease) in ours {
                try store.verify(lease)
                // Read anew: the customer may have written since.
                guard let client = try store.client(id), let at = client.window.noticeAt, at <= now else { continue }
                try Self.tell(client, directory, context.settings, emitter, store, now)
            }
        }
        return due.count == Self.batch
    }

    private static func tell(
        _ client: Client, _ directory: Directory, _ settings: RuntimeSettings, _ emitter: EventEmitter, _ store: any StoreTransaction,
        _ now: Instant
    ) throws {
        var window = client.window
        guard let integration = directory.integrations[client.integrationID] else {
            window.noticeAt = nil
            return try store.setWindow(window, client: client.id)
        }
        let policy = WindowPolicy(integration, settings)
        let notice = window.takeNotice(now: now, policy: policy, lead: integration.policies.closingLead)
        try store.setWindow(window, client: client.id)
        guard let notice, let conversation = try store.latestConversation(client: client.id) else { return }
        let state = WindowState(policy, window, now: now)
        let payload: ParleyPayload =
            switch notice {
            case .closing: .windowClosing(conversation, state)
            case .closed: .windowClosed(conversation, state)
            }
        try emitter.emit(.parley(payload), app: client.appID, conversation: conversation.id, store, now: now)
    }

    private static func shard(of client: Client) -> Int {
        JobKey(queue: .outbound, group: client.integrationID, lane: client.id, id: client.id).shard
    }
}
