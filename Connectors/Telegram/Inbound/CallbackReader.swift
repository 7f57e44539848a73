internal import ConnectorKit
internal import Core
internal import JSONKit

/// Reads a `CallbackQuery` (Bot API): somebody pressed a button below a message.
struct CallbackReader {
    private let query: JSON
    private let identity: String
    private let receivedAt: Instant

    init(_ query: JSON, identity: String, receivedAt: Instant) {
        self.query = query
        self.identity = identity
        self.receivedAt = receivedAt
    }

    /// A postback, or a message where the button stands for a reply. Telegram tells no time of the press.
    var event: InboundEvent {
        let data = query["data"].string ?? query["game_short_name"].string
        guard let data, !data.isEmpty, let sender else {
            return InboundEvent(externalID: identity, at: receivedAt, body: .unknown(kind: "callback_query", detail: nil))
        }
        let title = title(of: data)
        let body: InboundEvent.Body
        if let payload = ButtonData.replyPayload(in: data) {
            let text = TextContent(title ?? payload, payload: payload)
            body = .message(InboundMessage([.text(text)], kind: "callback_query", quoted: quoted, authorName: author))
        } else {
            body = .postback(payload: data, title: title)
        }
        return InboundEvent(externalID: identity, at: receivedAt, sender: sender, body: body)
    }

    private var chat: ChatAddress? { ChatAddress(of: query["message"]) }

    /// The chat that the button stands in; for a button of an inline message, which names no chat, the person.
    private var sender: Sender? {
        let person = query["from"]
        if let chat, chat.isGroup { return People.sender(in: chat, query["message"]) }
        guard let address = chat ?? person["id"].int.map({ ChatAddress(chatID: $0, connection: nil) }) else { return nil }
        return Sender(addresses: [address.text], displayName: People.name(person), username: person["username"].string)
    }

    private var author: String? { chat?.isGroup == true ? People.name(query["from"]) : nil }

    private var quoted: String? {
        guard let chat, let id = query["message"]["message_id"].int else { return nil }
        return chat.externalID(id)
    }

    /// The label of the button, from the keyboard that came along.
    private func title(of data: String) -> String? {
        for row in query["message"]["reply_markup"]["inline_keyboard"].array {
            for button in row.array where button["callback_data"].string == data { return button["text"].string }
        }
        return nil
    }
}

/// The data of a button, which Telegram gives back when it is pressed: 1 to 64 bytes.
///
/// A reply button's payload is marked, so that pressing it becomes a message of the customer; the payload of a postback goes as it is.
enum ButtonData {
    private static let mark = "reply:"
    private static let limit = 64

    /// The data of a button that stands for a reply; nil when the payload is too long.
    static func reply(_ payload: String) -> String? { bounded(mark + payload) }

    /// The data of a button for a postback; nil when the payload is empty, too long, or would be taken for a reply's.
    static func postback(_ payload: String) -> String? { payload.hasPrefix(mark) || payload.isEmpty ? nil : bounded(payload) }

    /// The payload of a reply; nil for other data.
    static func replyPayload(in data: String) -> String? {
        guard data.hasPrefix(mark) else { return nil }
        return String(data.dropFirst(mark.count))
    }

    private static func bounded(_ data: String) -> String? { data.utf8.count <= limit ? data : nil }
}
