import Core
import MockKit

extension Fault {
    /// The code with which an accepted message fails later.
    var laterCode: Int? {
        if case .providerError(let code, later: true) = self { return code }
        return nil
    }

    /// The answer in place of the right one; nil for the faults that leave it.
    func answer(after result: GraphResult?, trace: () -> String, _ now: Instant) -> HTTPResponse? {
        guard case .status(let status, let retryAfter, let body, _) = self else { return nil }
        var response = HTTPResponse(status: status)
        switch body {
        case .error:
            response.headers["Content-Type"] = "application/json; charset=UTF-8"
            response.body = Self.problem(status).body(trace: trace())
        case .html:
            response.headers["Content-Type"] = "text/html; charset=utf-8"
            response.body = Array(
                "<!DOCTYPE html><html><head><title>Error</title></head><body><h1>Sorry, something went wrong.</h1></body></html>".utf8)
        case .text(let text):
            response.headers["Content-Type"] = "text/plain; charset=utf-8"
            response.body = Array(text.utf8)
        }
        if let retryAfter { response.headers["Retry-After"] = retryAfter.value(at: now) }
        return response
    }

    /// The error object that goes with an HTTP status.
    private static func problem(_ status: Int) -> GraphProblem {
        switch status {
        case 401: .badToken
        case 403: GraphProblem(10)
        case 429: GraphProblem(130429, details: "Rate limit hit")
        case 503: GraphProblem(131016)
        case 500...: GraphProblem(131000)
        default: GraphProblem(1)
        }
    }
}
