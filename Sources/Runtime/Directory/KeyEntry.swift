package import Core
package import Cryptography

/// A key of the API.
package struct KeyEntry: Sendable {
    /// What it may do.
    package enum Scope: String, Hashable, Sendable {
        /// Everything in the app.
        case app
        /// Users, conversations, messages and the webhooks of its integration; no settings.
        case integration
    }

    /// Such as `app_65f0…`; free text.
    package var id: String
    package var appID: ID
    package var scope: Scope
    /// The integration that a key of scope `integration` belongs to; `me` in paths stands for it.
    package var integrationID: ID?
    /// Its name for people.
    package var displayName: String?
    package var origin: SetupOrigin
    /// The SHA-256 of the secret.
    package let digest: [UInt8]
    /// Signs as the secret does; nil when the secret is known by its digest only.
    package let mac: HMAC?

    /// A key whose secret is known.
    package init(
        id: String, appID: ID, secret: Secret, scope: Scope = .app, integrationID: ID? = nil, displayName: String? = nil,
        origin: SetupOrigin = .file
    ) {
        self.init(
            id: id, appID: appID, digest: SHA256.digest(secret.revealBytes()), mac: HMAC(.sha256, key: secret.revealBytes()), scope: scope,
            integrationID: integrationID, displayName: displayName, origin: origin)
    }

    init(
        id: String, appID: ID, digest: [UInt8], mac: HMAC?, scope: Scope, integrationID: ID?, displayName: String?,
        origin: SetupOrigin
    ) {
        self.id = id
        self.appID = appID
        self.digest = digest
        self.mac = mac
        self.scope = scope
        self.integrationID = integrationID
        self.displayName = displayName
        self.origin = origin
    }

    /// Whether `secret` is its secret. The time taken does not depend on where two secrets differ, nor on their lengths.
    package func isRight(_ secret: [UInt8]) -> Bool { ConstantTime.areEqual(SHA256.digest(secret), digest) }
}
