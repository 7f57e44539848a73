import ConnectorKit
import Core
import JSONKit
import Redaction
import Store
import Wire

/// Masks what is stored of messages that turned out to hold parts of a card, inside the transaction that stores the last of them: their
/// records with all versions, the copies in messages that quote them, events, kept answers of the API, and the journal. An event for
/// the help desk names each message that changed.
struct SplitCardRewrite {
    let store: any StoreTransaction
    let app: ID
    /// The channel that the messages came in by; nil for posts, which no journal holds.
    let integration: IntegrationEntry?
    let emitter: EventEmitter
    let now: Instant

    /// So many messages behind one that changed are looked through for quotes of it, and so many events behind each for the one that
    /// told of it.
    private static let quoteReach = 100
    private static let eventReach = 256

    /// - Parameter current: the message that is just being stored, as it came; its record and event are masked already.
    func mask(_ parts: [SplitCardPart<SeenMessage>], current: (message: ID, content: Content)) throws {
        var journal: [ID: TextReplacement] = [:]
        for (message, parts) in Dictionary(grouping: parts, by: \.message).sorted(by: { $0.key.id < $1.key.id }) {
            let isCurrent = message.id == current.message
            guard let replacement = try mask(message, parts, given: isCurrent ? current.content : nil) else { continue }
            for entry in [message.entry] + message.traces.map(\.entry) {
                if let entry { journal[entry, default: TextReplacement()].merge(replacement) }
            }
        }
        for (id, replacement) in journal {
            guard let integration, let entry = try store.journalEntry(id),
                let payload = replacement.applied(to: entry.payload, of: integration)
            else { continue }
            try store.rewrite(payload: payload, of: id)
        }
    }

    /// Masks one message. Returns which of its texts were replaced; nil when it is not there any more.
    ///
    /// - Parameter given: the words in which the part was found, when the record holds them masked already.
    private func mask(_ message: SeenMessage, _ parts: [SplitCardPart<SeenMessage>], given: Content?) throws -> TextReplacement? {
        guard var record = try store.message(app: app, message.id), let stored = try? Content(stored: record.content) else {
            return nil
        }
        var replacement = TextReplacement()
        let content = given ?? stored
        replacement.replace(content.spoken, by: content.masking(parts).spoken)
        for version in Self.contents(of: record.versions) where version.spoken != content.spoken {
            replacement.replace(version.spoken, by: version.spoken.map { CardRedaction.maskDigits(in: $0) })
        }
        let masked = replacement.applied(to: record.content)
        let versions = record.versions.flatMap { replacement.applied(to: $0) }
        if masked != nil || versions != nil {
            record.content = masked ?? record.content
            record.versions = versions ?? record.versions
            try store.update(record)
            if given == nil { try tell(record, parts) }
        }
        for event in [message.event] + message.traces.compactMap(\.event) { try rewrite(event, replacement) }
        try maskQuotes(of: record, replacement)
        if let call = message.call { try maskAnswer(call, replacement) }
        return replacement
    }

    private static func contents(of versions: JSONBytes?) -> [Content] {
        guard let document = versions.flatMap({ try? JSONDocument.parse($0.bytes) }) else { return [] }
        return document.root.array.compactMap { try? Content(stored: JSONBytes($0.serialized())) }
    }

    private func rewrite(_ event: ID, _ replacement: TextReplacement) throws {
        guard let event = try store.event(app: app, event), let body = replacement.applied(to: event.body) else { return }
        try store.rewrite(body: body, of: event.id, app: app)
    }

    private func tell(_ record: MessageRecord, _ parts: [SplitCardPart<SeenMessage>]) throws {
        guard let conversation = try store.conversation(app: app, record.conversationID) else { return }
        let payload = EventPayload.parley(.redaction(conversation, message: record.id, count: parts.count))
        try emitter.emit(payload, app: app, conversation: conversation.id, store, now: now)
    }

    // MARK: Copies

    /// Messages of either side that quote it hold its words as they were.
    private func maskQuotes(of message: MessageRecord, _ replacement: TextReplacement) throws {
        let page = PageRequest(after: message.id, limit: Self.quoteReach)
        for var follower in try store.messages(conversation: message.conversationID, page: page) {
            guard let quoted = follower.quoted, Self.named(in: quoted, "message") == message.id,
                let masked = replacement.applied(to: quoted)
            else { continue }
            follower.quoted = masked
            try store.update(follower)
            // Its event was written right after it.
            let events = try store.events(app: app, after: follower.id, limit: Self.eventReach)
            if let event = events.first(where: { Self.named(in: $0.body, "payload", "message") == follower.id }) {
                try rewrite(event.id, replacement)
            }
        }
    }

    /// The id of the message that lies at `path`.
    private static func named(in stored: JSONBytes, _ path: StaticString...) -> ID? {
        guard let document = try? JSONDocument.parse(stored.bytes) else { return nil }
        return path.reduce(document.root) { $0[$1] }["id"].string.flatMap { ID($0) }
    }

    private func maskAnswer(_ call: String, _ replacement: TextReplacement) throws {
        guard var record = try store.idempotency(app: app, key: call), let body = record.body,
            let masked = replacement.applied(toAnswer: body)
        else { return }
        record.body = masked
        try store.finish(record)
    }
}

extension Content {
    /// What was typed: a text, or the caption of a file.
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
