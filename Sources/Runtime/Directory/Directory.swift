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
    /// Whether any integration sends a template in place of what its window forbids.
    let hasSubstitutes: Bool
    /// Webhooks by app, in a stable order.
    package private(set) var webhooksByApp: [ID: [WebhookEntry]]
    /// Integrations that are no channels, of all apps, by id.
    package private(set) var customs: [ID: CustomEntry]
    /// Keys of all apps by id.
    package private(set) var keys: [String: KeyEntry]

    /// Puts entries together; of equal ids the first counts.
    package init(
        apps: [AppEntry], integrations: [IntegrationEntry], webhooks: [WebhookEntry], customs: [CustomEntry] = [], keys: [KeyEntry] = []
    ) {
        self.apps = Dictionary(apps.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let final = Set(apps.filter(\.settings.neverReopens).map(\.id))
        self.integrations = Dictionary(
            integrations.map { ($0.id, $0.reopening(!final.contains($0.appID))) }, uniquingKeysWith: { first, _ in first })
        self.webhooks = Dictionary(webhooks.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        self.customs = Dictionary(customs.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        self.keys = Dictionary(keys.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        hasSubstitutes = integrations.contains { $0.templates.whenWindowClosed != .fail }
        webhooksByApp = Dictionary(grouping: webhooks.sorted { $0.id < $1.id }, by: \.appID)
    }

    /// An empty one.
    package static let empty = Directory(apps: [], integrations: [], webhooks: [])
}

/// An app: one tenant.
package struct AppEntry: Sendable {
    package var id: ID
    package var displayName: String
    package var settings: AppSettings
    package var metadata: JSONBytes
    package var origin: SetupOrigin

    /// Whether card numbers are masked.
    package var maskCreditCardNumbers: Bool { settings.maskCreditCardNumbers }

    /// Makes an entry.
    package init(
        id: ID, displayName: String, settings: AppSettings = AppSettings(), metadata: JSONBytes = .emptyObject, origin: SetupOrigin = .file
    ) {
        self.id = id
        self.displayName = displayName
        self.settings = settings
        self.metadata = metadata
        self.origin = origin
    }
}

/// One connected account of a channel.
package struct IntegrationEntry: Sendable {
    /// Whether the channel runs.
    package enum Status: String, Hashable, Sendable {
        case active
        /// Switched off, or not yet given what it needs: its webhooks are answered 404, nothing is polled or sent.
        case inactive
        /// It cannot run: `problem` says why.
        case error
    }

    package var id: ID
    package var appID: ID
    package var displayName: String?
    package var registration: ConnectorRegistration
    package var channel: any Channel { didSet { consentWords = ConsentWords(policies, channel) } }
    package var threading: Threading
    package var metadata: JSONBytes
    /// Whether its provider's host was written into the configuration.
    package var trustedHost: Bool
    /// The pace that the provider granted this account, if it differs from the channel's usual one.
    package var accountPace: Capabilities.Pace?
    /// What its owner decides about windows and consent.
    package var policies: IntegrationPolicies { didSet { consentWords = ConsentWords(policies, channel) } }
    /// The words by which customers stop and resume messages here.
    private(set) var consentWords: ConsentWords
    /// Fields of the configuration that are no secrets, by key, for the API to show.
    package var publicFields: [String: String]
    /// What the configuration says of templates.
    package var templates = TemplatePolicy()
    package var status: Status
    /// Why it does not run, as a sentence; nil when it does, or is switched off.
    package var problem: String?
    package var origin: SetupOrigin
    /// What hands the provider's requests on to this worker; nil when the provider calls it itself.
    package var relay: Relay?

    /// Whether the channel runs.
    package var isActive: Bool { status == .active }

    /// The `type` of the connector.
    package var type: String { registration.type }

    /// Which leaves of its payloads masking leaves alone.
    package var identifiers: IdentifierFields { channel.identifiers ?? registration.identifiers }

    /// Makes an entry.
    package init(
        id: ID, appID: ID, displayName: String? = nil, registration: ConnectorRegistration, channel: any Channel,
        threading: Threading = Threading(),
        metadata: JSONBytes = .emptyObject, trustedHost: Bool = false, accountPace: Capabilities.Pace? = nil,
        publicFields: [String: String] = [:], status: Status = .active, problem: String? = nil, origin: SetupOrigin = .file,
        policies: IntegrationPolicies = IntegrationPolicies(), relay: Relay? = nil
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
        self.status = status
        self.problem = problem
        self.origin = origin
        self.policies = policies
        self.relay = relay
        consentWords = ConsentWords(policies, channel)
    }
}

extension ConsentWords {
    /// The words that count at an account.
    fileprivate init(_ policies: IntegrationPolicies, _ channel: any Channel) {
        self.init(policies.words ?? channel.capabilities.consent.words, stop: policies.stopWords, start: policies.startWords)
    }
}

extension IntegrationEntry {
    /// The same; `mayReopen` false makes the end of its conversations final.
    fileprivate func reopening(_ mayReopen: Bool) -> IntegrationEntry {
        var entry = self
        if !mayReopen { entry.threading.reopen = .never }
        return entry
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
