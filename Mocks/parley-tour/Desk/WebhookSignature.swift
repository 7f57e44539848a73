import Core
import Cryptography

/// Checks webhooks as a receiver should. Source: Standard Webhooks 1.0.0, "Verifying webhook authenticity".
struct WebhookSignature: Sendable {
    /// How old or new a timestamp may be, in seconds.
    private static let tolerance: Int64 = 300

    private let secret: Secret
    private let mac: HMAC

    /// - Parameter secret: `whsec_` and base64 of the key.
    init(secret: Secret) {
        self.secret = secret
        mac = HMAC(.sha256, key: Base64.decode(String(secret.revealText().dropFirst(6)), padding: .optional) ?? [])
    }

    /// What is wrong with a request; nil when it is genuine.
    func problem(with request: HTTPRequest, now: Instant) -> String? {
        guard let id = request.headers["webhook-id"], let timestamp = request.headers["webhook-timestamp"],
            let signatures = request.headers["webhook-signature"]
        else { return "a header webhook-… is missing" }
        guard let seconds = Int64(timestamp), abs(now.seconds - seconds) <= Self.tolerance else {
            return "webhook-timestamp is too far off"
        }
        guard request.headers["X-API-Key"] == secret.revealText() else { return "X-API-Key is not the secret" }
        let signed = Array("\(id).\(timestamp).".utf8)
        let isGenuine = signatures.split(separator: " ").contains { signature in
            guard signature.hasPrefix("v1,"), let code = Base64.decode(String(signature.dropFirst(3))) else { return false }
            return mac.isValid(code, for: signed, request.body)
        }
        return isGenuine ? nil : "webhook-signature does not fit the body"
    }
}
