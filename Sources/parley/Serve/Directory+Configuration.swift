import API
import ConnectorKit
import Core
import Operations
import Runtime

extension SetupBase {
    /// What a configuration says of apps, channels, webhooks and keys.
    init(_ configuration: WorkerConfiguration) {
        self.init(
            apps: configuration.apps.map { AppEntry($0) },
            integrations: configuration.apps.flatMap { app in
                app.integrations.map { Integration(IntegrationEntry($0, app: app.id), settings: $0.settings) }
            },
            webhooks: configuration.apps.flatMap { app in app.webhooks.map { WebhookEntry($0, app: app.id) } },
            keys: configuration.apps.flatMap { app in app.keys.map { KeyEntry(id: $0.id, appID: app.id, secret: $0.secret) } })
    }
}

extension AppEntry {
    init(_ app: AppConfiguration) {
        let retention = app.conversationRetentionSeconds
        self.init(
            id: app.id, displayName: app.displayName,
            settings: AppSettings(
                maskCreditCardNumbers: app.maskCreditCardNumbers, conversationRetention: retention == 0 ? nil : .seconds(retention),
                failureLanguage: app.failureLanguage))
    }
}

extension IntegrationEntry {
    init(_ integration: IntegrationConfiguration, app: ID) {
        self.init(
            id: integration.id, appID: app, displayName: integration.displayName, registration: integration.registration,
            channel: integration.channel, threading: Threading(integration.threading), metadata: integration.metadata,
            trustedHost: integration.baseURL != nil, accountPace: integration.messagesPerSecond.map { .perSecond($0) },
            publicFields: integration.settings.values, policies: integration.policies, relay: integration.relay.flatMap { Relay($0) })
        templates = TemplatePolicy(integration.templates)
    }
}

extension TemplatePolicy {
    init(_ templates: TemplateConfiguration) {
        self.init(
            whenWindowClosed: templates.whenWindowClosed.map { .template(name: $0.name, language: $0.language) } ?? .fail,
            botTemplatesPerMinute: templates.botTemplatesPerMinute)
    }
}

extension Relay {
    /// Nil for none.
    init?(_ relay: RelayConfiguration) {
        let kind: Kind
        switch relay.kind {
        case .none: return nil
        case .standardWebhooks: kind = .standardWebhooks
        case .svix: kind = .svix
        case .hookdeck: kind = .hookdeck
        case .pull:
            guard let url = relay.url else { return nil }
            kind = .pull(RelayStream(url: url.text, token: relay.token, heartbeat: relay.heartbeat))
        }
        self.init(kind, secrets: relay.secrets, tolerance: relay.tolerance)
    }
}

extension Threading {
    init(_ threading: ThreadingConfiguration) {
        let mode: Mode =
            switch threading.mode {
            case .lasting: .lasting
            case .sessions: .sessions
            }
        let reopen: Reopen =
            switch threading.reopen {
            case .always: .always
            case .withinGap: .withinGap
            case .never: .never
            }
        self.init(mode: mode, gap: .hours(Int64(threading.gapHours)), reopen: reopen)
    }
}

extension WebhookEntry {
    init(_ webhook: WebhookConfiguration, app: ID) {
        self.init(
            id: webhook.id, appID: app, target: webhook.target.text, triggers: webhook.triggers, secret: webhook.secret,
            includeFullUser: webhook.includeFullUser, includeFullSource: webhook.includeFullSource)
    }
}
