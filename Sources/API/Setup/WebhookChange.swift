import Core
import Cryptography
import JSONKit
import Runtime
import Store
import Wire

/// What a caller says of a webhook.
struct WebhookChange: Sendable {
    /// The most triggers of one webhook.
    static let triggerLimit = 100

    let target: String?
    let triggers: [String]?
    let includeFullUser: Bool?
    let includeFullSource: Bool?
    /// Switched on or off.
    let isEnabled: Bool?

    init(_ body: FieldReader, isNew: Bool) throws {
        try body.requireObject()
        target = try body["target"].address(.target)
        if isNew, target == nil { throw body["target"].problem("is missing") }
        triggers = try Self.triggers(body["triggers"])
        if isNew, triggers == nil { throw body["triggers"].problem("is missing") }
        includeFullUser = try body["includeFullUser"].flag()
        includeFullSource = try body["includeFullSource"].flag()
        isEnabled = try body["status"].word(["enabled", "disabled"]).map { $0 == "enabled" }
    }

    private static func triggers(_ field: FieldReader) throws(WireProblem) -> [String]? {
        guard let elements = try field.elements(1...triggerLimit) else { return nil }
        var triggers: [String] = []
        for element in elements {
            let trigger = try element.requiredText(limit: 128)
            guard WebhookTrigger.isKnown(trigger) else { throw element.problem("is not an event type, such as conversation:message or *") }
            triggers.append(trigger)
        }
        return triggers
    }

    func apply(to record: inout WebhookRecord) {
        record.target = target ?? record.target
        record.triggers = triggers ?? record.triggers
        record.includeFullUser = includeFullUser ?? record.includeFullUser
        record.includeFullSource = includeFullSource ?? record.includeFullSource
    }
}

/// The custom integration whose webhooks a call is about.
struct WebhookHolder: Sendable {
    /// The most webhooks of one app ("Sunshine Conversations API, webhooks").
    static let limit = 10

    let app: ID
    /// The integration; of those of the configuration it has the app's id.
    let integration: ID
    /// Whether targets that the caller names may have private addresses.
    let trustedHost: Bool
    let now: Instant
    let setup: Setup

    init(app: ID, integration: ID, trustedHost: Bool, now: Instant, setup: Setup) {
        self.app = app
        self.integration = integration
        self.trustedHost = trustedHost
        self.now = now
        self.setup = setup
    }

    /// The one that the path names. A key of scope `integration` has its own only.
    init(_ call: APICall) throws(APIProblem) {
        guard let id = try call.integrationID() else { throw .notFound(.integration) }
        if call.caller.scope == .integration, id != call.caller.integrationID {
            throw .forbidden("The key does not belong to this integration.")
        }
        let directory = call.services.directory
        if id != call.app, directory.customs[id]?.appID != call.app {
            guard directory.integrations[id]?.appID == call.app else { throw .notFound(.integration) }
            throw .forbidden("Only custom integrations have webhooks. Those of the configuration belong to the one with the app's id.")
        }
        self.init(
            app: call.app, integration: id, trustedHost: call.caller.scope == .app, now: call.context.clock.now(),
            setup: call.services.setup)
    }

    /// A new secret: `whsec_` and base64 of 32 bytes (Standard Webhooks 1.0.0, symmetric signatures).
    static func newSecret() -> Secret { Secret("whsec_" + Base64.encode(SecureRandom.bytes(32))) }

    /// A webhook of the integration as the records say.
    func entry(_ id: ID, _ records: SetupRecords) throws(APIProblem) -> WebhookEntry {
        guard let entry = setup.assembly.webhooks(app, records).first(where: { $0.id == id }), entry.integrationID == integration else {
            throw .notFound(.webhook)
        }
        return entry
    }

    /// Keeps a new webhook.
    func make(_ id: ID, _ change: WebhookChange, _ records: SetupRecords, _ store: any StoreTransaction) throws -> WebhookForm {
        guard setup.assembly.webhooks(app, records).count < Self.limit else {
            throw APIProblem(400, "bad_request", "The app has \(Self.limit) webhooks, which is the most. Delete one first.")
        }
        var record = WebhookRecord(id: id, integrationID: integration)
        change.apply(to: &record)
        let secret = Self.newSecret()
        record.secret = setup.sealing.seal(secret, for: record.place(app: app))
        record.trustedHost = trustedHost
        return try keep(record, records, store, secret: secret)
    }

    /// Changes a webhook; `status` switches it, and forgets its failures.
    func update(_ id: ID, _ change: WebhookChange, _ records: SetupRecords, _ store: any StoreTransaction) throws -> WebhookForm {
        var records = records
        _ = try entry(id, records)
        var record = records.webhooks[id] ?? WebhookRecord(id: id)
        change.apply(to: &record)
        if change.target != nil { record.trustedHost = trustedHost }
        if let isEnabled = change.isEnabled {
            let off = WebhookHealth.Disabled(at: now, reason: "It was switched off through the API.")
            let health = isEnabled ? nil : WebhookHealth(failingSince: nil, disabled: records.health[id]?.disabled ?? off)
            records.health[id] = health
            try WebhookHealth.keep(health, of: id, app: app, at: now, store)
        }
        return try keep(record, records, store)
    }

    /// Gives a webhook a new secret; the one before it signs until `endsAt`.
    func rotate(_ id: ID, endsAt: Instant, _ records: SetupRecords, _ store: any StoreTransaction) throws -> WebhookForm {
        _ = try entry(id, records)
        var record = records.webhooks[id] ?? WebhookRecord(id: id)
        record.previousSecret = record.secret
        record.previousEndsAt = endsAt
        let secret = Self.newSecret()
        record.secret = setup.sealing.seal(secret, for: record.place(app: app))
        return try keep(record, records, store, secret: secret)
    }

    private func keep(
        _ record: WebhookRecord, _ records: SetupRecords, _ store: any StoreTransaction, secret: Secret? = nil
    ) throws -> WebhookForm {
        guard let entry = setup.assembly.webhook(record, app, records) else { throw APIProblem.notFound(.webhook) }
        try store.keep(record, app: app, at: now)
        return WebhookForm(entry: entry, health: records.health[record.id], secret: secret)
    }

    /// Takes a webhook away; one of the file stays away as long as the store is kept.
    func remove(_ id: ID, _ records: SetupRecords, _ store: any StoreTransaction) throws {
        _ = try entry(id, records)
        try store.forget(id, app: app, at: now)
        guard setup.base.webhooks.contains(where: { $0.id == id }) else { return }
        var record = WebhookRecord(id: id)
        record.isRemoved = true
        try store.keep(record, app: app, at: now)
    }
}
