import Core
import JSONKit
import Store

/// Deletes messages with all that hangs on them: delivery, parts, attempts, ledger, send job, dead letter.
///
/// What a provider calls the message stays taken until retention ends it, so that a repetition of a deleted message has no effect. The text
/// in the journal and in events that were told goes by their retention.
struct MessageRemoval {
    let store: any StoreTransaction
    /// Made at the time of the removal: from then on retention counts for the external ids.
    let tombstone: ID

    /// Deletes one message.
    func remove(_ message: MessageRecord) throws {
        try retireExternals(of: message)
        try store.dropMedia(conversation: message.conversationID, message: message.id)
        if let delivery = try store.delivery(message: message.id) {
            let key = JobKey(queue: .outbound, group: delivery.integrationID, lane: message.conversationID, id: message.id)
            try store.complete(key)
            try store.remove(deadLetter: message.id, app: message.appID)
        }
        _ = try store.remove(message: message.id, app: message.appID)
    }

    /// Deletes the oldest messages of a conversation, at most `limit`, none later than `last`. True when none of them is left.
    func removeOldest(of conversation: ID, upTo last: ID, limit: Int) throws -> Bool {
        let page = try store.messages(conversation: conversation, page: PageRequest(after: .first, limit: limit))
        for message in page where message.id <= last { try remove(message) }
        return page.count < limit || page.contains { $0.id > last }
    }

    private func retireExternals(of message: MessageRecord) throws {
        if let source = try? JSONDocument.parse(message.source.bytes).root, let externalID = source["originalMessageId"].string,
            let integration = source["integrationId"].string.flatMap({ ID($0) })
        {
            try store.retire(integration, externalID, as: tombstone)
        }
        guard let delivery = try store.delivery(message: message.id) else { return }
        for externalID in try store.parts(message: message.id).compactMap(\.externalID) {
            try store.retire(delivery.integrationID, externalID, as: tombstone)
        }
    }
}
