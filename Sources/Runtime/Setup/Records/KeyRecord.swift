package import Core
import Cryptography
package import JSONKit
import Wire

/// A key that was made through the API, or the word that one of the file is revoked.
package struct KeyRecord: JSONWritable, Hashable, Sendable {
    package var id: String
    /// It opens nothing, also when the file still has it.
    package var isRevoked = false
    package var scope = KeyEntry.Scope.app
    package var integrationID: ID?
    package var displayName: String?
    /// The SHA-256 of the secret, in hexadecimal.
    package private(set) var digest: String?
    /// The sealed secret, which tokens are signed with.
    package private(set) var secret: String?

    /// The word that a key is revoked.
    package init(revoked id: String) {
        self.id = id
        isRevoked = true
    }

    /// A new key.
    package init(
        id: String, secret: Secret, scope: KeyEntry.Scope, integrationID: ID?, displayName: String, app: ID, _ sealing: SecretSealing
    ) {
        self.id = id
        self.scope = scope
        self.integrationID = integrationID
        self.displayName = displayName
        digest = Hex.encode(SHA256.digest(secret.revealBytes()))
        self.secret = sealing.seal(secret, for: SecretPlace(app: app, record: "key \(id)", field: "secret"))
    }

    init(id: String, stored json: JSON) {
        self.id = id
        isRevoked = json["revoked"].bool ?? false
        scope = json["scope"].string.flatMap { KeyEntry.Scope(rawValue: $0) } ?? .integration
        integrationID = json["integrationId"].id
        displayName = json["displayName"].string
        digest = json["digest"].string
        secret = json["secret"].string
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("revoked", isRevoked)
            json.field("scope", scope.rawValue)
            json.field("integrationId", ifPresent: integrationID)
            json.field("displayName", ifPresent: displayName)
            json.field("digest", ifPresent: digest)
            json.field("secret", ifPresent: secret)
        }
    }

    /// The key; nil when it is revoked or its record is damaged. A secret that cannot be opened leaves basic authentication.
    func entry(app: ID, _ sealing: SecretSealing) -> KeyEntry? {
        guard !isRevoked, let digest = digest.flatMap({ Hex.decode($0) }), digest.count == SHA256.byteCount else { return nil }
        let opened = secret.flatMap { sealing.open($0, for: SecretPlace(app: app, record: "key \(id)", field: "secret")) }
        return KeyEntry(
            id: id, appID: app, digest: digest, mac: opened.map { HMAC(.sha256, key: $0.revealBytes()) }, scope: scope,
            integrationID: integrationID, displayName: displayName, origin: .api)
    }
}
