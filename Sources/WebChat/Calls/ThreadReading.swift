import Core
import JSONKit
import Runtime
import Store
import Wire

/// Reads what a visitor may see: the messages of its client on this channel, over all of its conversations, and of those that went on in
/// another channel what was said before.
struct ThreadReading: Sendable {
    let app: ID
    let integration: ID
    let address: String

    /// A page of messages, rising.
    struct Page: Sendable {
        var messages: [MessageRecord] = []
        var hasMore = false
        /// The newest conversation.
        var current: VisitorConversation?
    }

    /// Who is there, as far as anybody is.
    struct Present: Sendable {
        var client: Client
        var user: User?
        /// The newest conversation.
        var current: VisitorConversation?
    }

    /// One conversation, or its beginning.
    private struct Stretch {
        var conversation: Conversation
        var departure: Departures.Entry?

        var shown: VisitorConversation { VisitorConversation(conversation: conversation, elsewhere: departure?.integrationID) }
    }

    static let largestPage = 50

    /// Conversations that are looked through, from the newest back.
    private static let mostConversations = 100

    /// The visitor's client and newest conversation, as far as they are there.
    func present(_ store: any StoreReader) throws -> Present? {
        guard let client = try client(store) else { return nil }
        return Present(client: client, user: try store.user(app: app, client.userID), current: try newest(client, store)?.shown)
    }

    /// Whether the visitor has signed in since: what was written under this address is read with the other token only.
    func isOutdated(_ store: any StoreReader) throws -> Bool {
        try store.client(integration: integration, address: address).map { $0.externalID != address } ?? false
    }

    /// Whether a message was sent to this visitor, so that the visitor can say that it has arrived.
    func awaits(_ message: ID, _ store: any StoreReader) throws -> Bool {
        guard let client = try client(store), let record = try store.message(app: app, message),
            let conversation = try store.conversation(app: app, record.conversationID),
            let delivery = try store.delivery(message: message), delivery.integrationID == integration
        else { return false }
        if conversation.clientID == client.id { return true }
        // It may be on its way still when the visitor goes on elsewhere.
        return try departed(client, store).contains { $0.conversation.id == conversation.id && message < $0.departure?.end ?? message }
    }

    /// The newest `limit` messages older than `before`.
    func page(before: ID?, limit: Int, _ store: any StoreReader) throws -> Page {
        guard let client = try client(store), let newest = try newest(client, store) else { return Page() }
        var page = Page(current: newest.shown)
        for stretch in try stretches(of: client, upTo: newest, store) {
            // Somebody may have written in an older conversation after a newer one was begun: each is asked.
            let request = PageRequest(before: [before, stretch.departure?.end].compactMap { $0 }.min(), limit: limit + 1)
            page.messages += try store.messages(conversation: stretch.conversation.id, page: request)
        }
        page.messages.sort { $0.id < $1.id }
        page.hasMore = page.messages.count > limit
        if page.hasMore { page.messages.removeFirst(page.messages.count - limit) }
        return page
    }

    /// The client under this very address; one that has signed in since has another.
    private func client(_ store: any StoreReader) throws -> Client? {
        try store.client(integration: integration, address: address).flatMap { $0.externalID == address ? $0 : nil }
    }

    private func newest(_ client: Client, _ store: any StoreReader) throws -> Stretch? {
        let here = try store.latestConversation(client: client.id).map { Stretch(conversation: $0) }
        let away = try departed(client, store).max { $0.conversation.id < $1.conversation.id }
        guard let here, let away else { return here ?? away }
        return here.conversation.id > away.conversation.id ? here : away
    }

    /// What the visitor may see of, newest first.
    private func stretches(of client: Client, upTo newest: Stretch, _ store: any StoreReader) throws -> [Stretch] {
        let last = newest.conversation.id
        let here = try store.conversations(user: client.userID, page: PageRequest(before: last, limit: Self.mostConversations))
            .filter { $0.clientID == client.id }.map { Stretch(conversation: $0) }
        let away = try departed(client, store).filter { $0.conversation.id < last }
        return [newest] + (here + away).sorted { $0.conversation.id > $1.conversation.id }
    }

    /// Conversations that have left for another channel. One that has come back, or that is somebody else's by now, is none.
    private func departed(_ client: Client, _ store: any StoreReader) throws -> [Stretch] {
        try Departures.of(client, store).entries.compactMap { entry in
            guard let conversation = try store.conversation(app: app, entry.conversationID), conversation.clientID != client.id,
                conversation.userID == client.userID
            else { return nil }
            return Stretch(conversation: conversation, departure: entry)
        }
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
                    json.value(VisitorMessage(message: message, businessLastRead: page.current?.conversation.businessLastRead))
                }
            }
            json.field("hasMore", page.hasMore)
            if isNewest {
                json.field("conversation", orNull: page.current)
                json.field("cursor", orNull: page.messages.last?.id ?? ID.first)
            }
        }
    }
}
