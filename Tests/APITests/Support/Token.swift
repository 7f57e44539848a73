import Cryptography

/// Makes tokens, right and wrong ones.
enum Token {
    static func make(header: String, payload: String, secret: String) -> String {
        let signed =
            Base64.encode(Array(header.utf8), .urlSafe, padded: false) + "." + Base64.encode(Array(payload.utf8), .urlSafe, padded: false)
        let code = HMAC.code(.sha256, for: Array(signed.utf8), key: Array(secret.utf8))
        return "Bearer \(signed).\(Base64.encode(code, .urlSafe, padded: false))"
    }

    static func make(kid: String = "app_1", payload: String = #"{"scope":"app"}"#, secret: String = "secret-1") -> String {
        make(header: #"{"alg":"HS256","typ":"JWT","kid":"\#(kid)"}"#, payload: payload, secret: secret)
    }

    static func basic(_ text: String) -> String { "Basic " + Base64.encode(Array(text.utf8)) }
}
