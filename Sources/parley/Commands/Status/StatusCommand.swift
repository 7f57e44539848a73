import Core
import JSONKit
import Store

/// `parley status`: how the worker and its channels are.
enum StatusCommand: OperatorCommand {
    static let name = "status"
    static let summary = "Show how the worker and its channels are."
    static let ownHelp = """
        Shows readiness, version and age of the worker, and for each integration what waits and what could not be done.
        Ends with 1 when the worker is not ready or does not answer.

        """
    static let ownOptions: Set<String> = []

    /// Integrations that are shown, and dead letters that are counted by queue: one page of each.
    private static let pageSize = 100

    struct Order: Hashable, Sendable {}

    static func order(_ arguments: Arguments) throws(Arguments.Problem) -> Order {
        try arguments.noWords()
        return Order()
    }

    static func carryOut(_ order: Order, _ worker: WorkerClient, _ console: Console) async throws(WorkerProblem) -> ExitCode {
        let report = try await report(worker)
        if console.wantsJSON {
            console.print(String(decoding: report.json, as: UTF8.self))
        } else {
            report.lines(now: console.clock.now()).forEach { console.print($0) }
        }
        return report.isReady ? .ok : .failed
    }

    private static func report(_ worker: WorkerClient) async throws(WorkerProblem) -> StatusReport {
        // Not ready is an answer too.
        let readiness = try await worker.ask("GET", "/readyz")
        guard readiness.root["status"].exists else { throw WorkerProblem("what answers at \(worker.address.text) is not Parley") }
        var report = StatusReport(address: worker.address.text, app: worker.app, readiness: readiness.root)
        // A worker that starts or stops may refuse the rest.
        guard report.isReady else { return report }
        report.figures = WorkerFigures(try await worker.call("GET", "/metrics").text)
        report.appOrigin = try await worker.call("GET", worker.shared).root["app"]["parleyOrigin"].string
        let list = try await worker.call("GET", worker.shared + "/integrations", query: [("page[size]", "\(pageSize)")]).root
        report.hasMoreIntegrations = list["meta"]["hasMore"].bool == true
        for integration in list["integrations"].array {
            report.webhooks += integration["webhooks"].array
            // One more integration stands for the webhooks of the configuration and is no channel.
            if integration["id"].string == "\(worker.app)" { continue }
            let path = worker.own + "/integrations/\(integration["id"].string ?? "")/health"
            report.integrations.append((integration, try await worker.call("GET", path).root["health"]))
        }
        for queue in Queue.allCases {
            let query = [("queue", queue.rawValue), ("page[size]", "\(pageSize)")]
            report.deadLetters.append((queue, try await worker.call("GET", worker.own + "/deadletters", query: query).root))
        }
        return report
    }
}

/// What the worker's metrics tell about the process.
struct WorkerFigures: Hashable, Sendable {
    let version: String?
    let started: Instant?
    /// Events for the help desk that wait or are on their way, as far as they are in memory.
    let webhookEvents: Int?

    /// - Parameter metrics: Prometheus' text form.
    init(_ metrics: String = "") {
        var (version, started, webhookEvents): (String?, Instant?, Int?) = (nil, nil, nil)
        for line in metrics.split(separator: "\n") where !line.hasPrefix("#") {
            guard let space = line.lastIndex(of: " ") else { continue }
            let (series, value) = (line[..<space], line[line.index(after: space)...])
            if series.hasPrefix("parley_build_info{version=\"") {
                version = series.split(separator: "\"").dropFirst().first.map { String($0) }
            } else if series == "process_start_time_seconds" {
                started = Int64(value).map { Instant(seconds: $0) }
            } else if series == "parley_jobs_in_memory{queue=\"webhooks\"}" {
                webhookEvents = Int(value)
            }
        }
        (self.version, self.started, self.webhookEvents) = (version, started, webhookEvents)
    }
}
