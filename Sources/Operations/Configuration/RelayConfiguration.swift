package import Core

/// What stands between a provider and the worker, as the file describes it.
package struct RelayConfiguration: Hashable, Sendable {
    /// How the relay hands requests on.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case none, standardWebhooks, svix, hookdeck
        /// The worker fetches the requests from `url`.
        case pull
    }

    package var kind: Kind
    /// What the relay signs with: the current secret, and the one before it while it is being replaced.
    package var secrets: [Secret]
    /// How far the time of a signature may be from now.
    package var tolerance: Duration
    /// Where to pull from; nil for the other kinds.
    package var url: ServiceURL?
    /// The bearer token of a pull, if any.
    package var token: Secret?
    /// How long a pulled relay may say nothing.
    package var heartbeat: Duration
}
