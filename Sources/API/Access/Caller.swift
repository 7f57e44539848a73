import Core
import Runtime

/// Who calls: what a key or token has proven.
struct Caller: Hashable, Sendable {
    let appID: ID
    let scope: KeyEntry.Scope
    let integrationID: ID?
    private let keyID: String
    /// Tells the key from another that has taken its id.
    private let keyDigest: [UInt8]
    /// From when on the token proves nothing any more; nil for a key, and for a token without an end.
    private let end: Instant?

    /// Whoever has shown `key`, or until `end` a token that it has signed.
    init(_ key: KeyEntry, until end: Instant? = nil) {
        keyID = key.id
        keyDigest = key.digest
        self.end = end
        appID = key.appID
        scope = key.scope
        integrationID = key.integrationID
    }

    /// Whether what was proven still holds: the app and the key are there, the key is the same and may do the same, and the token is not
    /// over. For what goes on for longer than a call.
    func isValid(in directory: Directory, at now: Instant) -> Bool {
        if let end, now >= end { return false }
        guard directory.apps[appID] != nil, let key = directory.keys[keyID] else { return false }
        return Caller(key, until: end) == self
    }

    /// The integration that a key of its own speaks for; nil for a key of the app, which speaks for all of it.
    var actingIntegration: ID? { scope == .integration ? integrationID ?? appID : nil }
}
