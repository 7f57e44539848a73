package import Core
import Store
import Wire

/// A call that is refused: the status and the words that its sender gets. Holds nothing of what was sent but names of fields.
package struct APIProblem: Error, Hashable, Sendable {
    /// The status, 400 to 599.
    package var status: Int
    /// The code of the error body.
    package var code: String
    /// A plain sentence: what is wrong, and what to do about it.
    package var title: String
    /// Header fields beside the content type.
    package var headers: HTTPFields

    /// Makes a problem.
    package init(_ status: Int, _ code: String, _ title: String, headers: HTTPFields = HTTPFields()) {
        self.status = status
        self.code = code
        self.title = title
        self.headers = headers
    }

    /// The answer.
    package var response: HTTPResponse {
        var headers = headers
        headers.append("Content-Type", "application/json")
        return HTTPResponse(status: status, headers: headers, body: ErrorBody(code: code, title: title).encoded())
    }
}

extension APIProblem {
    /// Something in the request cannot be taken.
    init(_ problem: WireProblem) { self.init(400, problem.code, problem.title) }

    /// A field of the request that cannot be taken; `rule` completes the sentence.
    static func field(_ name: String, _ rule: String) -> APIProblem { APIProblem(WireProblem(name, rule)) }

    /// What a path can name. The raw value begins the code.
    enum Resource: String {
        case app, key, user, client, device, conversation, participant, message, integration, webhook, journal, deadletter, switchboard
        case switchboardIntegration = "switchboard_integration"
    }

    /// There is no such thing in the caller's app.
    static func notFound(_ resource: Resource) -> APIProblem {
        APIProblem(404, "\(resource.rawValue)_not_found", "There is no such \(resource.rawValue.replacing("_", with: " ")) in this app.")
    }

    /// The credentials are missing or wrong.
    static func unauthorized(_ title: String) -> APIProblem {
        APIProblem(401, "unauthorized", title, headers: HTTPFields(["WWW-Authenticate": #"Basic realm="Parley", charset="UTF-8""#]))
    }

    /// The credentials are right and do not allow this.
    static func forbidden(_ title: String) -> APIProblem { APIProblem(403, "forbidden", title) }

    /// The state of things does not allow this now.
    static func conflict(_ title: String) -> APIProblem { APIProblem(409, "conflict", title) }

    /// Too much waits; try again after `seconds`.
    static func overloaded(after seconds: Int) -> APIProblem {
        APIProblem(
            503, "service_unavailable", "The worker cannot take this call at the moment. Try again after the time in Retry-After.",
            headers: HTTPFields(["Retry-After": "\(seconds)"]))
    }

    /// The app has as many event streams as it may have; try again after `seconds`.
    static func tooManyStreams(after seconds: Int) -> APIProblem {
        APIProblem(
            503, "service_unavailable",
            "The app has as many event streams open as one app may have. Close one, or try again after the time in Retry-After.",
            headers: HTTPFields(["Retry-After": "\(seconds)"]))
    }

    /// The path is there, but not for this method.
    static func otherMethods(_ methods: String) -> APIProblem {
        APIProblem(405, "method_not_allowed", "This path takes only: \(methods).", headers: HTTPFields(["Allow": methods]))
    }

    /// The app calls too fast; try again after `seconds`.
    static func tooManyRequests(after seconds: Int) -> APIProblem {
        APIProblem(
            429, "too_many_requests", "The app makes more calls than it may. Try again after the time in Retry-After.",
            headers: HTTPFields(["Retry-After": "\(seconds)"]))
    }

    /// The body is longer than `limit` bytes.
    static func tooLarge(_ limit: Int) -> APIProblem {
        APIProblem(413, "payload_too_large", "body must be at most \(limit) bytes")
    }

    /// What an error that was thrown means for the caller; nil for one that only the operator can understand.
    init?(thrown error: any Error) {
        switch error {
        case let problem as APIProblem: self = problem
        case let problem as WireProblem: self.init(problem)
        case StoreProblem.overloaded: self = .overloaded(after: 1)
        case StoreProblem.closed: self = .overloaded(after: 5)
        default: return nil
        }
    }
}
