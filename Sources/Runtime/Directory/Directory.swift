package import ConnectorKit
package import Core

/// Who is served: apps, their channels and their webhooks. A value, replaced as a whole when something changes.
package struct Directory: Sendable {
    /// Apps by id.
    package private(set) var apps: [ID: AppEntry]
    /// Integrations of all apps by id.
    package private(set) var integrations: [ID: IntegrationEntry]
    /// Webhooks of all apps by id.
    package private(set) var webhooks: [ID: WebhookEntry]
    /// Webhooks by app, in a stable order.
    package private(set) var webhooksByApp: [ID: [WebhookEntry]]

    /// Puts entries together.
    package init(apps: [AppEntry], integrations: [IntegrationEntry], webhooks: [WebhookEntry]) {
        self.apps = Dictionary(apps.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        self.integrations = Dictionary(integrations.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        self.webhooks = Dictionary(webhooks.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        webhooksByApp = Dictionary(grouping: webhooks.sorted { $0.id < $1.id }, by: \.appID)
    }

    /// An empty one.
    package static let empty = Directory(apps: [], integrations: [], webhooks: [])
}

/// An app: one tenant.
package struct AppEntry: Sendable {
    package var id: ID
    package var displayName: String
    /// Whether card numbers are masked. On unless switched off.
    package var maskCreditCardNumbers: Bool

    /// Makes an entry.
    package init(id: ID, displayName: String, maskCreditCardNumbers: Bool = true) {
        self.id = id
        self.displayName = displayName
        self.maskCreditCardNumbers = maskCreditCardNumbers
    }
}

/// One connected account of a channel.
package struct IntegrationEntry: Sendable {
    package var id: ID
    package var appID: ID
    package var displayName: String?
    package var registration: ConnectorRegistration
    package var channel: any Channel
    package var threading: Threading
    package var metadata: JSONBytes
    /// Whether its provider's host was written into the configuration.
    package var trustedHost: Bool
    /// The pace that the provider granted this account, if it differs from the channel's usual one.
    package var accountPace: Capabilities.Pace?
    /// Fields of the configuration that are no secrets, by key, for the API to show.
    package var publicFields: [String: String]

    /// The `type` of the connector.
    package var type: String { registration.type }

    /// Makes an entry.
    package init(
        id: ID, appID: ID, displayName: String? = nil, registration: ConnectorRegistration, channel: any Channel,
        threading: Threading = Threading(),
        metadata: JSONBytes = .emptyObject, trustedHost: Bool = false, accountPace: Capabilities.Pace? = nil,
        publicFields: [String: String] = [:]
    ) {
        self.id = id
        self.appID = appID
        self.displayName = displayName
        self.registration = registration
        self.channel = channel
        self.threading = threading
        self.metadata = metadata
        self.trustedHost = trustedHost
        self.accountPace = accountPace
        self.publicFields = publicFields
    }
}

/// When a customer's message starts a new conversation.
package struct Threading: Hashable, Sendable {
    /// One conversation for ever, or one per run of messages.
    package enum Mode: String, Hashable, Sendable { case lasting, sessions }
    /// Whether a message reopens a closed conversation.
    package enum Reopen: String, Hashable, Sendable { case always, withinGap, never }

    package var mode: Mode
    /// In `sessions`, the silence that ends a session.
    package var gap: Duration
    package var reopen: Reopen

    /// Makes a setting.
    package init(mode: Mode = .lasting, gap: Duration = .hours(24), reopen: Reopen = .always) {
        self.mode = mode
        self.gap = gap
        self.reopen = reopen
    }
}

/// Where events of an app go.
package struct WebhookEntry: Sendable {
    package var id: ID
    package var appID: ID
    package var target: String
    /// Event types, `*` for all, or a family such as `conversation:message:delivery`.
    package var triggers: [String]
    /// Secrets that sign, the current one first.
    package let secrets: [Secret]
    package var includeFullUser: Bool
    package var includeFullSource: Bool
    /// Signs with `secrets`.
    let signer: StandardWebhooks

    /// Makes an entry.
    package init(
        id: ID, appID: ID, target: String, triggers: [String], secrets: [Secret], includeFullUser: Bool = false,
        includeFullSource: Bool = false
    ) {
        self.id = id
        self.appID = appID
        self.target = target
        self.triggers = triggers
        self.secrets = secrets
        self.includeFullUser = includeFullUser
        self.includeFullSource = includeFullSource
        signer = StandardWebhooks(secrets: secrets)
    }

    /// Whether the webhook wants events of `type`. `*` wants all; `parley:` types are wanted by `*` or by name only.
    package func wants(_ type: String) -> Bool {
        triggers.contains { $0 == "*" || $0 == type }
    }
}
