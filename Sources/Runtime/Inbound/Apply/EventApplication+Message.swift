import Core
import Redaction
import Store
import Wire

extension EventApplication {
    /// The customer wrote.
    func applyMessage(_ event: InboundEvent, _ message: InboundMessage) throws -> Effect {
        guard let sender = event.sender else { throw Unusable(reason: "the message has no sender") }
        guard !message.contents.isEmpty else { throw Unusable(reason: "the message has no content") }
        let parts = try newParts(of: message, event)
        guard let first = parts.first else { return try duplicate(event) }
        let words = try arrive(sender, parts, at: event.at)
        let person: Person
        switch try answerLink(self.person(sender, at: event.at), sender, at: event.at, message) {
        case .answered(let known): return .applied(known.client.id)
        case .message(let known): person = known
        }
        var thread = try thread(person, at: event.at)
        let notifications = try thread.isNew ? [] : RecentNotifications(store: store).of(thread.conversation)
        let opensWindow = message.opensWindow && counts(.message)
        let wasUnanswered = thread.conversation.unanswered
        thread.conversation.customerWrote(at: event.at, now: now, opensWindow: opensWindow)
        // Who only comes along has said nothing that could be answered.
        if words?.isEmpty == true { thread.conversation.unanswered = wasUnanswered }
        try moveWindow(of: person.client, at: event.at, opens: opensWindow, referral: message.referral)
        // The link that the customer came by holds the code.
        let referral = words == nil ? message.referral : nil
        try save(&thread, person, event, reason: words == nil ? .message : .linkRequest, referral: referral)
        try emitReferral(referral, thread, person, event)
        let written = words ?? parts
        try insert(message, written, thread.conversation, event, MessageAuthor(person, name: message.authorName), notifications)
        try UsageMeter(store: store, integration: integration).received(
            person.client, messages: parts.count, at: min(event.at, now), previously: person.isNew ? nil : person.client.window.openedAt)
        guard !written.isEmpty else { return .applied(thread.conversation.id, note: person.note) }
        try noteConsentWord(in: message, of: person.client, thread.conversation, at: event.at)
        try answer(message, thread.conversation, event)
        try absence.returned(to: thread.conversation)
        return .applied(first.id, note: person.note)
    }

    /// The contents that have not come before. Where each has an id of its own, each is claimed: a provider may tell of an album again,
    /// and of more of it.
    private func newParts(of message: InboundMessage, _ event: InboundEvent) throws -> [MessagePart] {
        let all = parts(of: message, event, first: ids.next(at: now))
        guard !message.partIDs.isEmpty else { return try claim(event, .inbound, all[0].id) ? all : [] }
        return try all.filter { part in
            try store.claim(integration.id, part.externalID, for: ExternalReference(kind: .inbound, resourceID: part.id))
        }
    }

    /// All contents, with rising ids.
    func parts(of message: InboundMessage, _ event: InboundEvent, first: ID) -> [MessagePart] {
        message.contents.enumerated().map { index, content in
            let isNamed = index > 0 && index <= message.partIDs.count
            return MessagePart(
                id: index == 0 ? first : ids.next(at: now), externalID: isNamed ? message.partIDs[index - 1] : event.externalID,
                content: content)
        }
    }

    /// The business wrote from another device of the channel. Our own sends have claimed their external ids: their echoes are duplicates.
    func applyEcho(_ event: InboundEvent, _ message: InboundMessage) throws -> Effect {
        guard let sender = event.sender else { throw Unusable(reason: "the echo does not say whom it was sent to") }
        guard !message.contents.isEmpty else { throw Unusable(reason: "the echo has no content") }
        if try settleByEcho(event, message, from: sender) { return try duplicate(event) }
        let id = ids.next(at: now)
        guard try claim(event, .inbound, id) else { return try duplicate(event) }
        let person = try person(sender, at: event.at)
        var thread = try thread(person, at: event.at)
        thread.conversation.businessWrote(at: event.at, now: now)
        try save(&thread, person, event, reason: .startConversation)
        try insert(message, parts(of: message, event, first: id), thread.conversation, event, .outside)
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

    /// Stores a message: one record per content, as the hosted product has it. The first tells of the notifications that it may answer.
    func insert(
        _ message: InboundMessage, _ parts: [MessagePart], _ conversation: Conversation, _ event: InboundEvent, _ author: MessageAuthor,
        _ notifications: [MessageRecord] = []
    ) throws {
        let quoted = try message.quoted.map { try quote($0, in: conversation).encoded() }
        try noteQuote(message.quoted, event)
        for (index, part) in parts.enumerated() {
            let given = part.content
            var source = source(event)
            source.originalMessageID = part.externalID
            let seen = SeenMessage(id: part.id, entry: entry, event: ids.next(at: now))
            let split = author.kind == .user ? splitCard(given, event, seen) : []
            let content = try keepingMedia(
                given.masking(split.filter { $0.message.id == seen.id }), message: seen.id, conversation: conversation.id)
            let record = MessageRecord(
                id: seen.id, appID: integration.appID, conversationID: conversation.id,
                author: author.kind, authorUserID: author.user?.id, authorName: author.name, receivedAt: event.at, storedAt: now,
                content: content.encoded(), source: source.encoded(),
                metadata: MessageMarks(message, content, isFirst: index == 0, isOutside: author.isOutside).encoded(), quoted: quoted)
            try store.insert(record)
            try emit(
                .message(conversation, record, user: author.user, notifications: index == 0 ? notifications : []),
                conversation: conversation.id, id: seen.event)
            if !split.isEmpty { try maskStored(split, current: (seen.id, given)) }
        }
    }

    /// The message that another one answers. It is only shown to the customer whose conversation it stands in: some channels hand on
    /// whatever id their client names, and what others have written is nothing to quote. The conversation itself may be an older one, since
    /// a chat app shows all of them as one.
    private func quote(_ externalID: String, in conversation: Conversation) throws -> QuotedMessage {
        guard let message = try message(named: externalID) else { return .external(externalID) }
        if message.conversationID == conversation.id { return .message(message) }
        let other = try store.conversation(app: integration.appID, message.conversationID)
        return other?.userID == conversation.userID ? .message(message) : .external(externalID)
    }
}

/// A content of a message that came in, and the record that it becomes.
struct MessagePart {
    var id: ID
    var externalID: String
    var content: Content
}

/// Who wrote a message that came in.
struct MessageAuthor {
    var kind: MessageRecord.Author
    var user: User?
    var name: String?
    /// The business, but not through this worker.
    var isOutside = false

    /// The customer; `name` where the customer is a group and one of its members wrote.
    init(_ person: Person, name: String? = nil) {
        kind = .user
        user = person.user
        self.name = name ?? person.client.displayName
    }

    private init(isOutside: Bool) {
        kind = .business
        self.isOutside = isOutside
    }

    /// The business, from another device of the channel.
    static let outside = MessageAuthor(isOutside: true)
    /// The business, by a rule.
    static let automatic = MessageAuthor(isOutside: false)
}
