import ConnectorKit
package import Core
package import HTTPWire
import JSONKit
package import Runtime
import Store
import WebChatConnector

/// Answers browsers under `/webchat/{integrationId}/`. What a visitor does goes the way of every channel, as a signed envelope through the
/// intake; what a visitor reads comes from the store and from the hub.
package struct WebChatFront: Sendable {
    let context: RuntimeContext
    let intake: Intake
    let hub: VisitorHub
    let publicURL: String?
    private let perVisitor = VisitorLimits(Capabilities.Pace(every: .milliseconds(500), burst: 30))
    /// Codes are asked for by hand, and each is kept for a while.
    let perCode = VisitorLimits(Capabilities.Pace(every: .seconds(60), burst: 5))
    private let perNetwork = VisitorLimits(Capabilities.Pace(every: .milliseconds(50), burst: 300))
    /// Files are whole in memory while they come in: this bounds how many do so at once.
    let uploads = UploadLimits()

    /// The largest JSON body of a call, in bytes.
    static let bodyLimit = 64 << 10

    /// - Parameter publicURL: where the worker is reached from outside; its own pages may always speak with it.
    package init(context: RuntimeContext, intake: Intake, hub: VisitorHub, publicURL: String?) {
        self.context = context
        self.intake = intake
        self.hub = hub
        self.publicURL = publicURL
    }

    /// Whether a path belongs here.
    package static func serves(_ path: String) -> Bool { path.hasPrefix("/webchat/") }

    /// Decides on a request by its head.
    package func admit(_ head: RequestHead) -> Admission {
        if intake.isOverloaded, head.request.method == "POST" { return .refuse(intake.overloaded()) }
        if head.request.method == "POST", let place = Place(head.request.path, context.directory), place.call == "files" {
            return admitFile(head, place)
        }
        return .accept(bodyLimit: Self.bodyLimit)
    }

    /// Answers one request. Runs on the server's thread and does not wait.
    package func handle(_ request: HTTPRequest, _ responder: HTTPResponder) {
        guard let place = Place(request.path, context.directory) else { return responder.respond(WebChatProblem.notFound.response) }
        let origins = Origins(account: place.account, publicURL: publicURL)
        if request.method == "OPTIONS" { return responder.respond(origins.preflight(request)) }
        if request.method == "GET", place.call == "widget.js" { return responder.respond(Widget.response(to: request)) }
        let reply = Reply(responder: responder, request: request, origins: origins)
        guard !origins.isRefused(request) else { return reply.refuse(.origin) }
        let now = context.clock.now()
        if let wait = perNetwork.take(AddressBytes.network(of: request.remoteAddress), now: now) { return reply.refuse(.tooMany(wait)) }
        do throws(WebChatProblem) {
            try route(request, place, now, reply)
        } catch {
            reply.refuse(error)
        }
    }

    private func route(_ request: HTTPRequest, _ place: Place, _ now: Instant, _ reply: Reply) throws(WebChatProblem) {
        switch (request.method, place.call) {
        case ("GET", "config"):
            let locale = FormDecoding.fields(query: request.query)["locale"] ?? "en"
            let call = ConfigCall(
                account: place.account, displayName: place.integration.displayName, targets: place.targets(context.directory),
                locale: String(locale.prefix(35)), takesFiles: place.account.attachments && context.media != nil, now: now)
            reply.json(call)
        case ("POST", "session"): try session(try Self.object(request), place, now, reply)
        case ("GET", "thread"): try thread(request, try visitor(request, place, now), place, reply)
        case ("GET", "events"): try events(request, try visitor(request, place, now), place, reply)
        case ("POST", "files"): try file(request, try visitor(request, place, now), place, now, reply)
        case ("POST", "continue"): try continueElsewhere(try Self.object(request), try visitor(request, place, now), place, now, reply)
        case ("POST", _): try post(request, try visitor(request, place, now), place, now, reply)
        default: throw .notFound
        }
    }

    /// Who calls, by the token in the header.
    func visitor(_ request: HTTPRequest, _ place: Place, _ now: Instant) throws(WebChatProblem) -> Visitor {
        guard let value = request.headers["Authorization"], value.hasPrefix("Bearer "),
            let visitor = place.account.keys.visitor(of: String(value.dropFirst(7)), now: now)
        else { throw .token }
        return visitor
    }

    private func post(
        _ request: HTTPRequest, _ visitor: Visitor, _ place: Place, _ now: Instant, _ reply: Reply
    ) throws(WebChatProblem) {
        if let wait = perVisitor.take(visitor.address, now: now) { throw .tooMany(wait) }
        let act = try VisitorAct(place.call, try Self.object(request), place.account, now: now)
        if act.startsChat, place.account.mode != .everyone, visitor.externalID == nil { throw .signIn }
        guard let message = act.delivered else { return deliver(act, of: visitor, place, reply) { reply.raw($0) } }
        let reading = ThreadReading(app: place.integration.appID, integration: place.integration.id, address: visitor.address)
        report(act, of: visitor, place, reply) { try reading.awaits(message, $0) }
    }

    /// Hands on what a visitor reports of a message, if it is one that was sent to this visitor. A word on any other has no effect and
    /// leaves no trace: it would change what the agent sees of somebody else's message, or wait for a message that never comes.
    private func report(
        _ act: VisitorAct, of visitor: Visitor, _ place: Place, _ reply: Reply,
        if isOwn: @escaping @Sendable (any StoreReader) throws -> Bool
    ) {
        Task {
            do {
                guard try await context.store.read({ try isOwn($0) }) else { return reply.json(JSONValue.object([])) }
                deliver(act, of: visitor, place, reply) { reply.raw($0) }
            } catch {
                context.log.error(
                    "A visitor's report failed", ["problem": (error as? StoreProblem).map { "\($0)" } ?? "\(type(of: error))"])
                reply.refuse(WebChatProblem(503, "unavailable", "Please try again.", retryAfter: .seconds(2)))
            }
        }
    }

    /// Hands what a visitor did to the intake. `done` is called with its answer, if it took it.
    func deliver(
        _ act: VisitorAct, of visitor: Visitor, _ place: Place, _ reply: Reply, done: @escaping @Sendable (HTTPResponse) -> Void
    ) {
        let envelope = act.envelope(of: visitor)
        let headers: HTTPFields = HTTPFields([
            "Content-Type": "application/json", WebChatChannel.signatureHeader: place.account.keys.signature(of: envelope),
        ])
        let request = HTTPRequest(method: "POST", path: "/webchat/\(place.integration.id)/\(place.call)", headers: headers, body: envelope)
        intake.receive(request, integration: place.integration.id) { answer in
            if answer.status == 200 { done(answer) } else { reply.raw(answer) }
        }
    }

    private static func object(_ request: HTTPRequest) throws(WebChatProblem) -> JSON {
        guard let root = (try? JSONDocument.parse(request.body, limits: JSONLimits(depth: 16, bytes: bodyLimit)))?.root,
            root.kind == .object
        else { throw .bad("body", "must be a JSON object") }
        return root
    }
}

