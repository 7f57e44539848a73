import Core
package import Store
import Wire

/// Takes a channel away from a user. Conversations that went by it move to the user's next channel when something is posted.
package struct ClientRemoval: Sendable {
    private let context: RuntimeContext

    /// A removal at this moment.
    package init(_ context: RuntimeContext) { self.context = context }

    /// Removes the client and tells of it. What it writes from now on makes a new user.
    package func remove(_ client: Client, of user: User, in store: any StoreTransaction) throws {
        let conversation = try store.latestConversation(client: client.id)
        try ClientLinking(context).forget(client, in: store)
        _ = try store.remove(client: client.id)
        let news = ClientNews(
            conversation: conversation, user: user, client: client,
            integrationType: context.directory.integrations[client.integrationID]?.type ?? "")
        try EventEmitter(context).emit(
            .clientRemove(news, reason: .api, failure: nil), app: user.appID, conversation: conversation?.id, store,
            now: context.clock.now())
    }
}
