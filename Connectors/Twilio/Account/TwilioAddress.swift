internal import ConnectorKit

/// An address of Twilio's: a telephone number with `+`, a short code, a name, or one of another channel behind its prefix.
struct TwilioAddress: Hashable {
    static let whatsApp = "whatsapp:"

    /// As Twilio writes it.
    let text: String
    /// The number in digits with country code, where it is one.
    let phone: String?

    /// Reads an address; nil when Twilio cannot mean it.
    init?(_ text: String) {
        let bare = text.hasPrefix(Self.whatsApp) ? text.dropFirst(Self.whatsApp.count) : text[...]
        guard !bare.isEmpty, text.utf8.count <= 256, bare.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) || Self.isName(bare) else {
            return nil
        }
        self.text = text
        phone = bare.hasPrefix("+") ? E164.digits(of: String(bare)) : nil
        if bare.hasPrefix("+"), phone == nil { return nil }
    }

    /// A sender of letters may hold spaces: up to 11 characters.
    private static func isName(_ text: Substring) -> Bool {
        text.utf8.count <= 11 && text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } && text.first != " "
    }
}
