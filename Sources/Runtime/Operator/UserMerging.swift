package import Core
import JSONKit
package import Store
package import Wire

/// Makes one user of two, and takes that back.
///
/// Clients and conversations change hands; each conversation keeps the channel that its replies go to. Messages keep the author that they
/// had. What has changed is written down, so that nothing is lost when the two prove to be different people after all.
package struct UserMerging: Sendable {
    /// Clients, conversations without one of these, and earlier merges that one merge moves at most.
    package static let limit = 1000

    /// Why there is no merge.
    package enum Refusal: Error, Hashable, Sendable {
        /// Both are the same user.
        case same
        /// More hangs on the discarded user than one merge can move.
        case tooMuch
    }

    private let context: RuntimeContext
    private let now: Instant

    /// A merge at this moment.
    package init(_ context: RuntimeContext) {
        self.context = context
        now = context.clock.now()
    }

    /// Makes `discarded` a part of `surviving` and returns the latter as it is then.
    ///
    /// - Parameter client: whose conversations were given to a client of `surviving` just before, to be taken back with the merge.
    package func merge(
        _ discarded: User, into surviving: User, reason: UserMergeReason, rerouted client: ID? = nil, in store: any StoreTransaction
    ) throws -> User {
        guard discarded.id != surviving.id else { throw Refusal.same }
        let union = UserUnion(surviving: surviving, discarded: discarded)
        var record = MergeRecord(
            discarded: discarded, surviving: surviving.id, clients: [], conversations: [], groups: [], before: surviving,
            after: union.user)
        record.rerouted = client
        record.defaultConversation = try releaseDefault(of: discarded.id, for: surviving.id, store)
        record.clients = try moveClients(from: discarded.id, to: surviving.id, store)
        try moveRest(from: discarded.id, to: surviving.id, &record, store)
        // First, so that its external id is free.
        _ = try store.remove(user: discarded.id, app: discarded.appID)
        try store.update(union.user)
        try store.put(
            Document(appID: surviving.appID, kind: .merge, name: record.name, body: record.encoded(), updatedAt: now))
        let merge = UserMerge(
            surviving: union.user, discarded: discarded, discardedMetadata: union.discardedMetadata, reason: reason)
        try EventEmitter(context).emit(.userMerge(merge), app: surviving.appID, conversation: nil, store, now: now)
        context.log.info(
            "Two users became one", ["surviving": "\(surviving.id)", "discarded": "\(discarded.id)", "reason": reason.rawValue])
        return union.user
    }

    /// Only one conversation of a user is its default: the discarded user's is none any more, if the surviving user has one.
    private func releaseDefault(of discarded: ID, for surviving: ID, _ store: any StoreTransaction) throws -> ID? {
        let first = PageRequest(limit: 1)
        guard var old = try store.conversations(user: discarded, page: first).first(where: \.isDefault),
            try store.conversations(user: surviving, page: first).contains(where: \.isDefault)
        else { return nil }
        old.isDefault = false
        try store.update(old)
        return old.id
    }

    private func moveClients(from discarded: ID, to surviving: ID, _ store: any StoreTransaction) throws -> [ID] {
        let clients = try store.clients(user: discarded)
        guard clients.count <= Self.limit else { throw Refusal.tooMuch }
        for var client in clients {
            client.userID = surviving
            try store.update(client)
            _ = try store.moveConversations(client: client.id, to: surviving)
        }
        return clients.map(\.id)
    }

    private func moveRest(from discarded: ID, to surviving: ID, _ record: inout MergeRecord, _ store: any StoreTransaction) throws {
        let rest = try store.conversations(user: discarded, page: PageRequest(limit: Self.limit + 1))
        guard rest.count <= Self.limit else { throw Refusal.tooMuch }
        for var conversation in rest {
            if conversation.kind == .group {
                _ = try store.remove(member: discarded, conversation: conversation.id)
                guard try !store.members(conversation: conversation.id).contains(where: { $0.userID == surviving }) else { continue }
                try store.insert(Membership(id: context.ids.next(at: now), conversationID: conversation.id, userID: surviving))
                record.groups.append(conversation.id)
            } else {
                conversation.userID = surviving
                try store.update(conversation)
                record.conversations.append(conversation.id)
            }
        }
    }

    // MARK: Taking back

    /// Makes two users of one again: what came from `discarded` is its own. Nil when there is no such merge that stands.
    package func unmerge(
        _ discarded: ID, from surviving: User, in store: any StoreTransaction
    ) throws -> (surviving: User, restored: User)? {
        let name = MergeRecord.name(surviving: surviving.id, discarded: discarded)
        guard let record = try store.document(app: surviving.appID, kind: .merge, name: name).flatMap({ MergeRecord(stored: $0) }) else {
            return nil
        }
        let parted = record.parted(surviving)
        try store.update(parted)
        var restored = record.discarded
        // Somebody may have taken the name meanwhile.
        if let externalID = restored.externalID, try store.user(app: surviving.appID, externalID: externalID) != nil {
            restored.externalID = nil
        }
        try store.insert(restored)
        try giveBack(record, to: restored.id, store)
        _ = try store.remove(app: surviving.appID, kind: .merge, name: name)
        try EventEmitter(context).emit(
            .parley(.userUnmerge(surviving: parted, restored: restored)), app: surviving.appID, conversation: nil, store, now: now)
        context.log.info("A merge was taken back", ["surviving": "\(parted.id)", "restored": "\(restored.id)"])
        return (parted, restored)
    }

    private func giveBack(_ record: MergeRecord, to restored: ID, _ store: any StoreTransaction) throws {
        let app = record.discarded.appID
        for var client in try record.clients.compactMap({ try store.client($0) }) where client.userID == record.surviving {
            client.userID = restored
            try store.update(client)
            _ = try store.moveConversations(client: client.id, to: restored)
        }
        for var conversation in try record.conversations.compactMap({ try store.conversation(app: app, $0) })
        where conversation.userID == record.surviving {
            conversation.userID = restored
            if conversation.clientID != .none, let client = record.rerouted { conversation.clientID = client }
            try store.update(conversation)
        }
        if var own = try record.defaultConversation.flatMap({ try store.conversation(app: app, $0) }), own.userID == restored {
            own.isDefault = true
            try store.update(own)
        }
        for group in record.groups where try store.remove(member: record.surviving, conversation: group) {
            try store.insert(Membership(id: context.ids.next(at: now), conversationID: group, userID: restored))
        }
    }
}
