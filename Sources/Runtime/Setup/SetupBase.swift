package import ConnectorKit

/// What the configuration file says of apps and what belongs to them. What the API changes is laid over it and wins.
package struct SetupBase: Sendable {
    /// An integration with the settings that its channel was made from.
    package struct Integration: Sendable {
        package var entry: IntegrationEntry
        package var settings: AccountSettings

        /// Puts both together.
        package init(_ entry: IntegrationEntry, settings: AccountSettings) {
            self.entry = entry
            self.settings = settings
        }
    }

    package var apps: [AppEntry]
    package var integrations: [Integration]
    package var webhooks: [WebhookEntry]
    package var keys: [KeyEntry]

    /// Puts entries together.
    package init(apps: [AppEntry], integrations: [Integration], webhooks: [WebhookEntry], keys: [KeyEntry]) {
        self.apps = apps
        self.integrations = integrations
        self.webhooks = webhooks
        self.keys = keys
    }

    /// The directory of the file alone.
    package var directory: Directory {
        Directory(apps: apps, integrations: integrations.map(\.entry), webhooks: webhooks, keys: keys)
    }
}
