import Core
import Cryptography
import HTTPWire
import JSONKit

/// A help desk as small as can be: takes signed webhooks and keeps their events.
final class HelpDesk: Sendable {
    /// An event as it came.
    struct Event: Sendable {
        let id: String
        let type: String
        let payload: JSON
    }

    /// Where webhooks go.
    let url: String
    private let server: HTTPServer
    private let inbox: Inbox

    /// Opens a free port.
    init(secret: Secret) throws {
        let inbox = Inbox(WebhookSignature(secret: secret))
        self.inbox = inbox
        server = HTTPServer(
            HTTPServerConfiguration(listen: [.tcp(host: "127.0.0.1", port: 0)]),
            handler: ClosureHandler { request, responder in responder.respond(inbox.take(request)) })
        try server.start()
        url = "http://127.0.0.1:\(server.port)/hook"
    }

    /// Webhooks that were refused, with the reason of the last one.
    var refused: String? { inbox.refused }

    /// The first event for which `wanted` is true, if it has come.
    func event(where wanted: (Event) -> Bool) -> Event? { inbox.events.first(where: wanted) }

    /// Shows events that come from now on, until the task is cancelled.
    func show(on transcript: Transcript) async {
        var shown = inbox.events.count
        while !Task.isCancelled {
            let events = inbox.events
            for event in events[shown...] { transcript.line(.parley, .desk, Self.words(event)) }
            shown = events.count
            try? await Task.sleep(for: .milliseconds(50))
        }
    }

    func close() async { await server.drain(deadline: .seconds(1)) }

    private static func words(_ event: Event) -> String {
        let payload = event.payload
        let text = payload["message"]["content"]["text"].string ?? payload["error"]["message"].string
        return [event.type, text.map { "\"\($0)\"" }].compactMap { $0 }.joined(separator: ": ")
    }
}

/// What came in, each event once.
private final class Inbox: Sendable {
    private struct State {
        var events: [HelpDesk.Event] = []
        var known: Set<String> = []
        var refused: String?
    }

    private let signature: WebhookSignature
    private let state = Lock(State())

    init(_ signature: WebhookSignature) { self.signature = signature }

    var events: [HelpDesk.Event] { state.withLock { $0.events } }
    var refused: String? { state.withLock { $0.refused } }

    func take(_ request: HTTPRequest) -> HTTPResponse {
        if let reason = signature.problem(with: request, now: WallClock.system.now()) {
            state.withLock { $0.refused = reason }
            return HTTPResponse(status: 401)
        }
        guard let document = try? JSONDocument.parse(request.body) else { return HTTPResponse(status: 400) }
        let events = document.root["events"].array.map { event in
            HelpDesk.Event(id: event["id"].string ?? "", type: event["type"].string ?? "", payload: event["payload"])
        }
        state.withLock { state in
            // Delivery is at least once: an id that is known already is a repetition.
            for event in events where state.known.insert(event.id).inserted { state.events.append(event) }
        }
        return HTTPResponse(status: 200)
    }
}
