package import Core

/// What a call is answered with.
package enum APIReply: Sendable {
    /// A whole answer.
    case response(HTTPResponse)
    /// A head, and a piece of a file as the body.
    case file(HTTPResponse, FileSlice)
    /// A head, and a body that the closure writes as things happen. It returns when the stream has ended and must be run in a task of its own.
    case stream(HTTPResponse, @Sendable (any StreamSink) async -> Void)
}

/// Where a streamed body is written. The program hands over the server's own stream.
package protocol StreamSink: Sendable {
    /// Queues bytes, at once and in order. False when the client is gone or too slow: then the stream has ended.
    func send(_ bytes: [UInt8]) -> Bool
    /// Ends the body after what is queued.
    func finish()
    /// Calls `action` once when the stream has ended, for whatever reason; at once if it has ended already.
    func onClose(_ action: @escaping @Sendable () -> Void)
}

/// The decision on a head, before the body is read.
package enum APIAdmission: Hashable, Sendable {
    /// Read the body, up to this many bytes.
    case accept(bodyLimit: Int)
    /// Answer at once and do not read the body.
    case refuse(HTTPResponse)
}

/// The bounds and surroundings of the API.
package struct APISettings: Hashable, Sendable {
    /// Where the worker is reached from outside, without a slash at the end: for links. Nil takes the host that the caller named.
    package var publicURL: String?
    /// Largest JSON body, in bytes: 100 kB ("Sunshine Conversations API, limits").
    package var bodyLimit = 100 * 1024
    /// How many calls a second an app may make; apps that are not named here have no limit.
    package var callsPerSecond: [ID: Int] = [:]
    /// How long the answer of a call with an `Idempotency-Key` is repeated.
    package var idempotencyLife: Duration = .hours(24)
    /// Event streams that may be open at once, of all apps.
    package var streamLimit = 256
    /// Event streams that one app may have open at once, so that it leaves some to the others.
    package var streamsPerApp = 64
    /// Silence after which a stream says that it is alive.
    package var heartbeat: Duration = .seconds(15)
    /// Rest between pages of old events, so that a resuming reader is not cut for being slower than the store.
    package var catchUpPause: Duration = .milliseconds(10)

    /// The defaults.
    package init(publicURL: String? = nil) { self.publicURL = publicURL }
}
