import Core

/// An HTTP/1 server on libmicrohttpd. TLS ends at the reverse proxy in front of it.
///
/// Order of life: `init`, `start()`, `drain(deadline:)`. Each at most once.
package final class HTTPServer: Sendable {
    private let configuration: HTTPServerConfiguration
    private let handler: any HTTPHandler
    private let state = Lock(State())

    private struct State {
        var loops: [ServerLoop] = []
        var ports: [UInt16] = []
    }

    /// Makes a server that is not listening yet.
    package init(_ configuration: HTTPServerConfiguration, handler: any HTTPHandler) {
        self.configuration = configuration
        self.handler = handler
    }

    /// Opens all addresses and starts the threads.
    package func start() throws(HTTPServerError) {
        var sockets: [ListenSocket] = []
        for address in configuration.listen { sockets.append(try ListenSocket(address)) }
        let ledger = ConnectionLedger(configuration)
        var loops: [ServerLoop] = []
        for _ in 0..<max(1, configuration.threads) {
            loops.append(try ServerLoop(configuration, handler: handler, listeners: sockets, ledger: ledger))
        }
        for loop in loops { try loop.start() }
        let ports = sockets.compactMap(\.port)
        state.withLock { [loops] in $0 = State(loops: loops, ports: ports) }
    }

    /// The ports of the TCP addresses, in order of the configuration; empty before the start.
    package var ports: [UInt16] { state.withLock { $0.ports } }

    /// The first of `ports`; 0 when there is none.
    package var port: UInt16 { ports.first ?? 0 }

    /// Stops accepting, ends idle connections and streams, lets the requests that run finish, closes. Returns when all is closed.
    ///
    /// - Parameter deadline: how long requests may take; those that still run then are answered 503 and their answers dropped.
    package func drain(deadline: Duration = .seconds(20)) async {
        let loops = state.withLock { $0.loops }
        let end = MonotonicTime.milliseconds() + deadline.milliseconds
        for loop in loops { loop.drain(by: end) {} }
        for loop in loops {
            await withCheckedContinuation { continuation in loop.drain(by: end) { continuation.resume() } }
        }
    }
}
