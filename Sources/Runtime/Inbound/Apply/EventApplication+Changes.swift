import Core
import JSONKit
import Redaction
import Store
import Wire

extension EventApplication {
    /// Versions of a message that are kept; past it the oldest but the first goes.
    private static let versionLimit = 50

    /// The sender changed a message. The earlier text stays as a version.
    func applyEdit(_ event: InboundEvent, target: String, content: Content) throws -> Effect {
        guard var message = try message(named: target) else { return try applyStrayEdit(event, target: target, content: content) }
        guard try claim(event) else { return try duplicate(event) }
        message.versions = Self.versions(message.versions, adding: message.content)
        let news = ids.next(at: now)
        let parts = splitCard(content, event, of: message.id, event: news)
        message.content = try keepingMedia(
            content.masking(parts.filter { $0.message.id == message.id }), message: message.id, conversation: message.conversationID
        ).encoded()
        try store.update(message)
        guard let conversation = try store.conversation(app: integration.appID, message.conversationID) else {
            return .applied(message.id)
        }
        let user = try message.authorUserID.flatMap { try store.user(app: integration.appID, $0) }
        try emit(.parley(.messageEdited(conversation, message, user: user)), conversation: conversation.id, id: news)
        if !parts.isEmpty { try maskStored(parts, current: (message.id, content)) }
        return .applied(message.id)
    }

    /// An edit of a message from before our time: its text must not be lost.
    private func applyStrayEdit(_ event: InboundEvent, target: String, content: Content) throws -> Effect {
        guard event.sender != nil else { return .ignored("edit of an unknown message") }
        return try applyMessage(event, InboundMessage([content], kind: "edit", quoted: target, opensWindow: false))
    }

    private static func versions(_ stored: JSONBytes?, adding content: JSONBytes) -> JSONBytes {
        let document = stored.flatMap { try? JSONDocument.parse($0.bytes) }
        var versions = document?.root.array.map { $0.serialized() } ?? []
        if versions.count >= versionLimit { versions.remove(at: 1) }
        versions.append(content.bytes)
        return JSONBytes(JSONWriter.array { json in for version in versions { json.value(raw: version) } })
    }

    /// The sender took a message back. It stays, marked: the help desk has shown it already.
    func applyUnsend(_ event: InboundEvent, target: String) throws -> Effect {
        guard var message = try message(named: target) else { return .ignored("unsend of an unknown message") }
        var metadata = FlatObject(message.metadata)
        metadata["parleyUnsent"] = .bool(true)
        message.metadata = metadata.encoded()
        try store.update(message)
        if let conversation = try store.conversation(app: integration.appID, message.conversationID) {
            let user = try message.authorUserID.flatMap { try store.user(app: integration.appID, $0) }
            try emit(.parley(.messageUnsent(conversation, user, message: message.id)), conversation: conversation.id)
        }
        return .applied(message.id)
    }

    /// The customer reacted. Shown as a message as well, since a thumbs up is often the whole answer; the integration's metadata can
    /// switch that off with `parleyReactionMessages: false`.
    func applyReaction(_ event: InboundEvent, target: String, emoji: String?) throws -> Effect {
        guard let sender = event.sender else { throw Unusable(reason: "the reaction has no sender") }
        let id = ids.next(at: now)
        let showsMessage = emoji != nil && FlatObject(integration.metadata)["parleyReactionMessages"] != .bool(false)
        guard try showsMessage ? claim(event, .inbound, id) : claim(event) else { return try duplicate(event) }
        let reacted = try message(named: target)
        guard let emoji, showsMessage else { return try noteReaction(event, sender, reacted, target: target, emoji: emoji) }
        let person = try person(sender, at: event.at)
        var thread = try thread(person, at: event.at)
        thread.conversation.customerWrote(at: event.at, now: now, opensWindow: counts(.reaction))
        try moveWindow(of: person.client, at: event.at, opens: counts(.reaction))
        try save(&thread, person, event, reason: .message)
        let message = InboundMessage([.text(TextContent(emoji))], kind: "reaction", quoted: target, opensWindow: false)
        try insert(message, parts(of: message, event, first: id), thread.conversation, event, MessageAuthor(person))
        try emitReaction(thread.conversation, person.user, reacted, target: target, emoji: emoji)
        return .applied(id, note: person.note)
    }

    /// A reaction that is told of without a message.
    private func noteReaction(
        _ event: InboundEvent, _ sender: Sender, _ reacted: MessageRecord?, target: String, emoji: String?
    ) throws -> Effect {
        guard let person = try knownPerson(sender, at: event.at) else { return .ignored("reaction of an unknown person") }
        let known = try reacted.flatMap { try store.conversation(app: integration.appID, $0.conversationID) }
        guard let conversation = try known ?? store.latestConversation(client: person.client.id) else {
            return .ignored("reaction without a conversation")
        }
        try moveWindow(of: person.client, at: event.at, opens: counts(.reaction))
        try emitChanges(person, conversation)
        try emitReaction(conversation, person.user, reacted, target: target, emoji: emoji)
        return .applied(reacted?.id ?? conversation.id)
    }

    private func emitReaction(
        _ conversation: Conversation, _ user: User, _ reacted: MessageRecord?, target: String, emoji: String?
    ) throws {
        try emit(
            .parley(.reaction(conversation, user, target: reacted?.id, targetExternalID: target, emoji: emoji)),
            conversation: conversation.id)
    }
}
