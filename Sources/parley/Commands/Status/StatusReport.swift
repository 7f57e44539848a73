import Core
import JSONKit
import Store
import Wire

/// How a worker is, from its answers.
struct StatusReport: Sendable {
    let address: String
    let app: ID
    /// The answer of `/readyz`.
    let readiness: JSON
    var figures = WorkerFigures()
    /// Each integration with its health.
    var integrations: [(integration: JSON, health: JSON)] = []
    var hasMoreIntegrations = false
    /// Where the app's settings come from.
    var appOrigin: String?
    /// Where events go.
    var webhooks: [JSON] = []
    /// The newest dead letters by queue, as listed.
    var deadLetters: [(queue: Queue, list: JSON)] = []

    var isReady: Bool { readiness["status"].string == "ready" }

    // MARK: Words

    func lines(now: Instant) -> [String] {
        var pairs = [("worker", "\(PlainText.cell(readiness["status"])) at \(address)")]
        for part in readiness["parts"].object where part.value["state"].string != "ready" {
            let reason = part.value["reason"].string.map { ": \(PlainText.line($0))" } ?? ""
            pairs.append((PlainText.line(part.key), PlainText.cell(part.value["state"]) + reason))
        }
        guard isReady else { return Table(pairs).lines }
        pairs.append(("version", figures.version.map { PlainText.line($0) } ?? "-"))
        pairs.append(("up since", figures.started.map { "\(PlainText.time($0)) (\(PlainText.span(now - $0)))" } ?? "-"))
        pairs.append(("app", "\(app)\(appOrigin == "file+api" ? " (settings changed through the API, which win over the file)" : "")"))
        pairs.append(("webhooks", "\(figures.webhookEvents.map { "\($0)" } ?? "-") event(s) waiting"))
        let letters = deadLetters.map { "\($0.queue.rawValue) \(Self.count($0.list))" }.joined(separator: ", ")
        pairs.append(("dead letters", letters))
        return Table(pairs).lines + webhookLines + [""] + table
    }

    /// The webhooks that a person should look at.
    private var webhookLines: [String] {
        webhooks.compactMap { webhook in
            let name = "webhook \(PlainText.cell(webhook["id"]))"
            if webhook["status"].string == "disabled" {
                return "\(name) is disabled since \(PlainText.time(webhook["disabledAt"])): \(PlainText.cell(webhook["disabledReason"]))"
            }
            return webhook["failingSince"].exists ? "\(name) takes nothing since \(PlainText.time(webhook["failingSince"]))" : nil
        }
    }

    private var table: [String] {
        guard !integrations.isEmpty else { return ["No integrations."] }
        let titles = ["INTEGRATION", "TYPE", "NAME", "STATUS", "FROM", "INBOUND", "OUTBOUND", "DEAD", "LAST INBOUND"]
        let rows = integrations.map { integration, health in
            [
                PlainText.cell(integration["id"]), PlainText.cell(health["type"]), PlainText.cell(integration["displayName"]),
                PlainText.cell(health["status"]), PlainText.cell(integration["parleyOrigin"]), PlainText.cell(health["queue"]["inbound"]),
                PlainText.cell(health["queue"]["outbound"]), deadCount(integration["id"].string), PlainText.time(health["lastInboundAt"]),
            ]
        }
        return Table(titles, rows).lines + (hasMoreIntegrations ? ["Only the first \(integrations.count) are shown."] : [])
    }

    /// `2`, or `100+` when there are more than one page holds.
    private static func count(_ list: JSON) -> String { "\(list["deadletters"].count)\(hasMore(list) ? "+" : "")" }

    private static func hasMore(_ list: JSON) -> Bool { list["meta"]["hasMore"].bool == true }

    private func deadCount(_ integration: String?) -> String {
        let lists = deadLetters.filter { $0.queue != .webhooks }.map(\.list)
        let count = lists.reduce(0) { sum, list in
            sum + list["deadletters"].array.filter { $0["integrationId"].string == integration }.count
        }
        return "\(count)\(lists.contains(where: Self.hasMore) ? "+" : "")"
    }

    // MARK: JSON

    var json: [UInt8] {
        JSONWriter.object { json in
            json.field("address", address)
            json.field("app", app)
            json.key("readiness")
            readiness.write(to: &json)
            json.field("version", ifPresent: figures.version)
            json.field("startedAt", ifPresent: figures.started)
            json.field("settingsFrom", ifPresent: appOrigin)
            json.array("webhooks") { json in for webhook in webhooks { json.value(webhook) } }
            json.array("integrations") { json in
                for (integration, health) in integrations {
                    json.object { json in
                        json.key("integration")
                        integration.write(to: &json)
                        json.key("health")
                        health.write(to: &json)
                    }
                }
            }
            json.object("deadLetters") { json in
                for (queue, list) in deadLetters {
                    json.key(queue.rawValue)
                    json.object { json in
                        json.field("count", list["deadletters"].count)
                        json.field("hasMore", Self.hasMore(list))
                    }
                }
            }
        }
    }
}
