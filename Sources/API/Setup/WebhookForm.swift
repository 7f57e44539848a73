import Core
import JSONKit
import Runtime
import Wire

/// `webhook` of the API.
struct WebhookForm: JSONWritable, Sendable {
    let entry: WebhookEntry
    /// How it fares; nil: well.
    var health: WebhookHealth?
    /// The secret, when it has just been made: it is told once.
    var secret: Secret?

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", entry.id)
            json.field("version", "v2")
            json.field("target", entry.target)
            json.array("triggers") { json in for trigger in entry.triggers { json.value(trigger) } }
            json.field("includeFullUser", entry.includeFullUser)
            json.field("includeFullSource", entry.includeFullSource)
            if let secret { json.field("secret", secret.revealText()) }
            json.field("status", entry.isEnabled ? "enabled" : "disabled")
            json.field("failingSince", ifPresent: health?.failingSince)
            if let disabled = entry.disabled {
                if disabled.at > .zero { json.field("disabledAt", disabled.at) }
                json.field("disabledReason", disabled.reason)
            }
            json.field("parleyOrigin", entry.origin.rawValue)
        }
    }
}

extension APICall {
    /// Webhooks of the app that do not fare well.
    func webhookHealth() async throws -> [ID: WebhookHealth] {
        let app = app
        return try await read { try WebhookHealth.all(app: app, $0) }
    }
}
