import ConnectorKit
import Core
import JSONKit
import Runtime
import Store
import Wire

/// The channels of an app, and the custom integrations that hold its webhooks.
enum IntegrationEndpoints {
    /// Integrations that the API may make, for each app.
    static let limit = 200

    private static let one = SetupEndpoints.integrations + "/{integrationId}"

    static let all: [Endpoint] = [
        .get(
            "ListIntegrations", SetupEndpoints.integrations, access: .appKey,
            "Lists the channels; filter[types] is a list separated by commas.", list
        )
        .asking(.page, [.filter("types", .text(like: "whatsapp,web"), "Show only these types, separated by commas.")])
        .answering(page: "integrations", of: .integration),
        .get("GetIntegration", one, access: .appKey, "Shows a channel.", get)
            .answering("integration", .integration),
        .post("CreateIntegration", SetupEndpoints.integrations, access: .appKey, success: 201, "Connects a channel.", create)
            .taking(.integrationCreation).delivering(to: "{$request.body#/webhooks/0/target}").answering(
                "integration", .createdIntegration),
        .patch("UpdateIntegration", one, access: .appKey, "Changes a channel, or switches it off and on.", update)
            .taking(.integrationUpdate).answering("integration", .integration),
        .delete("DeleteIntegration", one, access: .appKey, "Takes a channel away; users and history stay.", delete)
            .answeringNothing(),
    ]

    private static func list(_ call: APICall) async throws -> Answer {
        let query = try call.query()
        let paging = try Paging(query)
        let types = try query.member("filter", "types").map { Set($0.split(separator: ",").map { String($0) }) }
        let forms = try await forms(call).filter { types?.contains($0.type) ?? true }
        let page = Page(of: forms, paging, \.id)
        return Answer { json in
            json.array("integrations") { json in for form in page.elements { json.value(form) } }
            page.listPage(call, query, size: paging.size).writeMembers(to: &json)
        }
    }

    private static func get(_ call: APICall) async throws -> Answer {
        let id = try call.integrationID()
        guard let form = try await forms(call).first(where: { $0.id == id }) else { throw APIProblem.notFound(.integration) }
        return Answer("integration", form)
    }

    private static func forms(_ call: APICall) async throws -> [IntegrationForm] {
        IntegrationForm.all(of: call.app, call.services.directory, try await call.webhookHealth())
    }

    // MARK: Create

    private static func create(_ call: APICall) async throws -> Answer {
        let body = try call.body()
        let type = try body["type"].requiredText(limit: 64)
        let registration = call.services.connectors.first { $0.type == type }
        if type == "custom", body["webhooks"].isPresent || registration == nil { return try await createCustom(call, body) }
        guard let registration else {
            let known = (call.services.connectors.map(\.type) + ["custom"]).sorted().joined(separator: ", ")
            throw APIProblem.field("type", "must be one of: \(known)")
        }
        let change = try IntegrationChange(body, registration, call)
        let (app, now, setup) = (call.app, call.context.clock.now(), call.services.setup)
        let id = call.context.ids.next(at: now)
        return try await call.change { store, records in
            try checkRoom(records)
            var record = IntegrationRecord(id: id, type: type)
            change.apply(to: &record, app: app, setup.sealing)
            // Without any of its fields it is made asleep, as typed clients do that know other fields of the type.
            if change.hasFields { try check(record, app, setup) }
            return try keep(record, app, now, store, setup)
        }
    }

    private static func createCustom(_ call: APICall, _ body: FieldReader) async throws -> Answer {
        guard let only = try body["webhooks"].elements(1...1)?.first else { throw APIProblem.field("webhooks", "is missing") }
        let change = try IntegrationChange(body, nil, call)
        let webhook = try WebhookChange(only, isNew: true)
        let (app, now, setup) = (call.app, call.context.clock.now(), call.services.setup)
        let id = call.context.ids.next(at: now)
        let holder = WebhookHolder(app: app, integration: id, trustedHost: true, now: now, setup: setup)
        let webhookID = call.context.ids.next(at: now)
        return try await call.change { store, records in
            try checkRoom(records)
            var (record, records) = (IntegrationRecord(id: id, type: "custom"), records)
            record.isCustom = true
            change.apply(to: &record, app: app, setup.sealing)
            records.integrations[id] = record
            guard let custom = setup.assembly.custom(record, app) else { throw APIProblem.notFound(.integration) }
            try store.keep(record, app: app, at: now)
            let form = try holder.make(webhookID, webhook, records, store)
            return Answer("integration", IntegrationForm(custom, [form])).confidential
        }
    }

