import Core
import JSONKit

/// The journal in words and columns.
enum JournalText {
    static func list(_ answer: WorkerAnswer) -> [String] {
        let rows = answer.root["entries"].array.map { entry in
            [
                PlainText.time(entry["receivedAt"]), PlainText.cell(entry["id"]), PlainText.cell(entry["integrationId"]),
                PlainText.cell(entry["source"]), PlainText.cell(entry["verdict"]), events(entry["events"]), PlainText.cell(entry["reason"]),
            ]
        }
        guard !rows.isEmpty else { return ["No entries."] }
        return Table(["RECEIVED", "ID", "INTEGRATION", "SOURCE", "VERDICT", "EVENTS", "REASON"], rows).lines + ListPart.more(answer)
    }

    static func entry(_ entry: JSON) -> [String] {
        var lines = Table([
            ("id", PlainText.cell(entry["id"])), ("received", PlainText.time(entry["receivedAt"])),
            ("integration", PlainText.cell(entry["integrationId"])), ("source", PlainText.cell(entry["source"])),
            ("verdict", PlainText.cell(entry["verdict"])), ("reason", PlainText.cell(entry["reason"])),
        ]).lines
        let rows = entry["events"].array.map { event in
            ["type", "outcome", "resourceId", "externalId", "reason"].map { PlainText.cell(event[$0]) }
        }
        lines += rows.isEmpty ? ["", "No events."] : [""] + Table(["EVENT", "OUTCOME", "RESOURCE", "EXTERNAL ID", "REASON"], rows).lines
        return lines + ["", "payload"] + IndentedJSON(entry["payload"]).lines
    }

    static func replayed(_ id: ID) -> String { "Journal entry \(id) waits to be read again; what was applied before changes nothing." }

    /// Events by type and outcome, in order of their first: `message applied, 2 status duplicate`.
    private static func events(_ events: JSON) -> String {
        var kinds: [(name: String, count: Int)] = []
        for event in events.array {
            let name = "\(PlainText.cell(event["type"])) \(PlainText.cell(event["outcome"]))"
            if let place = kinds.firstIndex(where: { $0.name == name }) { kinds[place].count += 1 } else { kinds.append((name, 1)) }
        }
        return kinds.isEmpty ? "-" : kinds.map { $0.count == 1 ? $0.name : "\($0.count) \($0.name)" }.joined(separator: ", ")
    }
}
