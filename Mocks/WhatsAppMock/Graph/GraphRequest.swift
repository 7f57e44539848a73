import Core
import JSONKit
import MockKit

/// A request to the Graph API, its path taken apart.
struct GraphRequest {
    /// The versions that are in service.
    static let versions = 21...26

    let http: HTTPRequest
    /// The major number of the version.
    let version: Int
    /// What stands behind the version, such as a number id and `messages`.
    let parts: [Substring]
    let token: String?

    init(_ http: HTTPRequest, prefix: String) throws(GraphProblem) {
        self.http = http
        let path = http.path.dropFirst(prefix.count)
        let all = path.split(separator: "/")
        guard let first = all.first, first.hasPrefix("v"), first.hasSuffix(".0"), let version = Int(first.dropFirst().dropLast(2)),
            Self.versions.contains(version)
        else { throw .unknownPath(String(path)) }
        self.version = version
        parts = Array(all.dropFirst())
        token = Self.token(http)
    }

    /// The token of `Authorization: Bearer`, or of the query.
    static func token(_ http: HTTPRequest) -> String? {
        if let field = http.headers["Authorization"], field.utf8.count > 7, field.prefix(7).lowercased() == "bearer " {
            return String(field.dropFirst(7))
        }
        return http.query == nil ? nil : QueryItems(http.query)["access_token"]
    }

    /// The body as JSON; missing when the content type is another one, as the Graph API then sees no parameters.
    func json() throws(GraphProblem) -> JSON {
        guard http.headers["Content-Type"]?.lowercased().hasPrefix("application/json") == true else { return .missing }
        do throws(JSONError) {
            return try JSONDocument.parse(http.body).root
        } catch {
            throw .parameter("The request body is not valid JSON.")
        }
    }
}

/// What the provider makes of a request.
struct GraphResult {
    var body: [UInt8]
    var status = 200
    var contentType = "application/json; charset=UTF-8"
    /// The id of what was accepted.
    var id: String?
    var recipient: String?
    /// The message whose statuses are to be sent.
    var message: AcceptedMessage?

    var response: HTTPResponse {
        HTTPResponse(status: status, headers: HTTPFields(["Content-Type": contentType]), body: body)
    }

    /// `{"success":true}`
    static var success: GraphResult { GraphResult(body: Array(#"{"success":true}"#.utf8)) }
}
