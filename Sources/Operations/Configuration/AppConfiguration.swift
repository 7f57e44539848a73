package import ConnectorKit
package import Core

/// One tenant of the configuration file.
package struct AppConfiguration: Sendable {
    /// Its id.
    package var id: ID
    /// Its name for people.
    package var displayName: String
    /// Whether card numbers are masked. On unless switched off.
    package var maskCreditCardNumbers: Bool
    /// After how many seconds without a message the messages of a conversation are deleted; 0 for never.
    package var conversationRetentionSeconds: Int
    /// In which its events explain failures.
    package var failureLanguage: WordsLanguage
    /// How many API calls a second all its keys may make together; 1 to 1,000,000.
    package var callsPerSecond: Int
    /// Keys that may use its API.
    package var keys: [KeyConfiguration]
    /// Where its events go.
    package var webhooks: [WebhookConfiguration]
    /// Its channels.
    package var integrations: [IntegrationConfiguration]

    /// Calls a second when the file does not say: far above what help desks need, so that only a caller that has run wild meets it.
    package static let usualCallsPerSecond = 10_000
}

/// An API key of an app.
package struct KeyConfiguration: Hashable, Sendable {
    /// `app_` and 24 hexadecimal characters.
    package var id: String
    /// Its secret.
    package var secret: Secret
}

/// A help desk's endpoint.
package struct WebhookConfiguration: Hashable, Sendable {
    /// Given, or derived from app and target, so that it stays the same from start to start.
    package var id: ID
    /// Where events go.
    package var target: ServiceURL
    /// Event types; `*` for all.
    package var triggers: [String]
    /// `whsec_` and base64.
    package var secret: Secret
    /// Whether events carry whole users.
    package var includeFullUser: Bool
    /// Whether events carry whole sources.
    package var includeFullSource: Bool
}

/// One connected account of a channel.
package struct IntegrationConfiguration: Sendable {
    /// Its id.
    package var id: ID
    /// Its name for people.
    package var displayName: String?
    /// The connector.
    package var registration: ConnectorRegistration
    /// The fields of the type, as the connector got them.
    package var settings: AccountSettings
    /// What the connector made of them.
    package var channel: any Channel
    /// Another place to reach the provider at; nil for the real one.
    package var baseURL: ServiceURL?
    /// When a message starts a new conversation.
    package var threading: ThreadingConfiguration
    /// The pace that the provider granted this account; nil for the channel's usual one.
    package var messagesPerSecond: Int?
    /// How templates are treated.
    package var templates: TemplateConfiguration
    /// A flat object of texts, numbers and booleans, at most 4 KiB.
    package var metadata: JSONBytes
    /// Windows and consent.
    package var policies: IntegrationPolicies
    /// What hands the provider's requests on; nil when the provider calls the worker itself.
    package var relay: RelayConfiguration?
}

/// When a customer's message starts a new conversation.
package struct ThreadingConfiguration: Hashable, Sendable {
    /// One conversation for ever, or one per run of messages.
    package enum Mode: String, Hashable, Sendable, CaseIterable { case lasting, sessions }
    /// Whether a message reopens a closed conversation.
    package enum Reopen: String, Hashable, Sendable, CaseIterable { case always, withinGap, never }

    /// What begins a conversation.
    package var mode: Mode
    /// In `sessions`, the silence in hours that ends a session; 1 to 8,760.
    package var gapHours: Int
    /// What a message to a closed conversation does.
    package var reopen: Reopen

    /// Makes a setting.
    package init(mode: Mode = .lasting, gapHours: Int = 24, reopen: Reopen = .always) {
        self.mode = mode
        self.gapHours = gapHours
        self.reopen = reopen
    }
}
