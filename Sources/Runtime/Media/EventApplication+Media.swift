import ConnectorKit
import Core
import Media
import Store

extension EventApplication {
    /// The content as it is stored: a file that only the provider has gets a URL of ours, and a job that fetches it.
    ///
    /// Nothing waits for the file: the message is told of at once, and the URL gives the file when it is here.
    func keepingMedia(_ content: Content, message: ID, conversation: ID) throws -> Content {
        guard let vault = media, let shown = content.media.first else { return content }
        if let url = shown.url, let id = vault.links.id(in: url) { try attach(id, to: message, in: conversation) }
        guard integration.channel.media != nil, let reference = shown.reference else { return content }
        let id = ids.next(at: now)
        try store.insert(
            MediaRecord(
                id: id, appID: integration.appID, integrationID: integration.id, conversationID: conversation, messageID: message,
                origin: .inbound, state: .waiting, reference: reference, mediaType: shown.mediaType.map(MediaType.essence),
                size: shown.size, filename: shown.filename))
        let key = JobKey(queue: .media, group: integration.id, lane: id, id: id)
        try store.enqueue(Job(key: key, appID: integration.appID, subject: id, runAt: now))
        let url = vault.shownURL(id, mediaType: shown.mediaType.map(MediaType.essence), now: now)
        return content.mapMedia { media in
            var media = media
            media.url = url
            media.reference = nil
            return media
        }
    }

    /// Gives a file that was uploaded here to the message that shows it: it is deleted with it.
    private func attach(_ id: ID, to message: ID, in conversation: ID) throws {
        guard var record = try store.media(id), record.appID == integration.appID, record.integrationID == integration.id,
            record.messageID == nil
        else { return }
        record.messageID = message
        record.conversationID = conversation
        try store.update(record)
    }
}
