package import ConnectorKit
package import Core
internal import JSONKit

/// A channel in which a visitor may go on with the conversation.
package struct ContinuationTarget: Hashable, Sendable {
    /// Where the visitor writes to there.
    package enum Account: Hashable, Sendable {
        /// A number of WhatsApp: digits with country code.
        case whatsApp(number: String)
        /// A bot of Telegram, without the `@`.
        case telegram(bot: String)
    }

    /// The integration of the other channel.
    package let integrationID: ID
    package let account: Account
    /// What the widget calls it.
    package let displayName: LocalizedText?
    /// The conversation itself goes along; else only the visitor does, and begins another there.
    package let keepsConversation: Bool

    /// Reads an entry of `continueOn`; nil when it cannot be used.
    init?(_ json: JSON) {
        guard let id = json["integrationId"].string.flatMap({ ID($0) }) else { return nil }
        switch (json["number"].string, json["bot"].string) {
        case (let number?, nil):
            let digits = String(number.filter { !" +-()".contains($0) })
            guard (6...15).contains(digits.utf8.count), digits.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
            account = .whatsApp(number: digits)
        case (nil, let bot?):
            let name = bot.hasPrefix("@") ? String(bot.dropFirst()) : bot
            guard (5...32).contains(name.utf8.count), name.utf8.allSatisfy({ Self.isNameSign($0) }) else { return nil }
            account = .telegram(bot: name)
        case (nil, nil), (.some, .some): return nil
        }
        let label = LocalizedText(json["displayName"])
        guard label != nil || !json["displayName"].exists else { return nil }
        switch json["conversation"].exists ? json["conversation"].string : "same" {
        case "same": keepsConversation = true
        case "new": keepsConversation = false
        default: return nil
        }
        integrationID = id
        displayName = label
    }

    private static func isNameSign(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (97...122).contains(byte | 0x20) || byte == UInt8(ascii: "_")
    }

    /// The name that people know the channel by.
    package var brand: String {
        switch account {
        case .whatsApp: "WhatsApp"
        case .telegram: "Telegram"
        }
    }

    /// The address that opens the other channel with a code in it, which needs no escaping. Sources: WhatsApp Help Center, "How to use
    /// click to chat"; Telegram, "Bot features", deep linking.
    package func link(code: String) -> String {
        switch account {
        case .whatsApp(let number): "https://wa.me/\(number)?text=\(code)"
        case .telegram(let bot): "https://t.me/\(bot)?start=\(code)"
        }
    }
}
