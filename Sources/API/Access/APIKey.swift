package import Core
import Cryptography

/// A key that opens one app.
package struct APIKey: Hashable, Sendable {
    /// What it may do.
    package enum Scope: String, Hashable, Sendable {
        /// Everything in the app.
        case app
        /// Users, conversations, messages and webhooks; no settings.
        case integration
    }

    /// Such as `app_65f0…`; free text.
    package var id: String
    package var appID: ID
    package var secret: Secret
    package var scope: Scope
    /// The integration that a key of scope `integration` belongs to; `me` in paths stands for it.
    package var integrationID: ID?

    /// Makes a key.
    package init(id: String, appID: ID, secret: Secret, scope: Scope = .app, integrationID: ID? = nil) {
        self.id = id
        self.appID = appID
        self.secret = secret
        self.scope = scope
        self.integrationID = integrationID
    }
}

/// Who calls: what a key or token has proven.
struct Caller: Hashable, Sendable {
    let appID: ID
    let scope: APIKey.Scope
    let integrationID: ID?
}

/// All keys, ready for checking.
package struct KeyRing: Sendable {
    struct Entry: Sendable {
        let key: APIKey
        let secret: [UInt8]
        let mac: HMACSHA256
    }

    private let entries: [String: Entry]
    /// Compared with when a key is unknown, so that a guess takes as long as for a known one.
    private let nobody: [UInt8]

    /// Makes a ring; of equal ids the first counts. Keys with an empty secret are left out.
    package init(_ keys: [APIKey]) {
        let usable = keys.filter { !$0.secret.isEmpty }
        entries = Dictionary(
            usable.map { ($0.id, Entry(key: $0, secret: $0.secret.revealBytes(), mac: HMACSHA256(key: $0.secret.revealBytes()))) },
            uniquingKeysWith: { first, _ in first })
        nobody = SecureRandom.bytes(32)
    }

    /// The key of this id.
    func entry(_ id: String) -> Entry? { entries[id] }

    /// The key of this id if `secret` is its secret. The time taken does not tell where two secrets differ.
    func entry(_ id: String, secret: [UInt8]) -> Entry? {
        let entry = entries[id]
        let isRight = ConstantTime.areEqual(secret, entry?.secret ?? nobody)
        return isRight ? entry : nil
    }
}

extension KeyRing: CustomStringConvertible, CustomReflectable {
    /// Never shows a secret.
    package var description: String { "KeyRing(\(entries.count) keys)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
