import API
import Core
import Glibc
import HTTPWire
import Operations
import Runtime

extension RuntimeSettings {
    /// The standard settings with what the configuration says.
    init(_ configuration: WorkerConfiguration) {
        self.init()
        webhookBodyLimit = configuration.limits.body
        unknownOutcomeWait = configuration.unknownOutcomeWait
    }
}

extension HTTPServerConfiguration {
    /// Where and within which bounds to serve. Sockets that were handed over win over the addresses of the file.
    init(_ configuration: WorkerConfiguration, inherited: [Int32]) {
        let addresses: [ListenAddress] =
            inherited.isEmpty
            ? configuration.listen.map {
                switch $0 {
                case .tcp(let host, let port): .tcp(host: host, port: port)
                case .unix(let path): .unix(path: path)
                }
            } : inherited.map { .inherited(descriptor: $0) }
        self.init(listen: addresses)
        headLimit = configuration.limits.head
        fieldLimit = configuration.limits.fields
        connectionLimit = configuration.limits.connections
        connectionsPerAddress = configuration.limits.connectionsPerAddress
        trustedProxies = TrustedProxies(configuration.trustedProxies)
        headDeadline = configuration.limits.headDeadline
        bodyDeadline = configuration.limits.bodyDeadline
        idleTimeout = configuration.limits.idleTimeout
    }
}

extension TrustedProxies {
    fileprivate init(_ proxies: [ProxyPlace]) {
        self.init(
            proxies.compactMap { place in
                if case .addresses(let range) = place { return AddressRange(range) }
                return nil
            }, unixSockets: proxies.contains(.unixSockets))
    }
}

extension APISettings {
    /// The standard settings with what the configuration says.
    init(_ configuration: WorkerConfiguration) {
        self.init(publicURL: configuration.publicURL?.text)
        callsPerSecond = Dictionary(uniqueKeysWithValues: configuration.apps.map { ($0.id, $0.callsPerSecond) })
    }
}

extension CrashPoints {
    /// In the sandbox, `PARLEY_CRASH_AT=<point>:<n>` ends the process by SIGKILL when it passes the point for the n-th time.
    init(_ variables: [String: String], _ configuration: WorkerConfiguration) {
        let fields = (variables["PARLEY_CRASH_AT"] ?? "").split(separator: ":")
        guard configuration.sandbox, fields.count == 2, let point = Point(rawValue: String(fields[0])), let count = Int(fields[1]) else {
            self.init()
            return
        }
        let left = Lock(count)
        self.init { passed in
            guard passed == point else { return }
            let isNow = left.withLock { left in
                left -= 1
                return left == 0
            }
            if isNow { kill(getpid(), SIGKILL) }
        }
    }
}
