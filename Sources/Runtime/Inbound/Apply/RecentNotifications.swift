import Core
import JSONKit
import Store
import Wire

/// The proactive messages that a customer's message may answer ("Sunshine Conversations API, webhooks, recentNotifications").
struct RecentNotifications {
    /// Messages of the conversation that are looked through, from the newest back.
    private static let reach = 20

    let store: any StoreReader

    /// Those since the customer's previous message that have not failed, oldest first; none are looked for where the business has not written since.
    func of(_ conversation: Conversation) throws -> [MessageRecord] {
        guard !conversation.unanswered, conversation.lastBusinessMessageAt != nil else { return [] }
        let messages = try store.messages(conversation: conversation.id, page: PageRequest(limit: Self.reach))
        let start = messages.lastIndex { $0.author == .user }.map { $0 + 1 } ?? 0
        return try messages[start...].filter { try $0.isNotification && store.delivery(message: $0.id)?.state != .failed }
    }
}

extension MessageRecord {
    /// Whether it was posted as a notification.
    fileprivate var isNotification: Bool {
        guard let source = try? JSONDocument.parse(source.bytes).root else { return false }
        return source["type"].string == MessageSource.notification
    }
}
