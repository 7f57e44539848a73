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

    /// The visitor's client and newest conversation, as far as they are there.
    func present(_ store: any StoreReader) throws -> (client: Client, user: User?, conversation: Conversation?)? {
        guard let client = try store.client(integration: integration, address: address) else { return nil }
        return (client, try store.user(app: app, client.userID), try store.latestConversation(client: client.id))
    }

    /// The newest `limit` messages older than `before`.
    func page(before: ID?, limit: Int, _ store: any StoreReader) throws -> Page {
        guard let (client, _, newest) = try present(store), let newest else { return Page() }
        var page = Page(conversation: newest)
        var conversation: Conversation? = newest
        while let current = conversation {
            // One more than is wanted tells whether there are more.
            let wanted = limit + 1 - page.messages.count
            page.messages.insert(
                contentsOf: try store.messages(conversation: current.id, page: PageRequest(before: before, limit: wanted)), at: 0)
            if page.messages.count > limit { break }
            conversation = try older(than: current, client, store)
        }
        page.hasMore = page.messages.count > limit
        if page.hasMore { page.messages.removeFirst(page.messages.count - limit) }
        return page
    }

    private func older(than conversation: Conversation, _ client: Client, _ store: any StoreReader) throws -> Conversation? {
        try store.conversations(user: client.userID, page: PageRequest(before: conversation.id, limit: 50))
            .last { $0.clientID == client.id }
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