/// Which web chat a path names, and what is asked of it.
struct Place: Sendable {
    let integration: IntegrationEntry
    let account: WebChatAccount
    let call: String

    init?(_ path: String, _ directory: Directory) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: true)
        guard parts.count == 3, let id = ID(String(parts[1])), let integration = directory.integrations[id], integration.isActive,
            let channel = integration.channel as? WebChatChannel
        else { return nil }
        self.integration = integration
        account = channel.account
        call = String(parts[2])
    }

    /// Channels of the same app in which a visitor may go on now.
    func targets(_ directory: Directory) -> [(target: ContinuationTarget, type: String)] {
        account.continueOn.compactMap { target in
            guard let other = directory.integrations[target.integrationID], other.isActive, other.appID == integration.appID,
                other.id != integration.id
            else { return nil }
            return (target, other.type)
        }
    }
}

/// An answer on its way to a browser.
struct Reply: Sendable {
    let responder: HTTPResponder
    let request: HTTPRequest
    let origins: Origins

    func raw(_ response: HTTPResponse) {
        var response = origins.marked(response, for: request)
        response.headers["Cache-Control"] = "no-store"
        responder.respond(response)
    }

    func refuse(_ problem: WebChatProblem) { raw(problem.response) }

    func json(_ value: some JSONWritable) {
        var json = JSONWriter()
        value.write(to: &json)
        raw(HTTPResponse(status: 200, headers: HTTPFields(["Content-Type": "application/json"]), body: json.finish()))
    }

    func stream() -> HTTPStream {
        let head = HTTPResponse(
            status: 200, headers: HTTPFields(["Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"]))
        return responder.stream(origins.marked(head, for: request))
    }
}

extension HTTPStream: VisitorStream {}
