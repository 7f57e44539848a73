import Core
import JSONKit
import Runtime
import Store
import Wire

/// What was sent and received in a month: for bills.
enum UsageEndpoints {
    static let all: [Endpoint] = [
        .get(
            "GetUsage", "/parley/v1/apps/{appId}/usage", access: .appKey,
            "Shows messages, charges and active users of a month, by the calendar of UTC.", show
        )
        .asking([.query("month", .text(like: "2026-11"), "The month; the present one when it is left out.")])
        .answering("usage", .usage)
    ]

    private static func show(_ call: APICall) async throws -> Answer {
        let month = try call.query().value("month") ?? String(call.context.clock.now().wire.prefix(7))
        guard isMonth(month) else { throw APIProblem.field("month", "must be a month like 2026-11") }
        let app = call.app
        let report = try await call.read { try UsageReport(month: month, app: app, in: $0) }
        let directory = call.services.directory
        return Answer("usage", UsageForm(report: report) { directory.integrations[$0]?.type })
    }

    private static func isMonth(_ text: String) -> Bool { text.utf8.count == 7 && Instant(wire: text + "-01T00:00:00.000Z") != nil }
}

/// The usage of a month as the API shows it.
struct UsageForm: JSONWritable {
    let report: UsageReport
    /// The type of an integration; nil for one that is not configured any more.
    let type: (ID) -> String?

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("month", report.month)
            json.field("monthlyActiveUsers", report.activeUsers)
            json.array("messages") { json in
                for row in report.messages {
                    json.object { json in
                        write(row.integrationID, to: &json)
                        json.field("direction", row.direction)
                        json.field("country", row.country)
                        json.field("count", row.count)
                    }
                }
            }
            json.array("charges") { json in for row in report.charges { write(row, to: &json) } }
            json.object("sessions") { json in
                json.field("free", report.sessions.free)
                json.field("paid", report.sessions.paid)
            }
            json.object("smsSegments") { $0.field("outbound", report.segments) }
        }
    }

    private func write(_ row: UsageReport.Charges, to json: inout JSONWriter) {
        json.object { json in
            write(row.integrationID, to: &json)
            json.field("model", row.model)
            json.field("category", row.category)
            json.field("type", row.type)
            json.field("free", row.isFree)
            json.field("country", row.country)
            json.field("count", row.count)
        }
    }

    private func write(_ integration: ID, to json: inout JSONWriter) {
        json.object("integration") { json in
            json.field("id", integration)
            json.field("type", orNull: type(integration))
        }
    }
}
