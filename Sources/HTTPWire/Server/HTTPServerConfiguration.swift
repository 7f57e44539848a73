/// What a server listens on and the bounds it keeps.
package struct HTTPServerConfiguration: Sendable {
    /// The addresses; all are opened or the start fails.
    package var listen: [ListenAddress]
    /// Threads that serve; each connection stays on one. One is right until it is the bottleneck.
    package var threads = 1
    /// The largest request head (request line and header fields) in bytes; past it 431.
    package var headLimit = 16 << 10
    /// The largest number of header fields; past it 431.
    package var fieldLimit = 100
    /// The most connections open at a time; past it 503 and close.
    package var connectionLimit = 10_000
    /// The most connections from one address (IPv6: from one /64); past it 503 and close. Unix sockets do not count.
    package var connectionsPerAddress = 1024
    /// Reverse proxies: `connectionsPerAddress` does not bind them, and they are believed who their clients are.
    package var trustedProxies = TrustedProxies()
    /// Bytes of request bodies that one thread holds at a time, from their arrival to the answer; past it 503.
    package var bodyMemory = 256 << 20
    /// From the first chance to send a head to its end.
    package var headDeadline: Duration = .seconds(10)
    /// From the end of the head to the end of the body.
    package var bodyDeadline: Duration = .seconds(30)
    /// How long a kept-alive connection may say nothing.
    package var idleTimeout: Duration = .seconds(75)
    /// From the answer to its last byte taken by the kernel.
    package var answerDeadline: Duration = .seconds(60)
    /// How long a connection that was refused is read and thrown away, so that the client sees the refusal and not a reset.
    package var lingerTime: Duration = .seconds(2)
    /// Unsent bytes that one streamed answer may hold; past it its client is too slow and is cut.
    package var streamBuffer = 256 << 10

    /// Makes a configuration with the default bounds.
    package init(listen: [ListenAddress]) { self.listen = listen }
}
