import ConnectorKit
package import Core

/// Puts the configuration file and the API's records together. A value without effects.
package struct SetupAssembly: Sendable {
    let base: SetupBase
    let registrations: [ConnectorRegistration]
    let sealing: SecretSealing

    // MARK: Apps, keys, customs

    /// All apps.
    func apps(_ records: [ID: SetupRecords]) -> [AppEntry] {
        base.apps.map { app in records[app.id]?.app.map { $0.applied(to: app) } ?? app }
    }

    /// An app with a record's changes; nil for one that is not in the file.
    package func app(_ id: ID, _ record: AppRecord) -> AppEntry? { base.apps.first { $0.id == id }.map { record.applied(to: $0) } }

    /// Keys that open something. A key of the file that was revoked stays so until the word is taken back.
    func keys(_ app: ID, _ records: SetupRecords) -> [KeyEntry] {
        let isServed = { (key: KeyEntry) -> Bool in
            guard let integration = key.integrationID else { return true }
            return integration == app || records.integrations[integration].map { $0.isCustom && !$0.isRemoved && $0.isOff != true } ?? false
        }
        let made = records.keys.values.compactMap { $0.entry(app: app, sealing) }.filter(isServed)
        let (id, secret) = sealing.operatorKey(of: app)
        let machine = KeyEntry(id: id, appID: app, secret: secret)
        return base.keys.filter { $0.appID == app && records.keys[$0.id]?.isRevoked != true } + made.sorted { $0.id < $1.id } + [machine]
    }

    func customs(_ app: ID, _ records: SetupRecords) -> [CustomEntry] {
        records.integrations.values.compactMap { custom($0, app) }
    }

    /// Nil for one that is removed or is a channel.
    package func custom(_ record: IntegrationRecord, _ app: ID) -> CustomEntry? {
        guard record.isCustom, !record.isRemoved else { return nil }
        return CustomEntry(
            id: record.id, appID: app, displayName: record.displayName.flatMap { $0.isEmpty ? nil : $0 },
            metadata: record.metadata ?? .emptyObject, isActive: record.isOff != true)
    }

    // MARK: Webhooks

    /// All webhooks of an app.
    package func webhooks(_ app: ID, _ records: SetupRecords) -> [WebhookEntry] {
        let untouched = base.webhooks.filter { $0.appID == app && records.webhooks[$0.id] == nil }.map { withHealth($0, records) }
        return untouched + records.webhooks.values.compactMap { webhook($0, app, records) }
    }

    private func withHealth(_ webhook: WebhookEntry, _ records: SetupRecords) -> WebhookEntry {
        var webhook = webhook
        webhook.disabled = records.health[webhook.id]?.disabled
        return webhook
    }

    /// Nil for one that is removed, that no longer is in the file, or whose secret cannot be opened.
    package func webhook(_ record: WebhookRecord, _ app: ID, _ records: SetupRecords) -> WebhookEntry? {
        let base = self.base.webhooks.first { $0.id == record.id && $0.appID == app }
        guard !record.isRemoved, let target = record.target ?? base?.target, let triggers = record.triggers ?? base?.triggers else {
            return nil
        }
        let integration = base?.integrationID ?? record.integrationID ?? app
        let opened = record.secret.map { sealing.open($0, for: record.place(app: app)) } ?? base?.secret
        guard let secret = opened else { return nil }
        let custom = records.integrations[integration]
        if integration != app, custom?.isCustom != true || custom?.isRemoved == true { return nil }
        let disabled = records.health[record.id]?.disabled
        let isOff = custom?.isOff == true
        return WebhookEntry(
            id: record.id, appID: app, integrationID: integration, target: target, triggers: triggers, secret: secret,
            previous: previousSecret(record, base, app), includeFullUser: record.includeFullUser ?? base?.includeFullUser ?? false,
            includeFullSource: record.includeFullSource ?? base?.includeFullSource ?? false, trustedHost: record.trustedHost ?? true,
            disabled: disabled ?? (isOff ? WebhookHealth.Disabled(at: .zero, reason: "Its integration is switched off.") : nil),
            origin: base == nil ? .api : .changed)
    }

    private func previousSecret(_ record: WebhookRecord, _ base: WebhookEntry?, _ app: ID) -> WebhookEntry.PreviousSecret? {
        guard let endsAt = record.previousEndsAt else { return nil }
        let secret = record.previousSecret.map { sealing.open($0, for: record.place(app: app)) } ?? base?.secret
        return secret.map { WebhookEntry.PreviousSecret($0, endsAt: endsAt) }
    }

    // MARK: Integrations

    /// Nil for one that is removed, is no channel, or no longer is in the file.
    package func integration(_ record: IntegrationRecord, _ app: ID) -> IntegrationEntry? {
        let found = base.integrations.first { $0.entry.id == record.id && $0.entry.appID == app }
        guard !record.isRemoved, !record.isCustom, let type = found?.entry.type ?? record.type else { return nil }
        let registration = registrations.first { $0.type == type } ?? .missing(type)
        var entry =
            found?.entry
            ?? IntegrationEntry(
                id: record.id, appID: app, registration: registration, channel: DormantChannel(problem: ""), origin: .api)
        entry.origin = found == nil ? .api : .changed
        entry.displayName = (record.displayName ?? entry.displayName).flatMap { $0.isEmpty ? nil : $0 }
        entry.metadata = record.metadata ?? entry.metadata
        entry.threading = record.threading ?? entry.threading
        entry.accountPace = record.messagesPerSecond.map { .perSecond($0) } ?? entry.accountPace
        entry.templates.whenWindowClosed = record.whenWindowClosed ?? entry.templates.whenWindowClosed
        entry.templates.botTemplatesPerMinute = record.botTemplatesPerMinute ?? entry.templates.botTemplatesPerMinute
        entry.trustedHost = baseURL(record, found?.settings) != nil
        connect(&entry, record, registration, found?.settings)
        return entry
    }

    /// Makes the channel, or one that sleeps. A channel whose fields the API has not touched stays as it is.
    private func connect(
        _ entry: inout IntegrationEntry, _ record: IntegrationRecord, _ registration: ConnectorRegistration, _ base: AccountSettings?
    ) {
        let isOff = record.isOff ?? (entry.status == .inactive)
        entry.status = isOff ? .inactive : .active
        let isAsInFile = record.values.isEmpty && record.secrets.isEmpty && record.baseURL == nil
        if base != nil, isAsInFile { return }
        switch settings(record, app: entry.appID, registration, base) {
        case .usable(let settings):
            entry.publicFields = settings.values
            do throws(ConfigurationProblem) {
                entry.channel = try registration.connect(settings)
            } catch {
                sleep(&entry, .error, "\(error.key) \(error.remedy)")
            }
        case .missing(let keys, let values):
            entry.publicFields = values
            sleep(&entry, .inactive, "Fields are missing: \(keys.joined(separator: ", ")).")
        case .sealedByAnother(let key):
            sleep(&entry, .error, "\(key) cannot be read with the worker's sealing key; give it again.")
        }
    }

    private func sleep(_ entry: inout IntegrationEntry, _ status: IntegrationEntry.Status, _ problem: String) {
        // What is switched off is not in trouble.
        entry.status = entry.status == .inactive ? .inactive : status
        entry.problem = problem
        entry.channel = DormantChannel(problem: problem)
    }

    /// Where the provider is called; nil for its usual address, also when the record clears what the file names. Only a host that somebody
    /// has named is trusted, so both are told from this.
    private func baseURL(_ record: IntegrationRecord, _ base: AccountSettings?) -> String? {
        (record.baseURL ?? base?.baseURL).flatMap { $0.isEmpty ? nil : $0 }
    }

    /// What a channel is to be made from.
    enum Settings {
        case usable(AccountSettings)
        /// Required fields that nobody has given, and the plain ones that somebody has.
        case missing([String], [String: String])
        case sealedByAnother(String)
    }

    /// The fields of the file with the record's laid over them.
    func settings(_ record: IntegrationRecord, app: ID, _ registration: ConnectorRegistration, _ base: AccountSettings?) -> Settings {
        var settings =
            base ?? AccountSettings(integrationID: record.id, values: [:], secrets: [:], baseURL: nil)
        settings.baseURL = baseURL(record, base)
        for field in registration.fields {
            if let value = record.values[field.key] { settings.values[field.key] = value.isEmpty ? nil : value }
            guard let sealed = record.secrets[field.key] else { continue }
            if sealed.isEmpty {
                settings.secrets[field.key] = nil
            } else if let secret = sealing.open(sealed, for: record.place(field.key, app: app)) {
                settings.secrets[field.key] = secret
            } else {
                return .sealedByAnother(field.key)
            }
        }
        let missing = registration.fields.filter { field in
            field.required && (field.secret ? settings.secrets[field.key] == nil : settings.values[field.key] == nil)
        }
        return missing.isEmpty ? .usable(settings) : .missing(missing.map(\.key), settings.values)
    }
}

extension ConnectorRegistration {
    /// Of a type that this version does not have: kept, and asleep.
    fileprivate static func missing(_ type: String) -> ConnectorRegistration {
        ConnectorRegistration(type: type, fields: [], payload: .json, identifiers: IdentifierFields([]), failures: []) {
            (_) throws(ConfigurationProblem) in
            throw ConfigurationProblem(key: "type", remedy: "is not known to this version of the worker.")
        }
    }
}

extension Capabilities.Pace {
    /// So many messages a second, and as many at once after a rest.
    package static func perSecond(_ count: Int) -> Self { Self(every: .seconds(1) / count, burst: count) }
}
