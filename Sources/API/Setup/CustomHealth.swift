import Core
import JSONKit
import Runtime
import Store
import Wire

/// How the webhooks of a custom integration fare.
enum CustomHealth {
    /// The health of the custom integration that the path names; nil when it names something else.
    static func answer(_ call: APICall) async throws -> Answer? {
        guard let id = try call.integrationID() else { return nil }
        guard id == call.app || call.services.directory.customs[id]?.appID == call.app else { return nil }
        let webhooks = (call.services.directory.webhooksByApp[call.app] ?? []).filter { $0.integrationID == id }
        let app = call.app
        let (counts, health) = try await call.read { (try $0.jobCounts(), try WebhookHealth.all(app: app, $0)) }
        let isOff = call.services.directory.customs[id]?.isActive == false
        let isInTrouble = webhooks.contains { !$0.isEnabled }
        return Answer { json in
            json.object("health") { json in
                json.field("integrationId", id)
                json.field("type", "custom")
                json.field("status", isOff ? "inactive" : isInTrouble ? "error" : "active")
                if isInTrouble, !isOff { json.field("problem", "A webhook is disabled.") }
                json.key("lastInboundAt")
                json.null()
                json.object("queue") { json in
                    json.field("inbound", 0)
                    json.field("outbound", webhooks.reduce(0) { $0 + (counts[JobGroup(queue: .webhooks, group: $1.id)] ?? 0) })
                }
                json.array("webhooks") { json in
                    for webhook in webhooks { json.value(WebhookForm(entry: webhook, health: health[webhook.id])) }
                }
            }
        }
    }
}
