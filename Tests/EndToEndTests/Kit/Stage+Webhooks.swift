import Core
import Cryptography

extension Stage {
    /// The provider's signature of a body. Source: Meta, Graph API webhooks, `X-Hub-Signature-256`.
    func signature(of body: [UInt8]) -> String {
        "sha256=" + Hex.encode(HMAC.code(.sha256, for: body, key: Array(settings.appSecret.utf8)))
    }

    /// Delivers a body to the worker directly; nil when no answer came.
    func webhook(_ body: [UInt8], signed: Bool = true) async -> Web.Answer? {
        await webhook(body, signature: signed ? signature(of: body) : nil)
    }

    func webhook(_ body: [UInt8], signature: String?) async -> Web.Answer? {
        var headers = HTTPFields(["Content-Type": "application/json"])
        if let signature { headers.append("X-Hub-Signature-256", signature) }
        return await web.send("POST", settings.callback, headers: headers, body: body)
    }
}
