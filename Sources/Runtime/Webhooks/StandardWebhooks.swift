package import Core
import Cryptography

/// Signatures by the Standard Webhooks specification 1.0.0, version `v1`: HMAC-SHA256 over `id.timestamp.body`.
package struct StandardWebhooks: Sendable {
    private let keys: [HMAC]

    /// Signs with every secret, so that a receiver may hold any of them while they change.
    ///
    /// - Parameter secrets: each `whsec_` and base64 of the key; one that has another form is used by its own bytes.
    package init(secrets: [Secret]) { keys = secrets.map { HMAC(.sha256, key: Self.key(of: $0)) } }

    /// The bytes of the key that a secret stands for.
    package static func key(of secret: Secret) -> [UInt8] {
        let text = secret.revealText()
        let prefix = "whsec_"
        guard text.hasPrefix(prefix), let key = Base64.decode(String(text.dropFirst(prefix.count)), padding: .optional) else {
            return secret.revealBytes()
        }
        return key
    }

    /// Whether a code is right under any of the secrets.
    func isValid(_ code: [UInt8], for start: [UInt8], _ body: [UInt8]) -> Bool { keys.contains { $0.isValid(code, for: start, body) } }

    /// The headers of one attempt.
    ///
    /// - Parameters:
    ///   - id: the same for all attempts to deliver one event; no full stop in it.
    ///   - time: of this attempt.
    package func headers(id: String, time: Instant, body: [UInt8]) -> HTTPFields {
        let timestamp = String(time.seconds)
        let signed = Array("\(id).\(timestamp).".utf8)
        let signatures = keys.map { "v1,\(Base64.encode($0.code(for: signed, body)))" }
        return ["webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signatures.joined(separator: " ")]
    }
}

extension HTTPFields: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, String)...) {
        self.init()
        for (name, value) in elements { append(name, value) }
    }
}
