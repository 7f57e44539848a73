import Core
import Store

/// Deletes the messages of conversations that have been quiet for longer than their app keeps them. The conversations stay.
///
/// A conversation that holds a reply which is not sent to its end is passed over: the next walk finds it again, and the reply's own
/// deadline bounds the wait.
///
/// A walk through all conversations in the order of their ids, in small steps: an index on the time of the last message would cost every
/// message more than a walk now and then costs.
struct ConversationRetention: Sendable {
    let context: RuntimeContext

    /// Conversations looked at in one step, and messages deleted in one.
    private static let step = 200

    /// One walk. `rest` is called between steps.
    func run(rest: () async throws -> Void) async throws {
        let limits = context.directory.apps.values.compactMap { app in app.settings.conversationRetention.map { (app.id, $0) } }
        guard !limits.isEmpty else { return }
        let lives = Dictionary(limits, uniquingKeysWith: { first, _ in first })
        var last = ID.first
        while true {
            let (from, now) = (last, context.clock.now())
            let page = try await context.store.read { try $0.conversations(after: from, limit: Self.step) }
            guard let end = page.last else { return }
            for conversation in page {
                guard let life = lives[conversation.appID], conversation.lastUpdatedAt + life <= now else { continue }
                try await clear(conversation, life: life, rest: rest)
            }
            last = end.id
            try await rest()
        }
    }

    private func clear(_ conversation: Conversation, life: Duration, rest: () async throws -> Void) async throws {
        guard try await isIdle(conversation) else { return }
        var isDone = false
        while !isDone {
            let now = context.clock.now()
            let tombstone = context.ids.next(at: now)
            isDone = try await context.store.write { store in
                // Somebody may have written meanwhile.
                guard let current = try store.conversation(app: conversation.appID, conversation.id), current.lastUpdatedAt + life <= now
                else {
                    return true
                }
                guard try !Self.isSending(current, store) else { return true }
                return try MessageRemoval(store: store, tombstone: tombstone)
                    .removeOldest(of: conversation.id, upTo: .last, limit: Self.step)
            }
            if !isDone { try await rest() }
        }
    }

    /// Whether there is something to delete, and nothing on its way.
    private func isIdle(_ conversation: Conversation) async throws -> Bool {
        try await context.store.read { store in
            guard try !store.messages(conversation: conversation.id, page: PageRequest(limit: 1)).isEmpty else { return false }
            return try !Self.isSending(conversation, store)
        }
    }

    /// Whether a reply waits to be sent. Its job tells, on whichever channel: without it nothing more is sent and nothing more is told.
    private static func isSending(_ conversation: Conversation, _ store: some StoreReader) throws -> Bool {
        try store.jobGroups().contains { group in
            try group.queue == .outbound && !store.jobs(group: group, lane: conversation.id, after: nil, limit: 1).isEmpty
        }
    }
}
