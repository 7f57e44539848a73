package import Core
import Cryptography

/// Keeps the secrets that the API is given unreadable in the store, by a key that is not in the store.
package struct SecretSealing: Sendable {
    private static let version = "v1:"

    private let cipher: AES256GCM
    private let mac: HMAC

    /// Nil unless the key has 32 bytes.
    package init?(key: [UInt8]) {
        guard let cipher = AES256GCM(key: key) else { return nil }
        self.cipher = cipher
        mac = HMAC(.sha256, key: key)
    }

    /// Seals with a key that is forgotten when the process ends: for a store that is, too.
    package static func temporary() -> SecretSealing {
        guard let sealing = SecretSealing(key: SecureRandom.bytes(AES256GCM.keyByteCount)) else { fatalError("32 bytes are a key") }
        return sealing
    }

    /// The sealed form of a secret, which opens for the same place only.
    package func seal(_ secret: Secret, for place: SecretPlace) -> String {
        Self.version + Base64.encode(cipher.seal(secret.revealBytes(), for: place.bytes))
    }

    /// The secret; nil when it was sealed with another key or for another place.
    package func open(_ sealed: String, for place: SecretPlace) -> Secret? {
        guard sealed.hasPrefix(Self.version), let box = Base64.decode(String(sealed.dropFirst(Self.version.count))) else { return nil }
        return cipher.open(box, for: place.bytes).map { Secret(bytes: $0) }
    }

    /// The key by which commands on this machine call the API of an app: whoever can read the sealing key has it.
    package func operatorKey(of app: ID) -> (id: String, secret: Secret) {
        ("svc_\(app)", Secret(Base64.encode(mac.code(for: Array("operator \(app)".utf8)), .urlSafe, padded: false)))
    }
}

/// Where a sealed secret is kept.
package struct SecretPlace: Hashable, Sendable {
    fileprivate let bytes: [UInt8]

    /// The field of a record of an app. No part may hold a line feed.
    package init(app: ID, record: String, field: String) { bytes = Array("\(app)\n\(record)\n\(field)".utf8) }
}
