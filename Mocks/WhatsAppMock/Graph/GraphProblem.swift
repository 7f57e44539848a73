import Core
import JSONKit
import MockKit

/// An error as the Graph API answers it.
///
/// Source: Meta, Cloud API, error codes: the object `error` with `message`, `type`, `code`, `error_data.details` and `fbtrace_id`.
struct GraphProblem: Error, Hashable {
    var status: Int
    var code: Int
    var subcode: Int?
    var type = "OAuthException"
    var message: String
    var details: String?

    /// An error of a code with the title and HTTP status of Meta's table.
    init(_ code: Int, details: String? = nil, message: String? = nil) {
        let entry = ErrorTable.entry(code)
        status = entry.status
        self.code = code
        self.message = message ?? "(#\(code)) \(entry.title)"
        self.details = details
    }

    /// Error 100 with its own text.
    static func parameter(_ text: String) -> GraphProblem { GraphProblem(100, message: "(#100) \(text)") }

    /// No access token in the request.
    static var noToken: GraphProblem { GraphProblem(104, message: "(#104) An access token is required to request this resource.") }

    /// A token that is no number's.
    static var badToken: GraphProblem {
        GraphProblem(190, message: "Invalid OAuth access token - Cannot parse access token")
    }

    /// An id that the token cannot see.
    static func unknownObject(_ id: String, method: String) -> GraphProblem {
        var problem = GraphProblem(
            100,
            message: "Unsupported \(method.lowercased()) request. Object with ID '\(id)' does not exist, cannot be loaded due to missing "
                + "permissions, or does not support this operation.")
        problem.subcode = 33
        problem.type = "GraphMethodException"
        return problem
    }

    /// A path that the API does not have.
    static func unknownPath(_ path: String) -> GraphProblem {
        var problem = GraphProblem(2500, message: "Unknown path components: \(path)")
        problem.status = 400
        return problem
    }

    func body(trace: String) -> [UInt8] {
        JSONWriter.object { json in
            json.object("error") { json in
                json.field("message", message)
                json.field("type", type)
                json.field("code", code)
                json.field("error_subcode", ifPresent: subcode)
                if let details {
                    json.object("error_data") { json in
                        json.field("messaging_product", "whatsapp")
                        json.field("details", details)
                    }
                }
                json.field("fbtrace_id", trace)
            }
        }
    }
}
