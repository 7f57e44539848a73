internal import ConnectorKit
internal import Core
internal import JSONKit

/// Reads a `Message` (Bot API), new or edited.
struct MessageReader {
    private let message: JSON
    private let identity: String
    private let at: Instant

    init(_ message: JSON, identity: String, receivedAt: Instant) {
        self.message = message
        self.identity = identity
        at = ProviderTime.read(message["date"]) ?? receivedAt
    }

    /// The event of a new message.
    var item: UpdateItem {
        guard let chat = ChatAddress(of: message), let id = message["message_id"].int, let sender = People.sender(in: chat, message) else {
            return UpdateItem(event(.unknown(kind: "message", detail: "no chat or message id is named")))
        }
        if let migration = migration(from: chat) { return UpdateItem(migration) }
        if let reason = reasonToIgnore(chat) { return UpdateItem(event(.ignored(kind: "message", reason: reason))) }
        guard let content = MessageContent(message) else { return UpdateItem(withoutContent(sender, chat.externalID(id))) }
        let inbound = InboundMessage(
            content.contents, kind: content.kind, quoted: quoted(in: chat), forwarded: isForwarded, referral: referral,
            authorName: chat.isGroup ? People.author(message) : nil)
        let body: InboundEvent.Body = isFromBusiness(chat) ? .echo(inbound) : .message(inbound)
        let event = InboundEvent(externalID: chat.externalID(id), at: at, sender: sender, body: body)
        return UpdateItem(event, album: message["media_group_id"].stringOrNumber.map { "\(chat.text):\($0)" })
    }

    /// The event of an edited message.
    var edit: InboundEvent {
        let kind = "edited_message"
        guard let chat = ChatAddress(of: message), let id = message["message_id"].int, let sender = People.sender(in: chat, message) else {
            return event(.unknown(kind: kind, detail: "no chat or message id is named"))
        }
        if let reason = reasonToIgnore(chat) { return event(.ignored(kind: kind, reason: reason)) }
        guard let content = MessageContent(message)?.contents.first else {
            return event(.ignored(kind: kind, reason: "nothing that is shown has changed"))
        }
        var edit = InboundEvent(
            externalID: identity, at: ProviderTime.read(message["edit_date"]) ?? at, sender: sender,
            body: .edit(target: chat.externalID(id), content: content))
        edit.externalID = "\(identity):edit:\(id)"
        return edit
    }

    private func event(_ body: InboundEvent.Body) -> InboundEvent { InboundEvent(externalID: identity, at: at, body: body) }

    /// A service message is not shown; a kind that nobody knows is, by its name.
    private func withoutContent(_ sender: Sender, _ externalID: String) -> InboundEvent {
        if let service = ServiceMessages.kind(of: message) {
            return event(.ignored(kind: service, reason: "service message"))
        }
        let stranger = message.object.first { !MessageEnvelope.keys.contains($0.key) }?.key
        return InboundEvent(externalID: externalID, at: at, sender: sender, body: .unknown(kind: stranger ?? "message", detail: nil))
    }

    // MARK: What hangs on every kind

    private func reasonToIgnore(_ chat: ChatAddress) -> String? {
        if message["chat"]["type"] == "channel" { return "post of a channel" }
        if message["is_automatic_forward"].bool == true { return "post of the channel that the group belongs to" }
        // An administrator who hides behind the group writes through a bot account, and is no bot.
        if chat.isGroup, message["from"]["is_bot"].bool == true, !message["sender_chat"].exists { return "written by a bot" }
        return nil
    }

    /// The business wrote from its own app, in a chat that the bot is connected to.
    private func isFromBusiness(_ chat: ChatAddress) -> Bool {
        guard chat.connection != nil, let writer = message["from"]["id"].int else { return false }
        return writer != chat.chatID
    }

    private func quoted(in chat: ChatAddress) -> String? { message["reply_to_message"]["message_id"].int.map(chat.externalID) }

    private var isForwarded: Bool { message["forward_origin"].kind == .object || message["forward_date"].exists }

    /// The word behind `/start` of a deep link (`t.me/bot?start=word`).
    private var referral: Referral? {
        guard let text = message["text"].string, text.hasPrefix("/start ") else { return nil }
        let code = text.dropFirst(7)
        guard !code.isEmpty, code.utf8.count <= 64, !code.contains(" ") else { return nil }
        return Referral(type: "deep_link", code: String(code))
    }

    /// A group became a supergroup, whose id is another one. Both groups tell of it, in the same words for us.
    private func migration(from chat: ChatAddress) -> InboundEvent? {
        let old: Int64
        let new: Int64
        if let to = message["migrate_to_chat_id"].int {
            (old, new) = (chat.chatID, to)
        } else if let from = message["migrate_from_chat_id"].int {
            (old, new) = (from, chat.chatID)
        } else {
            return nil
        }
        let sender = Sender(addresses: [String(new)], displayName: message["chat"]["title"].string)
        return InboundEvent(
            externalID: "migration:\(old):\(new)", at: at, sender: sender,
            body: .identityChange(previous: String(old), detail: "the group was upgraded to a supergroup"))
    }
}
