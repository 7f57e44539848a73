/// The bounds of a client.
package struct CurlConfiguration: Hashable, Sendable {
    /// Connections open to one host at a time; more calls wait for one.
    package var connectionsPerHost = 128
    /// Connections open in all.
    package var connections = 512
    /// Idle connections kept.
    package var idleConnections = 256
    /// How long an idle connection may be used again. Shorter than what servers commonly keep, so that few calls meet a closed one.
    package var idleTime: Duration = .seconds(25)
    /// Calls in progress or waiting; past it a call ends at once with `.notSent(.overloaded)`.
    package var maximumCalls = 4096
    /// How long a connection attempt may take, within the call's deadline.
    package var connectDeadline: Duration = .seconds(10)
    /// The largest answer head in bytes.
    package var headLimit = 64 << 10
    /// The `User-Agent` where the request has none.
    package var userAgent = "parley"

    /// Makes a configuration with the default bounds.
    package init() {}
}
