internal import ConnectorKit
internal import Core
internal import JSONKit

/// An event of an update, and the album that it is a part of.
struct UpdateItem: Hashable, Sendable {
    var event: InboundEvent
    /// `media_group_id` with its chat; nil for what stands alone.
    var album: String?

    init(_ event: InboundEvent, album: String? = nil) {
        self.event = event
        self.album = album
    }
}

/// Reads one `Update`: one event each, whatever is in it, and one per message for business messages that were deleted.
struct UpdateReader {
    private let update: JSON
    private let receivedAt: Instant

    init(_ update: JSON, receivedAt: Instant) {
        self.update = update
        self.receivedAt = receivedAt
    }

    /// The id with which a pressed button wants to be answered.
    var callbackQueryID: String? { update["callback_query"]["id"].stringOrNumber.flatMap { $0.isEmpty ? nil : $0 } }

    /// What the update tells.
    var items: [UpdateItem] {
        for kind in UpdateKind.allCases {
            let json = update[kind.rawValue]
            if json.exists, !json.isNull { return items(kind, json) }
        }
        let stranger = update.object.first { $0.key != "update_id" }?.key
        return [note(.unknown(kind: stranger ?? "update", detail: nil))]
    }

    private func items(_ kind: UpdateKind, _ json: JSON) -> [UpdateItem] {
        switch kind {
        case .message, .businessMessage: [MessageReader(json, identity: identity, receivedAt: receivedAt).item]
        case .editedMessage, .editedBusinessMessage: [UpdateItem(MessageReader(json, identity: identity, receivedAt: receivedAt).edit)]
        case .callbackQuery: [UpdateItem(CallbackReader(json, identity: identity, receivedAt: receivedAt).event)]
        case .messageReaction: [UpdateItem(reaction(json))]
        case .myChatMember: [UpdateItem(membership(json))]
        case .deletedBusinessMessages: deleted(json)
        case .businessConnection: [note(.account(connection(json)), at: json["date"])]
        case .channelPost, .editedChannelPost: [note(.ignored(kind: kind.rawValue, reason: "post of a channel"), at: json["date"])]
        case .messageReactionCount, .inlineQuery, .chosenInlineResult, .shippingQuery, .preCheckoutQuery, .purchasedPaidMedia, .poll,
            .pollAnswer, .chatMember, .chatJoinRequest, .chatBoost, .removedChatBoost:
            [note(.ignored(kind: kind.rawValue, reason: "nothing that a customer says"), at: json["date"])]
        }
    }

    /// The update's own identity, for what leaves no message. Telegram repeats an update under the same id until it is acknowledged.
    private var identity: String {
        update["update_id"].int.map { "update:\($0)" } ?? Fingerprint.of(update, context: "update")
    }

    private func note(_ body: InboundEvent.Body, at time: JSON = .missing) -> UpdateItem {
        UpdateItem(InboundEvent(externalID: identity, at: ProviderTime.read(time) ?? receivedAt, body: body))
    }

    // MARK: Kinds

    /// The newest reaction stands for all: a person has one, or three with Premium.
    private func reaction(_ json: JSON) -> InboundEvent {
        let at = ProviderTime.read(json["date"]) ?? receivedAt
        guard let chat = ChatAddress(of: json), let message = json["message_id"].int, let sender = People.sender(in: chat, json) else {
            return InboundEvent(externalID: identity, at: at, body: .unknown(kind: "message_reaction", detail: nil))
        }
        var emoji: String?
        for reaction in json["new_reaction"].array { emoji = Self.emoji(reaction) }
        return InboundEvent(
            externalID: identity, at: at, sender: sender, body: .reaction(target: chat.externalID(message), emoji: emoji))
    }

    private static func emoji(_ reaction: JSON) -> String {
        if reaction["type"] == "paid" { return "⭐" }
        // A picture of Telegram's own has no text form.
        return reaction["emoji"].string ?? "[custom emoji]"
    }

    /// The bot was blocked or removed, or came back. In a private chat this comes for nothing else.
    private func membership(_ json: JSON) -> InboundEvent {
        let at = ProviderTime.read(json["date"]) ?? receivedAt
        guard let chat = ChatAddress(of: json), let sender = People.sender(in: chat, json),
            let old = json["old_chat_member"]["status"].string, let new = json["new_chat_member"]["status"].string
        else { return InboundEvent(externalID: identity, at: at, body: .unknown(kind: "my_chat_member", detail: nil)) }
        let wasIn = !Self.isOut(old)
        let isIn = !Self.isOut(new)
        guard wasIn != isIn, json["chat"]["type"] != "channel" else {
            return InboundEvent(externalID: identity, at: at, body: .ignored(kind: "my_chat_member", reason: "the bot's rights changed"))
        }
        let words = chat.isGroup ? (isIn ? "added to the group" : "removed from the group") : (isIn ? "unblocked" : "blocked")
        return InboundEvent(externalID: identity, at: at, sender: sender, body: .consent(kind: .all, allowed: isIn, detail: words))
    }

    private static func isOut(_ status: String) -> Bool { status == "kicked" || status == "left" }

    private func deleted(_ json: JSON) -> [UpdateItem] {
        let nobody = note(.unknown(kind: "deleted_business_messages", detail: nil))
        let chat = ChatAddress(of: json)
        let sender = chat.flatMap { People.sender(in: $0, json) }
        let items = json["message_ids"].array.map { id in
            guard let chat, let sender, let id = id.int else { return nobody }
            let body = InboundEvent.Body.unsend(target: chat.externalID(id))
            return UpdateItem(InboundEvent(externalID: "\(identity):\(id)", at: receivedAt, sender: sender, body: body))
        }
        return items.isEmpty ? [nobody] : items
    }

    private func connection(_ json: JSON) -> AccountNotice {
        let name = People.name(json["user"]) ?? ""
        let canReply = json["rights"]["can_reply"].bool ?? json["can_reply"].bool ?? false
        let state = json["is_enabled"].bool == false ? "disabled" : canReply ? "enabled" : "read-only"
        return AccountNotice(field: "business_connection", event: state, detail: name.isEmpty ? nil : name)
    }
}

/// The kinds of updates (Bot API, `Update`), those with an effect first.
enum UpdateKind: String, CaseIterable {
    case message
    case editedMessage = "edited_message"
    case callbackQuery = "callback_query"
    case businessMessage = "business_message"
    case editedBusinessMessage = "edited_business_message"
    case deletedBusinessMessages = "deleted_business_messages"
    case messageReaction = "message_reaction"
    case myChatMember = "my_chat_member"
    case businessConnection = "business_connection"
    case channelPost = "channel_post"
    case editedChannelPost = "edited_channel_post"
    case messageReactionCount = "message_reaction_count"
    case inlineQuery = "inline_query"
    case chosenInlineResult = "chosen_inline_result"
    case shippingQuery = "shipping_query"
    case preCheckoutQuery = "pre_checkout_query"
    case purchasedPaidMedia = "purchased_paid_media"
    case poll
    case pollAnswer = "poll_answer"
    case chatMember = "chat_member"
    case chatJoinRequest = "chat_join_request"
    case chatBoost = "chat_boost"
    case removedChatBoost = "removed_chat_boost"
}

/// Reads Telegram's times: whole seconds since 1970.
enum ProviderTime {
    /// The last second of the year 9999.
    private static let latest: Int64 = 253_402_300_799

    /// The time; nil when there is none. An inaccessible message has the date 0.
    static func read(_ json: JSON) -> Instant? {
        guard let seconds = json.int, (1...latest).contains(seconds) else { return nil }
        return Instant(seconds: seconds)
    }
}
