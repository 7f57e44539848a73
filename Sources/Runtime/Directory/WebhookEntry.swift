package import Core

/// Where events of an app go.
package struct WebhookEntry: Sendable {
    package var id: ID
    package var appID: ID
    /// The custom integration that it belongs to. Those of the configuration belong to one with the app's id.
    package var integrationID: ID
    package var target: String
    /// Event types, or `*` for all.
    package var triggers: [String]
    /// Its secret.
    package let secret: Secret
    /// The secret before this one, while receivers change over.
    package let previous: PreviousSecret?
    package var includeFullUser: Bool
    package var includeFullSource: Bool
    /// Whether its host may have a private address: it was named by whoever runs the worker or holds a key of the whole app.
    package var trustedHost: Bool
    /// Why nothing is delivered; nil while it is enabled.
    package var disabled: WebhookHealth.Disabled?
    package var origin: SetupOrigin
    private let signer: StandardWebhooks
    private let bothSigner: StandardWebhooks

    /// A secret that still signs for a while.
    package struct PreviousSecret: Hashable, Sendable {
        package var secret: Secret
        /// It no longer signs from then on.
        package var endsAt: Instant

        /// Makes one.
        package init(_ secret: Secret, endsAt: Instant) {
            self.secret = secret
            self.endsAt = endsAt
        }
    }

    /// Makes an entry.
    package init(
        id: ID, appID: ID, integrationID: ID? = nil, target: String, triggers: [String], secret: Secret, previous: PreviousSecret? = nil,
        includeFullUser: Bool = false, includeFullSource: Bool = false, trustedHost: Bool = true,
        disabled: WebhookHealth.Disabled? = nil, origin: SetupOrigin = .file
    ) {
        self.id = id
        self.appID = appID
        self.integrationID = integrationID ?? appID
        self.target = target
        self.triggers = triggers
        self.secret = secret
        self.previous = previous
        self.includeFullUser = includeFullUser
        self.includeFullSource = includeFullSource
        self.trustedHost = trustedHost
        self.disabled = disabled
        self.origin = origin
        signer = StandardWebhooks(secrets: [secret])
        bothSigner = previous.map { StandardWebhooks(secrets: [secret, $0.secret]) } ?? signer
    }

    /// Whether events are delivered.
    package var isEnabled: Bool { disabled == nil }

    /// Whether the webhook wants events of `type`. `*` wants all; `parley:` types are wanted by `*` or by name only.
    package func wants(_ type: String) -> Bool {
        triggers.contains { $0 == "*" || $0 == type }
    }

    /// The headers of one attempt: signatures by every secret that lives, and `X-API-Key`, which can carry one only. While secrets change
    /// it is the old one, so that a receiver has the whole time to learn the new one.
    func headers(id: ID, time: Instant, body: [UInt8]) -> HTTPFields {
        let previous = previous.flatMap { time < $0.endsAt ? $0 : nil }
        var headers = (previous == nil ? signer : bothSigner).headers(id: "\(id)", time: time, body: body)
        headers.append("Content-Type", "application/json")
        headers.append("X-API-Key", (previous?.secret ?? secret).revealText())
        return headers
    }
}
