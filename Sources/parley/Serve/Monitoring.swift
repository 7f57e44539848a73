import Core
import Operations
import Runtime
import Store

/// Answers what machines ask of the worker's own state.
struct Monitoring: Sendable {
    static let paths: Set<String> = ["/healthz", "/readyz", "/metrics"]

    let metrics: Metrics
    let started: Instant
    let worker: Worker
    let readiness: @Sendable () -> HealthReport

    func answer(_ request: HTTPRequest) -> HTTPResponse {
        guard request.method == "GET" || request.method == "HEAD" else { return HTTPResponse(status: 405, headers: ["Allow": "GET, HEAD"]) }
        switch request.path {
        case "/healthz": return json(HealthReport.live)
        case "/readyz": return json(readiness().readiness)
        default: return HTTPResponse(status: 200, headers: ["Content-Type": PrometheusText.contentType], body: figures())
        }
    }

    private func figures() -> [UInt8] {
        ProcessFigures.read()?.record(in: metrics, started: started)
        metrics.number("parley_build_info", .gauge, ["version": VersionCommand.version], help: "Always 1; the label tells the version.")
            .set(1)
        for queue in Queue.allCases {
            let name = "parley_jobs_in_memory"
            metrics.number(name, .gauge, ["queue": queue.rawValue], help: "Jobs that wait or run, as far as they are in memory.")
                .set(Int64(worker.jobsInMemory(queue)))
        }
        return PrometheusText.render(metrics)
    }

    private func json(_ answer: (status: Int, body: [UInt8])) -> HTTPResponse {
        HTTPResponse(status: answer.status, headers: ["Content-Type": "application/json", "Cache-Control": "no-store"], body: answer.body)
    }
}
