import Core
import JSONKit
import Runtime
import Store
import Wire

/// How a channel is doing, as the API shows it.
struct HealthForm: JSONWritable, Sendable {
    let integration: IntegrationEntry
    /// How the reading of the channel's templates stands; nil where it has none.
    let templates: TemplateBook.Standing?
    let lastInboundAt: Instant?
    let quality: QualityRecord?
    let counts: [JobGroup: Int]
    let sends: ChannelHealth.Account
    let errorRate: Double?

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("integrationId", integration.id)
            json.field("type", integration.type)
            json.field("status", integration.status.rawValue)
            json.field("problem", ifPresent: integration.problem)
            json.field("lastInboundAt", orNull: lastInboundAt)
            json.field("lastOutboundAt", orNull: sends.lastTakenAt)
            json.field("credentials", sends.fault != nil ? "invalid" : sends.lastTakenAt != nil ? "ok" : "unknown")
            json.field("fault", ifPresent: sends.fault.map { FailureForm($0) })
            json.field("errorRate", orNull: errorRate)
            if let quality {
                json.object("quality") { json in
                    json.field("rating", quality.word)
                    json.field("at", quality.at)
                }
            }
            json.field("templates", orNull: templates.map { TemplateStandingForm($0) })
            json.object("queue") { json in
                json.field("inbound", counts[JobGroup(queue: .inbound, group: integration.id)] ?? 0)
                json.field("outbound", counts[JobGroup(queue: .outbound, group: integration.id)] ?? 0)
            }
        }
    }
}
