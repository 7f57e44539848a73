internal import ConnectorKit
internal import Core
internal import JSONKit

/// Who is who in an update.
enum People {
    /// The customer that a chat stands for: the person of a private chat, or the group as a whole.
    ///
    /// - Parameter json: a message or an update that holds `chat`, and `from` or `user`.
    static func sender(in chat: ChatAddress, _ json: JSON) -> Sender? {
        if chat.isGroup {
            return Sender(addresses: [chat.text], displayName: json["chat"]["title"].string, username: json["chat"]["username"].string)
        }
        // In a business chat the writer may be the business; the chat always is the customer.
        let person = json["chat"]["first_name"].exists ? json["chat"] : json["from"].exists ? json["from"] : json["user"]
        return Sender(
            addresses: [chat.text], phone: ownPhone(json, chat), displayName: name(person), username: person["username"].string)
    }

    /// First and last name; nil when there is neither.
    static func name(_ json: JSON) -> String? {
        let names = [json["first_name"], json["last_name"]].compactMap(\.string).filter { !$0.isEmpty }
        return names.isEmpty ? nil : names.joined(separator: " ")
    }

    /// Who wrote in a group: a member, or a channel or the group itself where an administrator hides.
    static func author(_ message: JSON) -> String? {
        message["sender_chat"]["title"].string ?? name(message["from"]) ?? message["from"]["username"].string
    }

    /// The telephone number, when the message is the customer's own contact card.
    private static func ownPhone(_ message: JSON, _ chat: ChatAddress) -> String? {
        guard let owner = message["contact"]["user_id"].int, owner == chat.chatID, message["from"]["id"].int == owner else { return nil }
        return message["contact"]["phone_number"].string.flatMap(E164.digits)
    }
}
