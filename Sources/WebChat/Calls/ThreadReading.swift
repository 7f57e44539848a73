import Core
import JSONKit
import Store
import Wire

/// Reads what a visitor may see: the messages of its client on this channel, over all of its conversations.
struct ThreadReading: Sendable {
    let app: ID
    let integration: ID
    let address: String

    /// A page of messages, rising.
    struct Page: Sendable {
        var messages: [MessageRecord] = []
        var hasMore = false
        /// The newest conversation.
        var conversation: Conversation?
    }

    static let largestPage = 50

    /// Conversations that are looked through, from the newest back.
    private static let mostConversations = 100

    /// The visitor's client and newest conversation, as far as they are there.
    func present(_ store: any StoreReader) throws -> (client: Client, user: User?, conversation: Conversation?)? {
        guard let client = try store.client(integration: integration, address: address), client.externalID == address else { return nil }
        return (client, try store.user(app: app, client.userID), try store.latestConversation(client: client.id))
    }

    /// Whether the visitor has signed in since: what was written under this address is read with the other token only.
    func isOutdated(_ store: any StoreReader) throws -> Bool {
        try store.client(integration: integration, address: address).map { $0.externalID != address } ?? false
    }

    /// The newest `limit` messages older than `before`.
    func page(before: ID?, limit: Int, _ store: any StoreReader) throws -> Page {
        guard let (client, _, newest) = try present(store), let newest else { return Page() }
        var page = Page(conversation: newest)
        for conversation in try conversations(of: client, upTo: newest, store) {
            // Somebody may have written in an older conversation after a newer one was begun: each is asked.
            page.messages += try store.messages(conversation: conversation.id, page: PageRequest(before: before, limit: limit + 1))
        }
        page.messages.sort { $0.id < $1.id }
        page.hasMore = page.messages.count > limit
        if page.hasMore { page.messages.removeFirst(page.messages.count - limit) }
        return page
    }

    /// The client's conversations, newest first.
    private func conversations(of client: Client, upTo newest: Conversation, _ store: any StoreReader) throws -> [Conversation] {
        [newest]
            + (try store.conversations(user: client.userID, page: PageRequest(before: newest.id, limit: Self.mostConversations)))
            .filter { $0.clientID == client.id }.reversed()
    }
}

/// The answer of `/thread`.
struct ThreadAnswer: JSONWritable {
    let page: ThreadReading.Page
    /// Whether it is the newest page: then events go on behind it.
    let isNewest: Bool

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.array("messages") { json in
                for message in page.messages {
                    json.value(VisitorMessage(message: message, businessLastRead: page.conversation?.businessLastRead))
                }
            }
            json.field("hasMore", page.hasMore)
            if isNewest {
                json.field("conversation", orNull: page.conversation.map { VisitorConversation(conversation: $0) })
                json.field("cursor", orNull: page.messages.last?.id ?? ID.first)
            }
        }
    }
}
