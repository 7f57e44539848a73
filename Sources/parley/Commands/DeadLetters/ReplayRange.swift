import Core
import JSONKit
import Store
import Wire

/// Which dead letters, or events of a webhook, a replay is about.
struct ReplayRange: Hashable, Sendable {
    static let options: Set<String> = ["queue", "webhook", "integration", "from", "to"]
    static let help = """
          --from TIME             of what was made from this time on, such as 2026-01-31T09:00:00Z
          --to TIME               of what was made before this time
          --queue WORD            only of this queue: inbound, outbound, webhooks or media
          --webhook ID            only of this webhook
          --integration ID        only of this integration
        """

    let queue: Queue?
    let webhook: ID?
    let integration: ID?
    let from: Instant?
    let to: Instant?

    /// Nil when none of the options is given.
    init?(_ arguments: Arguments) throws(Arguments.Problem) {
        guard Self.options.contains(where: { arguments[$0] != nil }) else { return nil }
        queue = try arguments.choice("queue", Queue.allCases)
        webhook = try arguments.id("webhook")
        integration = try arguments.id("integration")
        if webhook != nil, integration != nil { throw Arguments.Problem(text: "--webhook does not go with --integration") }
        from = try arguments.time("from")
        to = try arguments.time("to")
    }

    /// The body of the call that takes a page of them.
    private func body(after cursor: String?) -> [UInt8] {
        JSONWriter.object { json in
            json.field("queue", ifPresent: queue?.rawValue)
            json.field("webhookId", ifPresent: webhook)
            json.field("integrationId", ifPresent: integration)
            json.field("from", ifPresent: from)
            json.field("to", ifPresent: to)
            json.field("after", ifPresent: cursor)
        }
    }

    /// Asks the worker page by page; returns how many wait again, and the last answer.
    func replay(_ worker: WorkerClient, _ path: String) async throws(WorkerProblem) -> (count: Int64, last: WorkerAnswer) {
        var (count, cursor): (Int64, String?) = (0, nil)
        while true {
            let answer = try await worker.call("POST", path, body: body(after: cursor))
            count += answer.root["replayed"].int ?? 0
            cursor = answer.root["meta"]["afterCursor"].string
            guard answer.root["meta"]["hasMore"].bool == true, cursor != nil else { return (count, answer) }
        }
    }
}

extension Arguments {
    /// A time in UTC: a date, or a date and a time of day; nil if the option was not given.
    func time(_ option: String) throws(Problem) -> Instant? {
        guard let text = self[option] else { return nil }
        let day = text.count == 10 ? text + "T00:00:00.000Z" : text
        let exact = day.hasSuffix("Z") && !day.contains(".") ? day.dropLast() + ".000Z" : day[...]
        guard let time = Instant(wire: String(exact)) else {
            throw Problem(text: "--\(option) must be a time in UTC, such as 2026-01-31T09:00:00Z or 2026-01-31")
        }
        return time
    }
}
