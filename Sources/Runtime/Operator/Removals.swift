package import Core
package import Store
import Wire

/// Deletes users, conversations and messages: what is asked for is gone from sight at once, what hangs on it goes in steps.
///
/// A removal is written in the transaction that begins it and stands until its last step, so that a crash leaves no orphans: the next
/// start goes on.
package struct Removals: Sendable {
    /// Messages deleted in one transaction: few enough that nobody waits long.
    static let step = 100

    private let context: RuntimeContext

    /// Removals in the worker's store.
    package init(_ context: RuntimeContext) { self.context = context }

    // MARK: Beginning

    /// Deletes a user with its clients; its conversations follow, and `user:remove` at the end. Nil without such a user in the app.
    package func begin(user id: ID, app: ID, in store: any StoreTransaction) throws -> Removal? {
        guard let user = try store.user(app: app, id) else { return nil }
        for client in try store.clients(user: id) {
            try ClientLinking(context).forget(client, in: store)
            _ = try store.remove(client: client.id)
        }
        try forgetMerges(into: id, app: app, store)
        _ = try store.remove(user: id, app: app)
        return try begin(.user, id, app: app, externalID: user.externalID, in: store)
    }

    /// Deletes a conversation; its messages follow. Nil without such a conversation in the app.
    package func begin(conversation id: ID, app: ID, in store: any StoreTransaction) throws -> Removal? {
        guard let conversation = try store.conversation(app: app, id), try store.remove(conversation: id, app: app) else { return nil }
        if conversation.kind != .invitation {
            let now = context.clock.now()
            try EventEmitter(context).emit(.conversationRemove(conversation), app: app, conversation: id, store, now: now)
        }
        return try begin(.conversation, id, app: app, in: store)
    }

    /// Deletes the messages that a conversation has now.
    package func begin(messagesOf conversation: ID, app: ID, in store: any StoreTransaction) throws -> Removal {
        try begin(.messages, conversation, app: app, in: store)
    }

    /// Deletes one message. False without such a message in the conversation.
    package func remove(message id: ID, of conversation: ID, app: ID, in store: any StoreTransaction) throws -> Bool {
        guard let message = try store.message(app: app, id), message.conversationID == conversation else { return false }
        try MessageRemoval(store: store, tombstone: context.ids.next(at: context.clock.now())).remove(message)
        return true
    }

    private func begin(
        _ kind: Removal.Kind, _ subject: ID, app: ID, externalID: String? = nil, in store: any StoreTransaction
    ) throws -> Removal {
        let removal = Removal(
            id: context.ids.next(at: context.clock.now()), appID: app, kind: kind, subject: subject, externalID: externalID)
        try store.insert(removal)
        return removal
    }

    /// Users that were merged into this one are a part of it: what is kept to take the merges back goes too.
    private func forgetMerges(into user: ID, app: ID, _ store: any StoreTransaction) throws {
        var users = [user]
        while let next = users.popLast() {
            for record in try store.documents(app: app, kind: .merge, prefix: "\(next)/", after: nil, limit: UserMerging.limit) {
                if let discarded = MergeRecord.discarded(in: record.name) { users.append(discarded) }
                _ = try store.remove(app: app, kind: .merge, name: record.name)
            }
        }
    }

    // MARK: Steps

    /// Does all steps of a removal. Safe to call again, and by several at once.
    package func finish(_ removal: Removal) async throws {
        while try await step(removal) == false { try Task.checkCancellation() }
    }

    /// Does the steps of all removals that were begun, with a rest between them.
    func finishAll() async throws {
        while let removal = try await context.store.read({ try $0.removals(limit: 1).first }) {
            while try await step(removal) == false { try await context.clock.sleep(until: context.clock.now() + .milliseconds(50)) }
        }
    }

    /// True when nothing is left to do.
    private func step(_ removal: Removal) async throws -> Bool {
        let now = context.clock.now()
        let tombstone = context.ids.next(at: now)
        return try await context.store.write { [context] store in
            let messages = MessageRemoval(store: store, tombstone: tombstone)
            switch removal.kind {
            case .messages:
                guard try messages.removeOldest(of: removal.subject, upTo: removal.id, limit: Self.step) else { return false }
            case .conversation:
                guard try messages.removeOldest(of: removal.subject, upTo: .last, limit: Self.step) else { return false }
            case .user:
                guard try removeConversation(of: removal, messages, store, now: now) else { return false }
                // Of two that work on one removal, the first tells.
                guard try store.remove(removal: removal.id) else { return true }
                let user = User(
                    id: removal.subject, appID: removal.appID, externalID: removal.externalID, createdAt: removal.subject.madeAt)
                try EventEmitter(context).emit(.userRemove(user), app: removal.appID, conversation: nil, store, now: now)
            }
            _ = try store.remove(removal: removal.id)
            return true
        }
    }

    /// A step of a user's removal. True when no conversation is left.
    private func removeConversation(of removal: Removal, _ messages: MessageRemoval, _ store: any StoreTransaction, now: Instant) throws
        -> Bool
    {
        guard let conversation = try store.conversations(user: removal.subject, page: PageRequest(limit: 1)).first else { return true }
        if conversation.kind == .group {
            _ = try store.remove(member: removal.subject, conversation: conversation.id)
            return false
        }
        guard try messages.removeOldest(of: conversation.id, upTo: .last, limit: Self.step) else { return false }
        _ = try store.remove(conversation: conversation.id, app: removal.appID)
        try EventEmitter(context).emit(
            .conversationRemove(conversation), app: removal.appID, conversation: conversation.id, store, now: now)
        return false
    }
}
