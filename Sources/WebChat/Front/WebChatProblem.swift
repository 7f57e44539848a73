import Core
import JSONKit

/// Why a browser's call is refused, in the form that all of the worker's answers have.
struct WebChatProblem: Error {
    let status: Int
    let code: String
    let title: String
    var retryAfter: Duration?

    init(_ status: Int, _ code: String, _ title: String, retryAfter: Duration? = nil) {
        self.status = status
        self.code = code
        self.title = title
        self.retryAfter = retryAfter
    }

    static let notFound = WebChatProblem(404, "not_found", "There is nothing at this path.")
    static let origin = WebChatProblem(403, "origin_not_allowed", "Pages of this origin may not use this chat; see allowedOrigins.")
    static let token = WebChatProblem(401, "token_invalid", "The visitor's token is missing, wrong or too old.")
    static let signIn = WebChatProblem(403, "sign_in_required", "The visitor must sign in first.")

    static let nothingToContinue = WebChatProblem(409, "nothing_to_continue", "There is no open conversation that could go on elsewhere.")

    static func bad(_ field: String, _ rule: String) -> WebChatProblem { WebChatProblem(400, "bad_request", "\(field) \(rule)") }

    static func tooMany(_ wait: Duration) -> WebChatProblem {
        WebChatProblem(429, "too_many_requests", "Too many calls at once.", retryAfter: wait)
    }

    var response: HTTPResponse {
        let body = JSONWriter.object { json in
            json.array("errors") { json in
                json.object { json in
                    json.field("code", code)
                    json.field("title", title)
                }
            }
        }
        var response = HTTPResponse(status: status, headers: HTTPFields(["Content-Type": "application/json"]), body: body)
        if let retryAfter { response.headers["Retry-After"] = "\(max(1, (retryAfter.milliseconds + 999) / 1000))" }
        return response
    }
}
