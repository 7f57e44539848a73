import Core
import Redaction
import Store
import Wire

extension EventApplication {
    /// The customer wrote.
    func applyMessage(_ event: InboundEvent, _ message: InboundMessage) throws -> Effect {
        guard let sender = event.sender else { throw Unusable(reason: "the message has no sender") }
        guard !message.contents.isEmpty else { throw Unusable(reason: "the message has no content") }
        let id = ids.next(at: now)
        guard try claim(event, .inbound, id) else { return try duplicate(event) }
        let person = try person(sender, at: event.at)
        var thread = try thread(person, at: event.at)
        thread.conversation.customerWrote(at: event.at, now: now, opensWindow: message.opensWindow)
        try save(thread, person, event, reason: .message, referral: message.referral)
        try emitReferral(message.referral, thread, person, event)
        try insert(message, first: id, thread.conversation, event, MessageAuthor(person))
        return .applied(id, note: person.note)
    }

    /// The business wrote from another device of the channel. Our own sends have claimed their external ids: their echoes are duplicates.
    func applyEcho(_ event: InboundEvent, _ message: InboundMessage) throws -> Effect {
        guard let sender = event.sender else { throw Unusable(reason: "the echo does not say whom it was sent to") }
        guard !message.contents.isEmpty else { throw Unusable(reason: "the echo has no content") }
        let id = ids.next(at: now)
        guard try claim(event, .inbound, id) else { return try duplicate(event) }
        let person = try person(sender, at: event.at)
        var thread = try thread(person, at: event.at)
        thread.conversation.businessWrote(at: event.at, now: now)
        try save(thread, person, event, reason: .startConversation)
        try insert(message, first: id, thread.conversation, event, .outside)
        return .applied(id, note: person.note)
    }

    /// Something that the connector does not know: shown as what it is called, so that nobody misses that the customer wrote.
    func applyUnknown(_ event: InboundEvent, kind: String, detail: String?) throws -> Effect {
        guard event.sender != nil else {
            guard try claim(event) else { return try duplicate(event) }
            return .ignored("unknown kind \(kind)")
        }
        let words = detail.map { "[\(kind): \($0)]" } ?? "[\(kind)]"
        return try applyMessage(event, InboundMessage([.text(TextContent(words))], kind: kind))
    }

    /// Stores a message: one record per content, as the hosted product has it, with rising ids.
    func insert(
        _ message: InboundMessage, first: ID, _ conversation: Conversation, _ event: InboundEvent, _ author: MessageAuthor
    ) throws {
        let quoted = try message.quoted.map { try quote($0).encoded() }
        let source = source(event).encoded()
        for (index, given) in message.contents.enumerated() {
            let seen = SeenMessage(id: index == 0 ? first : ids.next(at: now), entry: entry, event: ids.next(at: now))
            let parts = author.kind == .user ? splitCard(given, event, seen) : []
            let content = given.masking(parts.filter { $0.message == seen })
            let record = MessageRecord(
                id: seen.id, appID: integration.appID, conversationID: conversation.id,
                author: author.kind, authorUserID: author.user?.id, authorName: author.name, receivedAt: event.at, storedAt: now,
                content: content.encoded(), source: source,
                metadata: MessageMarks(message, content, isFirst: index == 0, isOutside: author.isOutside).encoded(), quoted: quoted)
            try store.insert(record)
            try emit(.message(conversation, record, user: author.user), conversation: conversation.id, id: seen.event)
            if !parts.isEmpty { try maskStored(parts, current: (seen, given)) }
        }
    }

    /// The message that another one answers.
    func quote(_ externalID: String) throws -> QuotedMessage {
        try message(named: externalID).map { .message($0) } ?? .external(externalID)
    }
}

/// Who wrote a message that came in.
struct MessageAuthor {
    var kind: MessageRecord.Author
    var user: User?
    var name: String?
    /// The business, but not through this worker.
    var isOutside = false

    /// The customer.
    init(_ person: Person) {
        kind = .user
        user = person.user
        name = person.client.displayName
    }

    private init() {
        kind = .business
        isOutside = true
    }

    /// The business, from another device of the channel.
    static let outside = MessageAuthor()
}
