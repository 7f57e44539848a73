import Core
import JSONKit
import Runtime
import Store
import Wire

/// Where events of an app go.
enum WebhookEndpoints {
    private static let root = SetupEndpoints.integrations + "/{integrationId}/webhooks"
    private static let one = root + "/{webhookId}"
    private static let own = "/parley/v1/apps/{appId}/integrations/{integrationId}/webhooks/{webhookId}"

    static let all: [Endpoint] = [
        .get("ListWebhooks", root, "Lists the webhooks of a custom integration.", list)
            .answering(list: "webhooks", of: .webhook),
        .get("GetWebhook", one, "Shows a webhook, without its secret.", get)
            .answering("webhook", .webhook),
        .post("CreateWebhook", root, success: 201, "Makes a webhook. Its secret is in this answer and nowhere else.", create)
            .taking(.webhookCreation).delivering(to: "{$request.body#/target}").answering("webhook", .createdWebhook),
        .patch("UpdateWebhook", one, "Changes a webhook; status enabled or disabled switches it.", update)
            .taking(.webhookUpdate).answering("webhook", .webhook),
        .delete("DeleteWebhook", one, "Takes a webhook away.", delete)
            .answeringNothing(),
        .post("RotateWebhookSecret", own + "/rotate", body: .optional, success: 201, "Gives a webhook a new secret.", rotate)
            .taking(.rotation)
            .answering(.object([.required("webhook", .createdWebhook), .required("previousSecretEndsAt", .date)])),
        .post("ReplayWebhookEvents", own + "/replay", success: 202, "Delivers kept events once more, by the time they were made.", replay)
            .taking(.eventReplay)
            .refusing(409, "The webhook is disabled.")
            .answering(.replayProgress),
    ]

    private static func list(_ call: APICall) async throws -> Answer {
        let holder = try WebhookHolder(call)
        let health = try await call.webhookHealth()
        let webhooks = (call.services.directory.webhooksByApp[call.app] ?? []).filter { $0.integrationID == holder.integration }
        return Answer { json in
            json.array("webhooks") { json in
                for webhook in webhooks { json.value(WebhookForm(entry: webhook, health: health[webhook.id])) }
            }
        }
    }

    private static func get(_ call: APICall) async throws -> Answer {
        let webhook = try webhook(call)
        return Answer("webhook", WebhookForm(entry: webhook, health: try await call.webhookHealth()[webhook.id]))
    }

    private static func webhook(_ call: APICall) throws(APIProblem) -> WebhookEntry {
        let holder = try WebhookHolder(call)
        let id = try call.id("webhookId", .webhook)
        guard let webhook = call.services.directory.webhooks[id], webhook.appID == call.app, webhook.integrationID == holder.integration
        else { throw .notFound(.webhook) }
        return webhook
    }

    private static func create(_ call: APICall) async throws -> Answer {
        let holder = try WebhookHolder(call)
        let change = try WebhookChange(try call.body(), isNew: true)
        let id = call.context.ids.next(at: holder.now)
        return try await call.change { store, records in
            Answer("webhook", try holder.make(id, change, records, store)).confidential
        }
    }

    private static func update(_ call: APICall) async throws -> Answer {
        let holder = try WebhookHolder(call)
        let id = try call.id("webhookId", .webhook)
        let change = try WebhookChange(try call.body(), isNew: false)
        return try await call.change { store, records in Answer("webhook", try holder.update(id, change, records, store)) }
    }

    private static func delete(_ call: APICall) async throws -> Answer {
        let holder = try WebhookHolder(call)
        let id = try call.id("webhookId", .webhook)
        return try await call.change { store, records in
            try holder.remove(id, records, store)
            return .empty
        }
    }

    // MARK: Rotation and replay

    /// How long two secrets live together.
    static let overlaps = 0...2_592_000
    /// Unless said otherwise.
    static let usualOverlap = 86_400

    private static func rotate(_ call: APICall) async throws -> Answer {
        let holder = try WebhookHolder(call)
        let id = try call.id("webhookId", .webhook)
        let overlap = try call.optionalBody()?["overlapSeconds"].integer(in: overlaps) ?? usualOverlap
        let endsAt = holder.now + .seconds(overlap)
        return try await call.change { store, records in
            let form = try holder.rotate(id, endsAt: endsAt, records, store)
            return Answer { json in
                json.field("webhook", form)
                json.field("previousSecretEndsAt", endsAt)
            }.confidential
        }
    }

    private static func replay(_ call: APICall) async throws -> Answer {
        let webhook = try webhook(call)
        if let disabled = webhook.disabled {
            throw APIProblem.conflict("The webhook is disabled. \(disabled.reason) Enable it first.")
        }
        let body = try call.body()
        guard let from = try body["from"].time() else { throw APIProblem.field("from", "is missing") }
        let end = try body["to"].time() ?? .distantFuture
        let after = try body["after"].id()
        let replay = EventReplay(call.context)
        return try await call.write { store in
            let progress = try replay.replay(to: webhook, from: from, until: end, after: after, in: store)
            return .progress(replayed: progress.replayed, next: progress.next)
        }
    }
}

extension FieldReader {
    /// A time; nil when absent.
    func time() throws(WireProblem) -> Instant? {
        guard let text = try text(limit: 64) else { return nil }
        guard let time = Instant(wire: text) else { throw problem("must be a time such as 2026-01-31T09:05:07.123Z") }
        return time
    }

    /// An identifier; nil when absent.
    func id() throws(WireProblem) -> ID? {
        guard let text = try text(limit: 64) else { return nil }
        guard let id = ID(text) else { throw problem("must be an identifier: 24 characters 0-9 a-f") }
        return id
    }
}

extension Answer {
    /// How far a replay has come, and where to go on.
    static func progress(replayed: Int, next: ID?) -> Answer {
        Answer { json in
            json.field("replayed", replayed)
            json.object("meta") { json in
                json.field("hasMore", next != nil)
                json.field("afterCursor", ifPresent: next)
            }
        }
    }
}
