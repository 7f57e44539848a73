/// A request that the worker makes.
package struct OutboundRequest: Hashable, Sendable {
    /// The method in upper case.
    package var method: String
    /// The whole URL, `http` or `https`.
    package var url: String
    /// The header fields.
    package var headers: HTTPFields
    /// The body; empty for none.
    package var body: [UInt8]
    /// A form to send as the body instead; the client adds its `Content-Type`.
    package var form: OutboundForm?

    /// Makes a request.
    package init(method: String, url: String, headers: HTTPFields = HTTPFields(), body: [UInt8] = [], form: OutboundForm? = nil) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.form = form
    }
}

/// What bounds one call.
package struct CallLimits: Hashable, Sendable {
    /// From the first attempt to connect to the last byte of the answer.
    package var deadline: Duration
    /// The largest answer body that is taken, in bytes.
    package var maximumBody: Int
    /// Whether the target's host was written into the configuration: then it may be a private or loopback address.
    package var trustedHost: Bool
    /// The socket file to connect to instead of the URL's host; refused unless the host is trusted.
    package var unixSocket: String?

    /// Makes limits.
    package init(
        deadline: Duration = .seconds(30), maximumBody: Int = 1 << 20, trustedHost: Bool = false, unixSocket: String? = nil
    ) {
        self.deadline = deadline
        self.maximumBody = maximumBody
        self.trustedHost = trustedHost
        self.unixSocket = unixSocket
    }
}

/// What the transport can say of a call.
///
/// The difference between the two failures is what keeps a message from being sent twice: after `maybeSent` the other side may have acted.
package enum TransportOutcome: Hashable, Sendable {
    /// An answer came, whole.
    case answered(HTTPResponse)
    /// It is certain that the request did not reach the application: name resolution, connect, TLS or guard refused it, or it was cancelled before the first byte.
    case notSent(TransportFailure)
    /// At least one byte of the request may have left, and no whole answer came back.
    case maybeSent(TransportFailure)
}

/// Why a call has no answer.
package struct TransportFailure: Hashable, Sendable {
    /// A closed list, fit for a metric label.
    package enum Reason: String, Hashable, Sendable, CaseIterable {
        /// The host name has no address.
        case resolve
        /// No connection could be made.
        case connect
        /// The TLS handshake or certificate check failed.
        case tls
        /// The address is loopback, private, link-local or otherwise not public, and not allowed by configuration.
        case forbiddenAddress
        /// The URL cannot be used: wrong scheme, or not a URL.
        case badURL
        /// The deadline passed.
        case deadline
        /// The connection broke.
        case broken
        /// The answer's body is larger than the limit.
        case bodyTooLarge
        /// A file of the request cannot be read, or one for the answer cannot be written.
        case file
        /// The caller cancelled.
        case cancelled
        /// The client is shutting down.
        case closing
        /// The client has as many calls as it takes; try again later.
        case overloaded
    }

    /// The reason.
    package var reason: Reason
    /// The library's own words; holds no header, body or query.
    package var detail: String

    /// Makes a failure.
    package init(_ reason: Reason, detail: String = "") {
        self.reason = reason
        self.detail = detail
    }
}

/// Makes calls. The runtime knows only this; the program hands it the real client, a test a fake.
package protocol HTTPCaller: Sendable {
    /// Makes one call without following redirects. Cancelling the task ends it with `.notSent` or `.maybeSent`, reason `cancelled`.
    func call(_ request: OutboundRequest, _ limits: CallLimits) async -> TransportOutcome
}
