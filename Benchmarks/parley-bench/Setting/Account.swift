import Core
import Cryptography

/// The app, the channel account and the customers that everything is measured with.
struct Account {
    static let app = "600000000000000000000001"
    static let integration = "600000000000000000000002"
    static let webChat = "600000000000000000000004"
    static let webChatSecret = Hex.encode(SecureRandom.bytes(20))
    static let key = "app_600000000000000000000003"
    static let keySecret = Hex.encode(SecureRandom.bytes(16))
    static let phoneNumberID = "310000000000001"
    static let businessAccountID = "210987654321098"
    static let accessToken = Hex.encode(SecureRandom.bytes(24))
    static let appSecret = Hex.encode(SecureRandom.bytes(16))
    static let verifyToken = Hex.encode(SecureRandom.bytes(8))

    static var basicAuthorization: String { "Authorization: Basic \(Base64.encode(Array("\(key):\(keySecret)".utf8)))" }

    /// An id of Meta's kind for a message; its order among others is that of `random`.
    static func messageID(_ random: UInt64, number: Int, _ end: String) -> String {
        // All numbers have 13 digits, so that texts sort as they do.
        let least: UInt64 = 4_738_381_338_321_616_896
        let digits = String(least + UInt64((Double(random) / 0x1p64 * Double(UInt64.max - least)).rounded(.down)), radix: 36)
        return "wamid.HBgNNDkxNTEwMDAwMDAwMBUCABIYFjNFQjA\(digits.uppercased())\(number)\(end)"
    }

    /// The telephone number of customer `index`.
    static func number(_ index: Int) -> String { "4915\(100_000_000 + index)" }

    /// An id that depends on nothing but its arguments. `kind` keeps users, clients, conversations and so on apart.
    static func id(_ kind: UInt8, _ index: Int, at time: Instant) -> ID {
        ID(high: UInt64(time.milliseconds) << 16 | UInt64(kind), low: UInt32(index))
    }
}
