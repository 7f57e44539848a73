import Core
import WebChatConnector

/// Decides which pages may speak with the worker, and tells the browser so (Fetch Standard, "CORS protocol"). There are no cookies: what a
/// page may do, it does with the visitor's token, which only pages of that origin hold.
struct Origins {
    let account: WebChatAccount
    /// Where the worker itself is reached, without a slash at the end: its own pages may always speak with it.
    let publicURL: String?

    /// Whether a request comes from a page that may not speak with the worker. Without an origin it comes from no other site's page.
    func isRefused(_ request: HTTPRequest) -> Bool {
        guard let origin = request.headers["Origin"] else { return false }
        return !isAllowed(origin, request)
    }

    private func isAllowed(_ origin: String, _ request: HTTPRequest) -> Bool {
        let origin = origin.lowercased()
        if account.allowedOrigins.contains(origin) || origin == publicURL?.lowercased() { return true }
        guard let host = request.headers["Host"]?.lowercased() else { return false }
        return origin == "http://\(host)" || origin == "https://\(host)"
    }

    /// The answer as a page of that origin may read it.
    func marked(_ response: HTTPResponse, for request: HTTPRequest) -> HTTPResponse {
        var response = response
        response.headers["Vary"] = "Origin"
        if let origin = request.headers["Origin"], isAllowed(origin, request) {
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Access-Control-Expose-Headers"] = "Retry-After"
        }
        return response
    }

    /// The answer to a browser that asks before it sends.
    func preflight(_ request: HTTPRequest) -> HTTPResponse {
        guard !isRefused(request) else { return HTTPResponse(status: 403) }
        let headers: HTTPFields = HTTPFields([
            "Access-Control-Allow-Methods": "GET, POST", "Access-Control-Allow-Headers": "authorization, content-type, last-event-id",
            "Access-Control-Max-Age": "600",
        ])
        return marked(HTTPResponse(status: 204, headers: headers), for: request)
    }
}
