package import Core

/// What stands between a provider and this worker, and hands the provider's requests on.
///
/// A request must carry the relay's own signature, and below it the provider's over the original bytes: neither takes the other's place.
package struct Relay: Hashable, Sendable {
    /// How the relay hands requests on.
    package enum Kind: Hashable, Sendable {
        /// It signs each request by the Standard Webhooks specification 1.0.0.
        case standardWebhooks
        /// The same under Svix's names of the header fields, or under the standard ones.
        case svix
        /// It signs each body under `x-hookdeck-signature`.
        case hookdeck
        /// It is asked: the worker keeps a connection open and gets requests as server-sent events.
        case pull(RelayStream)
    }

    package var kind: Kind
    /// Secrets that the relay may sign with: the current one first, one that is being replaced behind it. Empty only for a relay that is
    /// pulled from and does not sign.
    package var secrets: [Secret]
    /// How far the time in a signature may be from now, in either direction. Hookdeck's signature holds no time.
    package var tolerance: Duration

    /// Describes a relay.
    package init(_ kind: Kind, secrets: [Secret], tolerance: Duration = .minutes(5)) {
        self.kind = kind
        self.secrets = secrets
        self.tolerance = tolerance
    }

    /// The name of the kind, as in the configuration.
    package var name: String {
        switch kind {
        case .standardWebhooks: "standardWebhooks"
        case .svix: "svix"
        case .hookdeck: "hookdeck"
        case .pull: "pull"
        }
    }

    /// Where to pull from; nil for a relay that calls.
    package var stream: RelayStream? {
        if case .pull(let stream) = kind { return stream }
        return nil
    }
}

/// A relay that is pulled from.
package struct RelayStream: Hashable, Sendable {
    /// The address of the event stream.
    package var url: String
    /// Goes along as a bearer token, if given.
    package var token: Secret?
    /// The relay says something at least this often, in whole seconds; a connection that is silent for longer is dead.
    package var heartbeat: Duration

    /// Describes a stream.
    package init(url: String, token: Secret? = nil, heartbeat: Duration = .seconds(75)) {
        self.url = url
        self.token = token
        self.heartbeat = heartbeat
    }
}
