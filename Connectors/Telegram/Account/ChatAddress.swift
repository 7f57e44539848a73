internal import Core
internal import JSONKit

/// Where a bot talks with somebody: a chat of its own, or one of a business account that it is connected to.
///
/// As text `<chat id>` or `<business connection>/<chat id>`. The person in a business chat has the same chat id as in a chat with the
/// bot itself, yet they are two chats; therefore the connection is part of the address.
struct ChatAddress: Hashable, Sendable {
    /// Telegram's id: positive for persons, negative for groups, from -100… on for supergroups and channels. Up to 52 bits.
    let chatID: Int64
    /// The business connection that the chat belongs to; nil for the bot's own chats.
    let connection: String?

    init(chatID: Int64, connection: String?) {
        self.chatID = chatID
        self.connection = connection
    }

    /// Reads an address; nil when it is none.
    init?(_ text: String) {
        guard let slash = text.utf8.lastIndex(of: UInt8(ascii: "/")) else {
            guard let id = Self.id(text[...]) else { return nil }
            self.init(chatID: id, connection: nil)
            return
        }
        guard slash > text.startIndex, let id = Self.id(text[text.utf8.index(after: slash)...]) else { return nil }
        self.init(chatID: id, connection: String(text[..<slash]))
    }

    /// The chat of a message; nil when it names none.
    init?(of message: JSON) {
        guard let id = message["chat"]["id"].int else { return nil }
        self.init(chatID: id, connection: message["business_connection_id"].string.flatMap { $0.isEmpty ? nil : $0 })
    }

    var text: String { connection.map { "\($0)/\(chatID)" } ?? String(chatID) }

    var isGroup: Bool { chatID < 0 }

    /// The identity of a message of this chat: message ids count per chat.
    func externalID(_ message: Int64) -> String { "\(text):\(message)" }

    /// The message id in an identity that `externalID` made for this chat; nil when it is of another one.
    func messageID(in externalID: String) -> Int64? {
        guard let colon = externalID.utf8.lastIndex(of: UInt8(ascii: ":")), externalID[..<colon] == text else { return nil }
        return Self.id(externalID[externalID.utf8.index(after: colon)...])
    }

    private static func id(_ text: Substring) -> Int64? {
        guard text.utf8.first != UInt8(ascii: "+") else { return nil }
        return Int64(text)
    }
}
