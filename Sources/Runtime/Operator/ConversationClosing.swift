package import Core
package import Store
import Wire

/// Closes a conversation for a person. What waits in it is still sent.
package struct ConversationClosing: Sendable {
    private let now: Instant
    private let emitter: EventEmitter

    /// A closing at this moment.
    package init(_ context: RuntimeContext) {
        now = context.clock.now()
        emitter = EventEmitter(context)
    }

    /// Closes it and returns it as it is then; one that is closed already stays as it is. Nil without such a conversation in the app.
    package func close(_ id: ID, app: ID, in store: any StoreTransaction) throws -> Conversation? {
        guard var conversation = try store.conversation(app: app, id), conversation.kind != .invitation else { return nil }
        guard conversation.status == .open else { return conversation }
        conversation.close(now: now)
        try store.update(conversation)
        try emitter.emit(.parley(.conversationClosed(conversation, by: nil)), app: app, conversation: id, store, now: now)
        return conversation
    }
}

extension Conversation {
    /// No more is expected. Whether a message opens it again is the integration's threading setting.
    mutating func close(now: Instant) {
        status = .closed
        closedAt = now
        lastUpdatedAt = now
    }
}
