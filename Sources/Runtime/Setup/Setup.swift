package import ConnectorKit
package import Core
package import Store

/// Keeps what the API changes of apps, integrations, webhooks and keys, and puts it into force: the directory is made anew from the file
/// and the store, and replaced as a whole.
package actor Setup {
    /// What the configuration file says.
    package nonisolated let base: SetupBase
    /// The connectors there are.
    package nonisolated let registrations: [ConnectorRegistration]
    package nonisolated let sealing: SecretSealing
    private let context: RuntimeContext
    private let versions = Lock(0)
    private var records: [ID: (version: Int, records: SetupRecords)] = [:]
    /// Entries that the API has touched, by what they were made from: a channel that did not change is not made again.
    private var made: [ID: (record: IntegrationRecord, entry: IntegrationEntry)] = [:]

    /// Puts records and file together.
    package nonisolated var assembly: SetupAssembly { SetupAssembly(base: base, registrations: registrations, sealing: sealing) }

    /// Nothing of the store is in force before `load`.
    package init(base: SetupBase, registrations: [ConnectorRegistration], sealing: SecretSealing, context: RuntimeContext) {
        self.base = base
        self.registrations = registrations
        self.sealing = sealing
        self.context = context
    }

    /// Puts into force what the store has, and tells in the log what of it cannot be.
    package func load() async throws {
        for app in base.apps { try await reload(app.id) }
        for integration in context.directory.integrations.values {
            guard let problem = integration.problem else { continue }
            context.log.error("An integration does not run", ["integration": "\(integration.id)", "problem": problem])
        }
        for key in base.keys where context.directory.keys[key.id] == nil {
            context.log.warning("A key of the configuration is revoked and opens nothing; take it out of the file", ["key": key.id])
        }
    }

    /// Puts into force what the store has of one app.
    package func reload(_ app: ID) async throws { try await change(app) { _, _ in } }

    /// Changes what is kept of one app, in one transaction, and puts it into force before it returns.
    ///
    /// - Parameter body: is given the records as they stand, and may run more than once.
    package func change<Result: Sendable>(
        _ app: ID, _ body: @escaping @Sendable (any StoreTransaction, SetupRecords) throws -> Result
    ) async throws -> Result {
        let versions = versions
        let (result, records, version) = try await context.store.write { store in
            let result = try body(store, try SetupRecords(app: app, store))
            // Counted in the order of the commits, so that of two changes at once the later one is in force at the end.
            let version = versions.withLock { version in
                version += 1
                return version
            }
            return (result, try SetupRecords(app: app, store), version)
        }
        enforce(records, version, app)
        return result
    }

    /// The settings that an integration's channel would be made from.
    /// - Throws: what the connector has against them.
    package nonisolated func check(_ record: IntegrationRecord, app: ID) throws(ConfigurationProblem) {
        let found = base.integrations.first { $0.entry.id == record.id && $0.entry.appID == app }
        guard let registration = registrations.first(where: { $0.type == found?.entry.type ?? record.type }) else {
            throw ConfigurationProblem(key: "type", remedy: "is not known to this version of the worker")
        }
        switch assembly.settings(record, app: app, registration, found?.settings) {
        case .usable(let settings): _ = try registration.connect(settings)
        case .missing(let keys, _): throw ConfigurationProblem(key: keys.first ?? "type", remedy: "is missing")
        case .sealedByAnother(let key): throw ConfigurationProblem(key: key, remedy: "cannot be read any more; give it again")
        }
    }

    // MARK: In force

    /// Puts the records of an app as of a commit into force, unless those of a later one are. Changes come back from the store in any
    /// order: also one that changes nothing is remembered, so that an earlier one which is told of after it has no effect.
    func enforce(_ new: SetupRecords, _ version: Int, _ app: ID) {
        let current = records[app]
        if let current, current.version > version { return }
        records[app] = (version, new)
        if current?.records == new { return }
        let byApp = records.mapValues(\.records)
        var (webhooks, customs, keys): ([WebhookEntry], [CustomEntry], [KeyEntry]) = ([], [], [])
        for app in base.apps {
            let records = byApp[app.id] ?? SetupRecords()
            webhooks += assembly.webhooks(app.id, records)
            customs += assembly.customs(app.id, records)
            keys += assembly.keys(app.id, records)
        }
        context.replaceDirectory(
            Directory(
                apps: assembly.apps(byApp), integrations: integrations(byApp, assembly), webhooks: webhooks, customs: customs, keys: keys))
    }

    private func integrations(_ records: [ID: SetupRecords], _ assembly: SetupAssembly) -> [IntegrationEntry] {
        let untouched = base.integrations.map(\.entry).filter { records[$0.appID]?.integrations[$0.id] == nil }
        var kept: [ID: (record: IntegrationRecord, entry: IntegrationEntry)] = [:]
        for (app, records) in records {
            for record in records.integrations.values {
                if let known = made[record.id], known.record == record {
                    kept[record.id] = known
                } else if let entry = assembly.integration(record, app) {
                    kept[record.id] = (record, entry)
                }
            }
        }
        made = kept
        return untouched + kept.values.map(\.entry)
    }
}
