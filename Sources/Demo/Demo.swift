package import Core
import JSONKit
package import Runtime

/// The demo of a sandbox under `/demo/`: a shop with the web chat, and beside it a help desk that uses nothing but the public API.
///
/// Only this machine gets it: the pages hand out a token of an API key.
package struct Demo: Sendable {
    private let access: DemoAccess
    private let integration: ID
    private let clock: WallClock

    /// A demo of the web chat `integration`. `key` must be put into the directory.
    package init(app: ID, integration: ID, clock: WallClock) {
        access = DemoAccess(app: app)
        self.integration = integration
        self.clock = clock
    }

    /// The key that the help desk calls the API with.
    package var key: KeyEntry { access.key }

    /// Whether a path belongs here.
    package static func serves(_ path: String) -> Bool { path == "/demo" || path.hasPrefix("/demo/") }

    /// Answers one request. Does not wait.
    package func answer(_ request: HTTPRequest) -> HTTPResponse {
        guard Self.isLocal(request) else { return HTTPResponse(status: 404) }
        switch (request.method, request.path) {
        case ("GET", "/demo"): return HTTPResponse(status: 308, headers: HTTPFields(["Location": "/demo/"]))
        case ("GET", _):
            guard let page = DemoPage.all[String(request.path.dropFirst("/demo/".count))] else { return HTTPResponse(status: 404) }
            return page.response(integration: integration)
        case ("POST", "/demo/session"): return session(request)
        default: return HTTPResponse(status: 404)
        }
    }

    private func session(_ request: HTTPRequest) -> HTTPResponse {
        // Another site's page can call this address, but not say that it is this one.
        guard let host = request.headers["Host"], request.headers["Origin"] == "http://\(host)" else { return HTTPResponse(status: 403) }
        let body = JSONWriter.object { json in
            json.field("app", access.app)
            json.field("token", access.token(now: clock.now()))
        }
        let headers: HTTPFields = HTTPFields(["Content-Type": "application/json", "Cache-Control": "no-store"])
        return HTTPResponse(status: 200, headers: headers, body: body)
    }

    /// From this machine and asked for by a name of this machine: a name that somebody else lets point here is another one.
    private static func isLocal(_ request: HTTPRequest) -> Bool {
        guard ["127.0.0.1", "::1"].contains(request.remoteAddress), request.headers["X-Forwarded-For"] == nil,
            let host = request.headers["Host"]?.lowercased()
        else { return false }
        return ["127.0.0.1", "localhost", "[::1]"].contains { name in
            host == name || (host.hasPrefix(name + ":") && host.dropFirst(name.count + 1).allSatisfy(\.isNumber))
        }
    }
}
