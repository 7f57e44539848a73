import Core
import JSONKit
import MockKit

/// An error of the Bot API ("Making requests"): the HTTP status is the error code.
struct BotProblem: Error, Hashable {
    var code: Int
    var description: String
    var retryAfter: Int?
    var migratedTo: Int64?

    init(_ code: Int, _ description: String) {
        self.code = code
        self.description = description
    }

    static func badRequest(_ words: String) -> BotProblem { BotProblem(400, "Bad Request: \(words)") }
    static func forbidden(_ words: String) -> BotProblem { BotProblem(403, "Forbidden: \(words)") }
    static let unauthorized = BotProblem(401, "Unauthorized")
    static let notFound = BotProblem(404, "Not Found")

    static func tooMany(retryAfter seconds: Int) -> BotProblem {
        var problem = BotProblem(429, "Too Many Requests: retry after \(seconds)")
        problem.retryAfter = seconds
        return problem
    }

    static func migrated(to chat: Int64) -> BotProblem {
        var problem = badRequest("group chat was upgraded to a supergroup chat")
        problem.migratedTo = chat
        return problem
    }

    /// The problem that goes with a code, for faults.
    static func ofCode(_ code: Int) -> BotProblem {
        switch code {
        case 400: badRequest("chat not found")
        case 401: unauthorized
        case 403: forbidden("bot was blocked by the user")
        case 404: notFound
        case 413: BotProblem(413, "Request Entity Too Large")
        case 429: tooMany(retryAfter: 1)
        case 502: BotProblem(502, "Bad Gateway")
        default: BotProblem(code, "Internal Server Error")
        }
    }

    var response: HTTPResponse {
        let body = JSONWriter.object { json in
            json.field("ok", false)
            json.field("error_code", code)
            json.field("description", description)
            guard retryAfter != nil || migratedTo != nil else { return }
            json.object("parameters") { json in
                json.field("retry_after", ifPresent: retryAfter)
                json.field("migrate_to_chat_id", ifPresent: migratedTo)
            }
        }
        var response = HTTPResponse.json(code, body)
        if let retryAfter { response.headers["Retry-After"] = String(retryAfter) }
        return response
    }
}
