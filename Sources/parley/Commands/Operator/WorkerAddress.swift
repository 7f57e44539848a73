import Operations

/// Where the worker answers.
struct WorkerAddress: Hashable, Sendable {
    /// For people: `127.0.0.1:8080`, `unix:/run/parley/parley.sock`.
    let text: String
    /// Scheme and authority, to put paths behind.
    let base: String
    /// The socket file, if it is one.
    let unixSocket: String?

    /// The address to call for a listen address; nil when the port is only known to the system.
    init?(_ point: ListenPoint) {
        switch point {
        case .tcp(_, 0): return nil
        case .tcp(let host, let port):
            // Listening on all addresses includes the loopback one.
            let target = host == "0.0.0.0" ? "127.0.0.1" : host == "::" ? "::1" : host
            self.init(authority: target.contains(":") ? "[\(target)]:\(port)" : "\(target):\(port)")
        case .unix(let path):
            self.init(text: point.description, base: "http://localhost", unixSocket: path)
        }
    }

    /// Reads `HOST:PORT`, `[IPv6]:PORT` or `unix:/PATH`; nil for anything else.
    init?(_ text: String) {
        if let point = ListenPoint(text) {
            self.init(point)
            return
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let port = UInt16(parts[1]), port > 0, !parts[0].isEmpty, parts[0].utf8.count <= 253,
            parts[0].allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == ".") })
        else { return nil }
        self.init(authority: "\(parts[0]):\(port)")
    }

    private init(authority: String) { self.init(text: authority, base: "http://\(authority)", unixSocket: nil) }

    private init(text: String, base: String, unixSocket: String?) {
        self.text = text
        self.base = base
        self.unixSocket = unixSocket
    }
}
