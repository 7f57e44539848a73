import Core
import Redaction
import Store
import Wire

extension EventApplication {
    /// What must be masked, in this message of the customer and in earlier ones, because together they hold a card.
    func splitCard(_ content: Content, _ event: InboundEvent, _ message: SeenMessage) -> [SplitCardPart<SeenMessage>] {
        guard let splitCards, let text = content.spoken, let sender = event.sender?.addresses.first else { return [] }
        return splitCards.observe(text, of: sender, message, at: event.at)
    }

    /// Masks the stored copies of messages that turned out to hold parts of a card, and tells which messages changed.
    ///
    /// - Parameter current: the message that is just being stored, as it came; its record and event are masked already.
    func maskStored(_ parts: [SplitCardPart<SeenMessage>], current: (message: SeenMessage, content: Content)) throws {
        var journal: [ID: TextReplacement] = [:]
        for (message, parts) in Dictionary(grouping: parts, by: \.message).sorted(by: { $0.key.id < $1.key.id }) {
            guard message != current.message else {
                journal[message.entry, default: TextReplacement()].replace(current.content, by: parts)
                continue
            }
            guard let content = try maskRecord(of: message, parts) else { continue }
            journal[message.entry, default: TextReplacement()].replace(content, by: parts)
        }
        for (id, replacement) in journal {
            guard let entry = try store.journalEntry(id), let payload = replacement.applied(to: entry.payload, of: integration.registration)
            else { continue }
            try store.rewrite(payload: payload, of: id)
        }
    }

    /// Masks one earlier message and the event that told of it. Returns its content as it was.
    private func maskRecord(of message: SeenMessage, _ parts: [SplitCardPart<SeenMessage>]) throws -> Content? {
        guard var record = try store.message(app: integration.appID, message.id), let content = try? Content(stored: record.content) else {
            return nil
        }
        var replacement = TextReplacement()
        replacement.replace(content, by: parts)
        guard let masked = replacement.applied(to: record.content) else { return content }
        record.content = masked
        try store.update(record)
        if let event = try store.event(message.event), let body = replacement.applied(to: event.body) {
            try store.rewrite(body: body, of: event.id)
        }
        if let conversation = try store.conversation(app: integration.appID, record.conversationID) {
            try emit(.parley(.redaction(conversation, message: message.id, count: parts.count)), conversation: conversation.id)
        }
        return content
    }
}

extension Content {
    /// What the customer typed: a text, or the caption of a file.
    var spoken: String? {
        switch self {
        case .text(let text): text.text
        case .image(let media), .file(let media): media.caption
        case .location, .carousel, .list, .template, .form, .formResponse: nil
        }
    }

    /// The content with parts of a card masked in what was typed.
    func masking(_ parts: [SplitCardPart<SeenMessage>]) -> Content {
        guard !parts.isEmpty, let spoken else { return self }
        let masked = parts.reduce(spoken) { CardRedaction.mask($1, in: $0) }
        switch self {
        case .text(var text):
            text.text = masked
            return .text(text)
        case .image(var media):
            media.caption = masked
            return .image(media)
        case .file(var media):
            media.caption = masked
            return .file(media)
        case .location, .carousel, .list, .template, .form, .formResponse: return self
        }
    }
}

extension TextReplacement {
    /// Replaces what was typed by its masked form.
    fileprivate mutating func replace(_ content: Content, by parts: [SplitCardPart<SeenMessage>]) {
        guard let old = content.spoken, let new = content.masking(parts).spoken else { return }
        replace(old, by: new)
    }
}
