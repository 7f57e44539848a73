import Core
import JSONKit
import Store

/// When a customer last wrote on a channel: for a conversation whose replies begin to go by it.
struct LastWord {
    /// Messages of the conversation that are looked through, from the newest back.
    private static let reach = 100

    let store: any StoreReader

    /// The time by the provider's clock, as far as it is known from the channel's newest conversation and from `conversation` itself.
    func of(_ client: Client, in conversation: Conversation) throws -> Instant? {
        let elsewhere = try store.latestConversation(client: client.id)?.lastCustomerMessageAt
        // Of two clients of one integration nobody can tell which of them a message of the conversation came from.
        if conversation.integrationID == client.integrationID { return elsewhere }
        let here = try store.messages(conversation: conversation.id, page: PageRequest(limit: Self.reach)).last {
            $0.author == .user && Self.isCounted($0, on: client.integrationID)
        }
        return [elsewhere, here?.receivedAt].compactMap(\.self).max()
    }

    /// Whether a message came in by the integration. A reaction opens no window.
    private static func isCounted(_ message: MessageRecord, on integration: ID) -> Bool {
        guard let source = try? JSONDocument.parse(message.source.bytes).root, source["integrationId"].string == "\(integration)" else {
            return false
        }
        return FlatObject(message.metadata)["parleyKind"] != .string("reaction")
    }
}
