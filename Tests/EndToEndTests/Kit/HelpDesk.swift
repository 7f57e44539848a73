import Core
import Cryptography
import HTTPWire
import JSONKit

/// A help desk that checks each webhook's signature and keeps every delivery, repetitions too.
final class HelpDesk: Sendable {
    /// One delivery of one event.
    struct Delivery: Sendable {
        /// The header `webhook-id`.
        let webhookID: String
        let id: String
        let type: String
        let payload: JSON

        var conversation: String? { payload["conversation"]["id"].string }
        var message: String? { payload["message"]["id"].string }
    }

    private struct State {
        var deliveries: [Delivery] = []
        var refusals: [String] = []
        var status = 200
        var secret: String
    }

    private final class Inbox: Sendable {
        let state: Lock<State>

        init(_ secret: String) { state = Lock(State(secret: secret)) }
    }

    let url: String
    private let server: HTTPServer
    private let inbox: Inbox

    /// - Parameter secret: `whsec_` and base64 of the key.
    init(secret: String) throws {
        let inbox = Inbox(secret)
        self.inbox = inbox
        server = HTTPServer(
            HTTPServerConfiguration(listen: [.tcp(host: "127.0.0.1", port: 0)]),
            handler: ClosureHandler { request, responder in responder.respond(HTTPResponse(status: Self.take(request, inbox))) })
        try server.start()
        url = "http://127.0.0.1:\(server.port)/hook"
    }

    /// Every delivery that was answered 2xx, in order of arrival.
    var deliveries: [Delivery] { inbox.state.withLock { $0.deliveries } }

    /// Why webhooks were refused.
    var refusals: [String] { inbox.state.withLock { $0.refusals } }

    /// What webhooks are answered from now on; one that is not 2xx is not kept.
    func answer(_ status: Int) { inbox.state.withLock { $0.status = status } }

    /// Waits for the first event for which `isWanted` is true.
    func event(
        _ type: String, within deadline: Duration = .seconds(15), where isWanted: (Delivery) -> Bool = { _ in true }
    ) async throws -> Delivery {
        try await eventually("no \(type) came; there are \(deliveries.map(\.type)), refused: \(refusals)", within: deadline) {
            deliveries.first { $0.type == type && isWanted($0) }
        }
    }

    /// Expects another secret from now on.
    func expect(secret: String) { inbox.state.withLock { $0.secret = secret } }

    func close() async { await server.drain(deadline: .seconds(1)) }

    private static func take(_ request: HTTPRequest, _ inbox: Inbox) -> Int {
        let problem = problem(with: request, inbox)
        let root = (try? JSONDocument.parse(request.body))?.root ?? .missing
        return inbox.state.withLock { state in
            if let problem {
                state.refusals.append(problem)
                return 401
            }
            guard 200..<300 ~= state.status else { return state.status }
            for event in root["events"].array {
                state.deliveries.append(
                    Delivery(
                        webhookID: request.headers["webhook-id"] ?? "", id: event["id"].string ?? "", type: event["type"].string ?? "",
                        payload: event["payload"]))
            }
            return state.status
        }
    }

    /// Source: Standard Webhooks 1.0.0, verifying webhook authenticity.
    private static func problem(with request: HTTPRequest, _ inbox: Inbox) -> String? {
        guard let id = request.headers["webhook-id"], let time = request.headers["webhook-timestamp"],
            let signatures = request.headers["webhook-signature"]
        else { return "a header webhook-… is missing" }
        guard let seconds = Int64(time), abs(WallClock.system.now().seconds - seconds) <= 300 else { return "the timestamp is far off" }
        let secret = inbox.state.withLock { $0.secret }
        guard request.headers["X-API-Key"] == secret else { return "X-API-Key is not the secret" }
        let mac = HMAC(.sha256, key: Base64.decode(String(secret.dropFirst(6)), padding: .optional) ?? [])
        let isGenuine = signatures.split(separator: " ").contains { signature in
            guard signature.hasPrefix("v1,"), let code = Base64.decode(String(signature.dropFirst(3))) else { return false }
            return mac.isValid(code, for: Array("\(id).\(time).".utf8), request.body)
        }
        return isGenuine ? nil : "the signature does not fit the body"
    }
}