    private static func checkRoom(_ records: SetupRecords) throws(APIProblem) {
        guard records.integrations.values.count(where: { !$0.isRemoved }) < limit else {
            throw APIProblem(400, "bad_request", "The app has \(limit) integrations, which is the most. Delete one first.")
        }
    }

    private static func check(_ record: IntegrationRecord, _ app: ID, _ setup: Setup) throws(APIProblem) {
        do throws(ConfigurationProblem) {
            try setup.check(record, app: app)
        } catch {
            throw .field(error.key, error.remedy)
        }
    }

    private static func keep(
        _ record: IntegrationRecord, _ app: ID, _ now: Instant, _ store: any StoreTransaction, _ setup: Setup
    ) throws -> Answer {
        guard let entry = setup.assembly.integration(record, app) else { throw APIProblem.notFound(.integration) }
        try store.keep(record, app: app, at: now)
        return Answer("integration", IntegrationForm(entry))
    }

    // MARK: Change

    private static func update(_ call: APICall) async throws -> Answer {
        guard let id = try call.integrationID() else { throw APIProblem.notFound(.integration) }
        if let custom = call.services.directory.customs[id], custom.appID == call.app { return try await updateCustom(call, id) }
        if id == call.app {
            throw APIProblem.forbidden("This integration stands for the webhooks of the configuration and has no settings.")
        }
        let known = try call.integration()
        let change = try IntegrationChange(try call.body(), known.registration, call)
        let (app, now, setup) = (call.app, call.context.clock.now(), call.services.setup)
        return try await call.change { store, records in
            var record = records.integrations[id] ?? IntegrationRecord(id: id)
            guard !record.isRemoved else { throw APIProblem.notFound(.integration) }
            change.apply(to: &record, app: app, setup.sealing)
            if change.hasFields { try check(record, app, setup) }
            return try keep(record, app, now, store, setup)
        }
    }

    private static func updateCustom(_ call: APICall, _ id: ID) async throws -> Answer {
        let change = try IntegrationChange(try call.body(), nil, call)
        let (app, now, setup) = (call.app, call.context.clock.now(), call.services.setup)
        let health = try await call.webhookHealth()
        return try await call.change { store, records in
            guard var record = records.integrations[id] else { throw APIProblem.notFound(.integration) }
            change.apply(to: &record, app: app, setup.sealing)
            guard let custom = setup.assembly.custom(record, app) else { throw APIProblem.notFound(.integration) }
            try store.keep(record, app: app, at: now)
            var records = records
            records.integrations[id] = record
            let webhooks = setup.assembly.webhooks(app, records).filter { $0.integrationID == id }.sorted { $0.id < $1.id }
            return Answer("integration", IntegrationForm(custom, webhooks.map { WebhookForm(entry: $0, health: health[$0.id]) }))
        }
    }

    // MARK: Delete

    private static func delete(_ call: APICall) async throws -> Answer {
        guard let id = try call.integrationID() else { throw APIProblem.notFound(.integration) }
        if id == call.app {
            throw APIProblem.forbidden("This integration stands for the webhooks of the configuration. Delete those one by one.")
        }
        let (app, now) = (call.app, call.context.clock.now())
        let isInFile = call.services.setup.base.integrations.contains { $0.entry.id == id && $0.entry.appID == app }
        return try await call.change { store, records in
            var record = records.integrations[id]
            guard isInFile || record != nil, record?.isRemoved != true else { throw APIProblem.notFound(.integration) }
            if isInFile {
                record = IntegrationRecord(id: id)
                record?.isRemoved = true
                if let record { try store.keep(record, app: app, at: now) }
            } else {
                try store.remove(app: app, kind: .integration, name: "\(id)")
            }
            for webhook in records.webhooks.values where webhook.integrationID == id { try store.forget(webhook.id, app: app, at: now) }
            for key in records.keys.values where key.integrationID == id { try store.remove(app: app, kind: .key, name: key.id) }
            return .empty
        }
    }
}

extension StoreTransaction {
    /// Removes a webhook that the API has made, with its health.
    func forget(_ webhook: ID, app: ID, at now: Instant) throws {
        try remove(app: app, kind: .webhook, name: "\(webhook)")
        try WebhookHealth.keep(nil, of: webhook, app: app, at: now, self)
    }
}
