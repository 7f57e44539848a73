import Core

/// The answer to a request.
enum Answer {
    case response(HTTPResponse)
    case stream(HTTPResponse, HTTPStream)
    /// A head, and a piece of a file as its body.
    case file(HTTPResponse, FileSlice)
    /// None: the connection is closed.
    case cut
}

/// One request and its answer.
// @unchecked: `answer`, `isAnswered` and `isSuspended` are only touched under the loop's mailbox lock; the other variables only on the
// loop's thread; `method` and `isChunkedCapable` are written before the responder exists.
final class Exchange: @unchecked Sendable {
    /// Where the request stands. Each stage is followed by the next one.
    enum Stage {
        case head
        case body
        case handling
        case answered
    }

    let loop: ServerLoop
    /// libmicrohttpd's connection; valid until the request is completed.
    let engine: OpaquePointer
    let connection: Connection
    /// The request target as received; nil when there was none or it holds a forbidden byte.
    let target: RequestTarget?
    /// Where the request line's version must start, to see that no NUL cut the target short.
    let expectedVersion: UnsafeRawPointer?

    var stage = Stage.head
    var request = HTTPRequest(method: "", path: "")
    var bodyLimit = 0
    /// Bytes of the body that came; they count against the loop's bound until the request is completed.
    var bodySize = 0
    /// What to answer at the end of a request that was refused and has no body.
    var refusal: HTTPResponse?
    var method = ""
    var isChunkedCapable = false

    var answer: Answer?
    var isAnswered = false
    var isSuspended = false

    init(loop: ServerLoop, engine: OpaquePointer, connection: Connection, target: RequestTarget?, expectedVersion: UnsafeRawPointer?) {
        self.loop = loop
        self.engine = engine
        self.connection = connection
        self.target = target
        self.expectedVersion = expectedVersion
    }
}
