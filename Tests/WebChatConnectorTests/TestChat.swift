import ConnectorKit
import Core
import Cryptography
import JSONKit
import WebChatConnector

enum TestChat {
    static let integration = ID(high: 1, low: 2)
    static let secret = "a-user-secret-of-more-than-32-characters"
    static let now = Instant(seconds: 1_781_000_000)

    static func channel(_ values: [String: String] = [:]) throws -> WebChatChannel {
        let settings = AccountSettings(
            integrationID: integration, values: values, secrets: ["userSecret": Secret(secret)], baseURL: nil)
        let channel = try WebChatConnector.registration.connect(settings)
        guard let channel = channel as? WebChatChannel else { throw ConfigurationProblem(key: "type", remedy: "is another channel") }
        return channel
    }

    /// What is said of settings that cannot be used.
    static func problem(_ values: [String: String], secret: String = secret) -> ConfigurationProblem? {
        let settings = AccountSettings(
            integrationID: integration, values: values, secrets: ["userSecret": Secret(secret)], baseURL: nil)
        do throws(ConfigurationProblem) {
            _ = try WebChatConnector.registration.connect(settings)
            return nil
        } catch {
            return error
        }
    }

    /// A JSON Web Token as the business's site makes it.
    static func jwt(header: String = #"{"alg":"HS256"}"#, claims: String, secret: String = secret) -> String {
        let text =
            Base64.encode(Array(header.utf8), .urlSafe, padded: false) + "." + Base64.encode(Array(claims.utf8), .urlSafe, padded: false)
        return text + "." + Base64.encode(HMAC.code(.sha256, for: Array(text.utf8), key: Array(secret.utf8)), .urlSafe, padded: false)
    }
}
