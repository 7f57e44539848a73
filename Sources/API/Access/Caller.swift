import Core
import Runtime

/// Who calls: what a key or token has proven.
struct Caller: Hashable, Sendable {
    let appID: ID
    let scope: KeyEntry.Scope
    let integrationID: ID?

    init(_ key: KeyEntry) {
        appID = key.appID
        scope = key.scope
        integrationID = key.integrationID
    }

    /// The integration that a key of its own speaks for; nil for a key of the app, which speaks for all of it.
    var actingIntegration: ID? { scope == .integration ? integrationID ?? appID : nil }
}
