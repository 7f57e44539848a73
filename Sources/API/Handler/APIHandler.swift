import ConnectorKit
package import Core
import Media
package import Runtime
import Store

/// The HTTP API: finds the endpoint, checks the caller, runs the call, words the refusals. Knows no sockets.
package final class APIHandler: Sendable {
    private static let routes = RouteTable(Endpoint.all)

    private let services: APIServices
    private let pace: CallPace
    private let media: MediaServer?

    /// - Parameters:
    ///   - setup: keeps what calls change of apps, integrations, webhooks and keys.
    ///   - feed: wakes the event streams; the program passes it what the store tells of new events.
    package init(context: RuntimeContext, setup: Setup, feed: EventFeed, settings: APISettings = APISettings()) {
        services = APIServices(context: context, setup: setup, feed: feed, settings: settings, signals: SignalSender(context))
        media = context.media.map { MediaServer(context, $0) }
        pace = CallPace(settings.callsPerSecond)
    }

    /// Whether a path belongs to the API, as it was received.
    package static func serves(_ path: String) -> Bool {
        if path.hasPrefix(MediaLinks.prefix) { return true }
        guard let path = RequestPath(path) else { return false }
        return path.segments.first == "v2" || path.segments.starts(with: ["parley", "v1"]) || path.isDescription
    }

    /// Decides on a request by its head. A body of unknown length is read up to the limit.
    package func admit(_ head: HTTPRequest, contentLength: Int?) -> APIAdmission {
        guard let path = RequestPath(head.path), case .endpoint(let match) = Self.routes.find(head.method, path) else {
            return .accept(bodyLimit: services.settings.bodyLimit)
        }
        // A large body is not taken from a stranger.
        if match.endpoint.takesFile, let problem = strangerProblem(head) { return .refuse(problem.response) }
        let limit = services.bodyLimit(of: match.endpoint)
        // A body that no endpoint reads is let through if it is small, so that a client that always sends `{}` works.
        let accepted = max(limit, 1024)
        if let contentLength, contentLength > accepted { return .refuse(APIProblem.tooLarge(accepted).response) }
        return .accept(bodyLimit: accepted)
    }

    private func strangerProblem(_ head: HTTPRequest) -> APIProblem? {
        do throws(APIProblem) {
            _ = try services.directory.caller(of: head, now: services.context.clock.now())
            return nil
        } catch {
            return error
        }
    }

    /// Answers one call. Never fails: what goes wrong is an answer too.
    package func handle(_ request: HTTPRequest) async -> APIReply {
        if let media, request.path.hasPrefix(MediaLinks.prefix) { return await media.answer(request) }
        guard let path = RequestPath(request.path) else {
            return .response(APIProblem(400, "bad_request", "path is not valid percent-encoded UTF-8").response)
        }
        if path.isDescription { return describe(request) }
        switch Self.routes.find(request.method, path) {
        case .unknown: return .response(APIProblem(404, "not_found", "There is nothing at this path.").response)
        case .otherMethods(let methods):
            return .response(APIProblem.otherMethods(methods).response)
        case .endpoint(let match): return await run(match, request)
        }
    }

    private func describe(_ request: HTTPRequest) -> APIReply {
        request.method == "GET" || request.method == "HEAD"
            ? .response(OpenAPIDocument.response) : .response(APIProblem.otherMethods("GET, HEAD").response)
    }

    private func run(_ match: RouteTable.Match, _ request: HTTPRequest) async -> APIReply {
        let reply: APIReply
        do {
            reply = try await answer(match, request)
        } catch {
            var problem = refusal(error, match.endpoint)
            // Problems name fields, and a field of free data may be named by anything.
            problem.title = services.context.masking.masked(problem.title)
            reply = .response(problem.response)
        }
        let status =
            switch reply {
            case .response(let response): response.status
            case .stream(let head, _), .file(let head, _): head.status
            }
        services.context.metrics.count("parley_api_requests_total", ["operation": match.endpoint.operation, "status": "\(status)"])
        return reply
    }

    private func answer(_ match: RouteTable.Match, _ request: HTTPRequest) async throws -> APIReply {
        let now = services.context.clock.now()
        let caller = try services.directory.caller(of: request, now: now)
        guard pace.admits(caller.appID, now: now) else { throw APIProblem.tooManyRequests(after: 1) }
        let call = APICall(
            request: request, endpoint: match.endpoint, parameters: match.parameters, caller: caller, services: services)
        try call.checkAccess()
        let limit = max(services.bodyLimit(of: match.endpoint), services.settings.bodyLimit)
        guard request.body.count <= limit else { throw APIProblem.tooLarge(limit) }
        return try await match.endpoint.run(call)
    }

    private func refusal(_ error: any Error, _ endpoint: Endpoint) -> APIProblem {
        if let problem = APIProblem(thrown: error) { return problem }
        // Only the type: an error's text may hold what a caller sent.
        services.context.log.error(
            "An API call failed",
            ["operation": endpoint.operation, "problem": (error as? StoreProblem).map { "\($0)" } ?? "\(type(of: error))"])
        if case StoreProblem.disk = error { return .overloaded(after: 5) }
        return APIProblem(500, "internal_error", "The call failed inside the worker. Its log tells more.")
    }
}

/// What every call is handed.
struct APIServices: Sendable {
    let context: RuntimeContext
    let setup: Setup
    let feed: EventFeed
    let settings: APISettings
    let signals: SignalSender

    /// The largest body that an endpoint reads, in bytes. A file comes with the form around it.
    func bodyLimit(of endpoint: Endpoint) -> Int {
        if endpoint.body == .none { return 0 }
        guard endpoint.takesFile, let media = context.media else { return settings.bodyLimit }
        return media.settings.largestAttachment + (64 << 10)
    }

    /// All connectors of the program.
    var connectors: [ConnectorRegistration] { setup.registrations }
    var directory: Directory { context.directory }
    var posting: Posting { Posting(context: context) }
}
