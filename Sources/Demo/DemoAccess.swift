import Core
import Cryptography
import JSONKit
import Runtime

/// The key that the demo's help desk calls the API with: made at the start of a sandbox, kept in memory, gone with the process.
struct DemoAccess: Sendable {
    let app: ID
    let keyID = "app_demo" + Hex.encode(SecureRandom.bytes(8))
    private let secret = Hex.encode(SecureRandom.bytes(24))

    /// How long a token lasts; the page asks for another one then.
    static let tokenLife: Duration = .hours(12)

    var key: KeyEntry { KeyEntry(id: keyID, appID: app, secret: Secret(secret), displayName: "Demo page") }

    /// A token of the key (RFC 7519, HS256), as any help desk may make one.
    func token(now: Instant) -> String {
        let head = JSONWriter.object { json in
            json.field("alg", "HS256")
            json.field("typ", "JWT")
            json.field("kid", keyID)
        }
        let claims = JSONWriter.object { json in
            json.field("scope", KeyEntry.Scope.app.rawValue)
            json.field("exp", (now + Self.tokenLife).seconds)
        }
        let signed = Base64.encode(head, .urlSafe, padded: false) + "." + Base64.encode(claims, .urlSafe, padded: false)
        let code = HMAC.code(.sha256, for: Array(signed.utf8), key: Array(secret.utf8))
        return signed + "." + Base64.encode(code, .urlSafe, padded: false)
    }
}
