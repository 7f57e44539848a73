package import Core

/// Everything that the configuration file says, checked. Holds secrets only as `Secret`.
package struct WorkerConfiguration: Sendable {
    /// Where HTTP is served. Sockets handed over by the service manager win over it.
    package var listen: [ListenPoint]
    /// How the outside reaches this worker, without a slash at the end.
    package var publicURL: ServiceURL?
    /// Where the data is.
    package var store: StoreLocation
    /// The directory that everything on disk lives under; nil when nothing is kept (a store in memory).
    package var stateDirectory: String?
    /// Whether this is a try-out, where literal secrets and a store in memory are allowed.
    package var sandbox: Bool
    /// Hosts that may be called though they are not public, in lower case.
    package var allowHosts: [String]
    /// Reverse proxies that are believed who their clients are.
    package var trustedProxies: [ProxyPlace]
    /// The lowest level that is logged.
    package var logLevel: Log.Level
    /// Bounds of the HTTP side.
    package var limits: LimitsConfiguration
    /// Files of messages.
    package var media: MediaConfiguration
    /// The mail server; nil when no mails are sent.
    package var smtp: SMTPConfiguration?
    /// The key that secrets given through the API are kept under, as 64 hexadecimal digits; nil for one in a file: see `SealingKey`.
    package var sealingKey: Secret?
    /// How long a conversation waits for a status echo after an unknown outcome.
    package var unknownOutcomeWait: Duration
    /// The tenants, in the order of the file.
    package var apps: [AppConfiguration]

    /// All hosts that the administrator named: `allowHosts`, and those of every `baseURL` and webhook target. They may be called as
    /// written; every other host must resolve to a public address.
    package var namedHosts: Set<String> {
        var hosts = Set(allowHosts)
        for app in apps {
            hosts.formUnion(app.webhooks.map(\.target.host))
            hosts.formUnion(app.integrations.compactMap(\.baseURL?.host))
        }
        return hosts
    }
}

/// An address to serve HTTP on.
package enum ListenPoint: Hashable, Sendable, CustomStringConvertible {
    /// An IP address without brackets or `localhost`, and a port; 0 lets the system choose.
    case tcp(host: String, port: UInt16)
    /// A socket file.
    case unix(path: String)

    /// As it is written in the file.
    package var description: String {
        switch self {
        case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unix(let path): "unix:\(path)"
        }
    }
}

/// The mail server that takes the worker's mails.
package struct SMTPConfiguration: Hashable, Sendable {
    /// `smtps://host:port`, or `smtp://host:port`.
    package var url: String
    /// Whether the server is on this machine itself: then it need not have TLS.
    package var isLocal: Bool
    package var from: MailSender
    package var username: String?
    package var password: Secret?
}

/// Where a reverse proxy connects from.
package enum ProxyPlace: Hashable, Sendable {
    /// One address, or a block of them with `/LENGTH` behind.
    case addresses(String)
    /// A socket file.
    case unixSockets
}

/// Where the data is.
package enum StoreLocation: Hashable, Sendable {
    /// An SQLite file.
    case sqlite(path: String)
    /// SQLite in memory, gone when the worker ends: sandbox only.
    case sqliteMemory
}

/// Bounds and times of files in messages.
package struct MediaConfiguration: Hashable, Sendable {
    /// How long files are kept.
    package var retention: Duration = .hours(24 * 180)
    /// How long a URL in a message or event is good for.
    package var linkLife: Duration = .hours(24 * 7)
    /// The largest file of a customer that is fetched, in bytes.
    package var largestFetched = 100 << 20
    /// The largest attachment that the API takes, in bytes.
    package var largestAttachment = 50 << 20

    /// The standard bounds.
    package init() {}
}

/// Bounds of the HTTP side; past them the answer is 413, 431 or 503.
package struct LimitsConfiguration: Hashable, Sendable {
    /// The largest request body, in bytes. Meta sends up to 3 MB.
    package var body = 4 << 20
    /// The largest request head, in bytes.
    package var head = 16 << 10
    /// The most header fields.
    package var fields = 100
    /// The most connections open at a time.
    package var connections = 10_000
    /// The most connections from one address (IPv6: from one /64); trusted proxies are exempt.
    package var connectionsPerAddress = 1024
    /// How long a request head may take.
    package var headDeadline: Duration = .seconds(10)
    /// How long a request body may take.
    package var bodyDeadline: Duration = .seconds(30)
    /// How long a connection that is kept alive may say nothing.
    package var idleTimeout: Duration = .seconds(75)
    /// How long work that runs may take to end after a stop was asked for.
    package var drain: Duration = .seconds(20)

    /// The standard bounds.
    package init() {}
}
