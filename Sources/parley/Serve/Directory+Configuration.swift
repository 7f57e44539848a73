import API
import ConnectorKit
import Core
import Operations
import Runtime

extension Directory {
    /// What a configuration says of apps, channels and webhooks.
    init(_ configuration: WorkerConfiguration) {
        self.init(
            apps: configuration.apps.map {
                AppEntry(id: $0.id, displayName: $0.displayName, maskCreditCardNumbers: $0.maskCreditCardNumbers)
            },
            integrations: configuration.apps.flatMap { app in app.integrations.map { IntegrationEntry($0, app: app.id) } },
            webhooks: configuration.apps.flatMap { app in app.webhooks.map { WebhookEntry($0, app: app.id) } })
    }
}

extension IntegrationEntry {
    init(_ integration: IntegrationConfiguration, app: ID) {
        self.init(
            id: integration.id, appID: app, displayName: integration.displayName, registration: integration.registration,
            channel: integration.channel, threading: Threading(integration.threading), metadata: integration.metadata,
            trustedHost: integration.baseURL != nil, accountPace: integration.messagesPerSecond.map { .perSecond($0) })
    }
}

extension Capabilities.Pace {
    /// So many messages a second, and as many at once after a rest.
    static func perSecond(_ count: Int) -> Self {
        Self(every: .nanoseconds(1_000_000_000 / Int64(count)), burst: count)
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
            id: webhook.id, appID: app, target: webhook.target.text, triggers: webhook.triggers, secrets: [webhook.secret],
            includeFullUser: webhook.includeFullUser, includeFullSource: webhook.includeFullSource)
    }
}
