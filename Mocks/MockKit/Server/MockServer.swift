import Core
package import HTTPWire
import JSONKit

/// Serves mocks on one port, each under its prefix, and their control API under `/_mock/`.
package final class MockServer: Sendable {
    private let mocks: [any Mock]
    private let server: HTTPServer
    private let address: ListenAddress
    private let hanging = HangingRequests()

    /// - Parameter address: where to listen; the loopback address and a free port when it is left out.
    package init(_ mocks: [any Mock], at address: ListenAddress = .tcp(host: "127.0.0.1", port: 0)) {
        self.mocks = mocks
        self.address = address
        var configuration = HTTPServerConfiguration(listen: [address])
        configuration.connectionsPerAddress = configuration.connectionLimit
        configuration.streamBuffer = 64 << 20
        server = HTTPServer(
            configuration, handler: Router(mocks: mocks, control: ControlAPI(mocks: mocks, hanging: hanging), hanging: hanging))
    }

    /// Opens the port.
    /// - Returns: the origin of all mocks, `http://127.0.0.1:9001`; a mock's base URL is this and its prefix.
    @discardableResult
    package func start() throws(HTTPServerError) -> String {
        try server.start()
        let origin = origin
        for mock in mocks { mock.started(at: origin) }
        return origin
    }

    /// The port that was opened; 0 before the start.
    package var port: UInt16 { server.port }

    /// The origin of all mocks.
    package var origin: String {
        guard case .tcp(let host, _) = address else { return "http://127.0.0.1:\(port)" }
        let reachable = host == "0.0.0.0" ? "127.0.0.1" : host
        return reachable.contains(":") ? "http://[\(reachable)]:\(port)" : "http://\(reachable):\(port)"
    }

    /// Applies settings to all mocks: a JSON object with the body of `configure` under each mock's name.
    package func configure(_ preset: [UInt8]) async throws(ControlProblem) {
        let json: JSON
        do throws(JSONError) { json = try JSONDocument.parse(preset).root } catch { throw ControlProblem(400, error.description) }
        for (name, settings) in json.object {
            guard let mock = mocks.first(where: { $0.name == name }) else { throw ControlProblem(400, "\(name) is not a mock.") }
            _ = try await mock.configure(settings)
        }
    }

    /// Ends all deliveries and closes the port.
    package func stop() async {
        for mock in mocks { await mock.desk.sender.stop() }
        hanging.cutAll()
        await server.drain(deadline: .seconds(2))
    }
}

/// Leads requests to the mocks.
private struct Router: HTTPHandler {
    let mocks: [any Mock]
    let control: ControlAPI
    let hanging: HangingRequests

    /// The largest media file that a provider takes is 100 MB.
    func admit(_ head: RequestHead) -> Admission { .accept(bodyLimit: 101 << 20) }

    func handle(_ request: HTTPRequest, _ responder: HTTPResponder) {
        if request.path.hasPrefix("/_mock") { return responder.respond { await control.answer(request) } }
        guard let mock = mocks.first(where: { Self.isUnder(request.path, $0.prefix) }) else {
            return responder.respond(.json(404, "There is no mock under this path; GET /_mock/ lists them."))
        }
        switch mock.handle(request) {
        case .answer(let response): responder.respond(response)
        case .late(let response, let delay):
            responder.respond {
                try? await Task.sleep(for: delay)
                return response
            }
        case .stream(let head, let reply): reply.begin(responder.stream(head))
        case .pending(let reply): reply.whenAnswered { responder.respond($0) }
        case .hang: hanging.keep(responder)
        case .cut: responder.cut()
        }
    }

    private static func isUnder(_ path: String, _ prefix: String) -> Bool {
        path.utf8.starts(with: prefix.utf8)
            && (path.utf8.count == prefix.utf8.count || path.utf8.dropFirst(prefix.utf8.count).first == UInt8(ascii: "/"))
    }
}
