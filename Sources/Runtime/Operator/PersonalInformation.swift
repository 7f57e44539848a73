import Core
import JSONKit
package import Store
import Wire

/// Clears what is known of a person and keeps the messages.
package struct PersonalInformation: Sendable {
    private let context: RuntimeContext

    /// A clearing at this moment.
    package init(_ context: RuntimeContext) { self.context = context }

    /// Clears profile, metadata, and names and facts of all clients, and returns the user as it is then. What the customer has said
    /// about being written to stays: without it, the next message would break a promise.
    package func clear(_ user: User, in store: any StoreTransaction) throws -> User {
        var user = user
        user.profile = .emptyObject
        user.metadata = .emptyObject
        try store.update(user)
        for var client in try store.clients(user: user.id) {
            client.displayName = nil
            client.info = Consent.kept(of: client.info)
            try store.update(client)
        }
        // What would bring the names back when a merge is undone.
        for record in try store.documents(app: user.appID, kind: .merge, prefix: "\(user.id)/", after: nil, limit: UserMerging.limit) {
            _ = try store.remove(app: user.appID, kind: .merge, name: record.name)
        }
        let now = context.clock.now()
        try EventEmitter(context).emit(
            .userUpdate(user, reason: nil, source: nil), app: user.appID, conversation: nil, store, now: now)
        return user
    }
}

extension Consent {
    /// The facts of a client without any but its consents.
    fileprivate static func kept(of info: JSONBytes) -> JSONBytes {
        let known = FlatObject(info)
        var kept = FlatObject(nil)
        for key in keys { kept[key] = known[key] }
        return kept.encoded()
    }
}
