internal import ConnectorKit
internal import Core

/// The settings of one bot, read once.
struct TelegramAccount: Sendable {
    /// How updates come.
    enum Mode: Hashable, Sendable {
        /// Parley asks.
        case polling
        /// Telegram calls with this secret token in a header.
        case webhook(secretToken: Secret)
    }

    let mode: Mode
    private let botToken: Secret
    private let origin: String

    init(_ settings: AccountSettings) throws(ConfigurationProblem) {
        botToken = try Self.botToken(settings)
        origin = settings.baseURL ?? "https://api.telegram.org"
        switch settings.values["mode"] ?? "polling" {
        case "polling": mode = .polling
        case "webhook": mode = .webhook(secretToken: try Self.secretToken(settings))
        default: throw ConfigurationProblem(key: "mode", remedy: "must be polling or webhook")
        }
    }

    /// The address of a method. It holds the token: never to be logged or stored.
    func url(of method: String) -> String { "\(origin)/bot\(botToken.revealText())/\(method)" }

    /// The address of a file that `getFile` named. It holds the token as well.
    func url(ofFile path: String) -> String { "\(origin)/file/bot\(botToken.revealText())/\(path)" }

    /// A call of a method with a JSON body.
    func call(_ method: String, _ body: [UInt8]) -> OutboundRequest {
        OutboundRequest(method: "POST", url: url(of: method), headers: HTTPFields(["Content-Type": "application/json"]), body: body)
    }

    /// `123456789:AA…`: digits, a colon, and at least 30 letters, digits, `_` or `-`.
    private static func botToken(_ settings: AccountSettings) throws(ConfigurationProblem) -> Secret {
        let token = try settings.secret("botToken")
        let parts = token.revealBytes().split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, parts[0].allSatisfy({ (0x30...0x39).contains($0) }), (30...128).contains(parts[1].count),
            parts[1].allSatisfy(isTokenCharacter)
        else {
            throw ConfigurationProblem(
                key: "botToken", remedy: "must be the token as @BotFather shows it, digits:letters, without spaces or line ends")
        }
        return token
    }

    private static func secretToken(_ settings: AccountSettings) throws(ConfigurationProblem) -> Secret {
        guard let token = settings.secrets["secretToken"] else {
            throw ConfigurationProblem(
                key: "secretToken", remedy: "must be given with mode webhook: without it anybody could post updates")
        }
        let bytes = token.revealBytes()
        guard (16...256).contains(bytes.count), bytes.allSatisfy(isTokenCharacter) else {
            throw ConfigurationProblem(key: "secretToken", remedy: "must have 16 to 256 of the characters A-Z a-z 0-9 _ -")
        }
        return token
    }

    private static func isTokenCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
