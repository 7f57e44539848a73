/// One connection that libmicrohttpd serves. Touched only on its loop's thread.
final class Connection {
    /// Where the connection stands, for its deadline.
    enum Phase {
        /// Nothing came yet. Next: `head`.
        case new
        /// An answer went out and nothing came since. Next: `head`.
        case idle
        /// The request line is here, the head is not complete. Next: `body`.
        case head
        /// The head is complete, the body is not. Next: `handling`.
        case body
        /// The handler has the request. Next: `answering`.
        case handling
        /// The answer is on its way out. Next: `idle`.
        case answering
    }

    let descriptor: Int32
    let address: String
    /// Whether the peer is a proxy that is believed who its clients are.
    let isTrustedProxy: Bool
    /// The place in the loop's list.
    var index: Int
    private(set) var phase = Phase.new
    /// When the phase began, in monotonic milliseconds.
    private(set) var since: Int64
    /// The request in progress.
    var exchange: Exchange?
    /// Milliseconds that the answer on its way out may take beyond the usual.
    var allowance: Int64 = 0
    /// Whether the socket was taken over: then the new owner counts it.
    var isTakenOver = false

    init(descriptor: Int32, address: String, isTrustedProxy: Bool, index: Int, now: Int64) {
        self.descriptor = descriptor
        self.address = address
        self.isTrustedProxy = isTrustedProxy
        self.index = index
        since = now
    }

    /// Moves to `next`. The first head's time runs from the connection's start, not from its request line.
    func enter(_ next: Phase, now: Int64) {
        if !(phase == .new && next == .head) { since = now }
        if next != .answering { allowance = 0 }
        phase = next
    }
}
