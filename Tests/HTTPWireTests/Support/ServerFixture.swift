import Core
import HTTPWire

/// A server on a free port of the loopback address, drained when the body ends.
func withServer<Result>(
    _ handler: any HTTPHandler = EchoHandler(), listen: [ListenAddress] = [.tcp(host: "127.0.0.1", port: 0)],
    _ adjust: (inout HTTPServerConfiguration) -> Void = { _ in },
    _ body: (HTTPServer) async throws -> Result
) async throws -> Result {
    var configuration = HTTPServerConfiguration(listen: listen)
    adjust(&configuration)
    let server = HTTPServer(configuration, handler: handler)
    try server.start()
    do {
        let result = try await body(server)
        await server.drain(deadline: .milliseconds(200))
        return result
    } catch {
        await server.drain(deadline: .milliseconds(200))
        throw error
    }
}

/// Answers with what it saw: method, path, query, body. Counts requests.
final class EchoHandler: HTTPHandler {
    let seen = Lock<[HTTPRequest]>([])
    private let bodyLimit: Int

    init(bodyLimit: Int = 1 << 20) { self.bodyLimit = bodyLimit }

    func admit(_ head: RequestHead) -> Admission {
        switch head.request.path {
        case "/overload": .refuse(HTTPResponse(status: 503, headers: HTTPFields(["Retry-After": "3"]), body: Array("busy".utf8)))
        default: .accept(bodyLimit: bodyLimit)
        }
    }

    func handle(_ request: HTTPRequest, _ responder: HTTPResponder) {
        seen.withLock { $0.append(request) }
        let query = request.query.map { "?" + $0 } ?? ""
        let text = "\(request.method) \(request.path)\(query) \(String(decoding: request.body, as: UTF8.self))"
        let response = HTTPResponse(status: 200, headers: HTTPFields(["X-Test": "1"]), body: Array(text.utf8))
        switch request.path {
        case "/later": responder.respond { response }
        case "/forgotten": break
        default: responder.respond(response)
        }
    }
}
