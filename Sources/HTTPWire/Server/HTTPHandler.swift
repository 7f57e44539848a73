package import Core

/// What a server does with requests.
///
/// Both functions run on the server's own thread, one at a time per thread, and must not wait: what takes long keeps the responder and
/// answers later from any thread.
package protocol HTTPHandler: Sendable {
    /// Decides on a request when its head is complete and before its body is read.
    func admit(_ head: RequestHead) -> Admission

    /// Takes a whole request. Answering before this returns is the fast path; the responder may also be kept.
    func handle(_ request: HTTPRequest, _ responder: HTTPResponder)
}

/// A request's head, checked for framing and syntax.
package struct RequestHead: Hashable, Sendable {
    /// The request with an empty body.
    package var request: HTTPRequest
    /// The announced length of the body; nil for a chunked one.
    package var contentLength: Int?

    /// Makes a head.
    package init(request: HTTPRequest, contentLength: Int? = 0) {
        self.request = request
        self.contentLength = contentLength
    }

    /// Whether a body follows.
    package var hasBody: Bool { contentLength != 0 }
}

/// The decision on a head.
package enum Admission: Hashable, Sendable {
    /// Read the body, up to `bodyLimit` bytes (past it 413), and hand over the request.
    case accept(bodyLimit: Int)
    /// Answer at once; if a body follows, it is not read and the connection is closed.
    case refuse(HTTPResponse)
}

/// A handler made of a closure: for tests, fake providers and plain endpoints.
package struct ClosureHandler: HTTPHandler {
    private let bodyLimit: Int
    private let body: @Sendable (HTTPRequest, HTTPResponder) -> Void

    /// Admits every request up to `bodyLimit` bytes and gives it to `body`, on the server's thread.
    package init(bodyLimit: Int = 1 << 20, _ body: @escaping @Sendable (HTTPRequest, HTTPResponder) -> Void) {
        self.bodyLimit = bodyLimit
        self.body = body
    }

    /// Admits every request up to `bodyLimit` bytes and answers each from a Task of its own.
    package static func async(
        bodyLimit: Int = 1 << 20, _ body: @escaping @Sendable (HTTPRequest) async -> HTTPResponse
    ) -> ClosureHandler {
        ClosureHandler(bodyLimit: bodyLimit) { request, responder in responder.respond { await body(request) } }
    }

    package func admit(_ head: RequestHead) -> Admission { .accept(bodyLimit: bodyLimit) }
    package func handle(_ request: HTTPRequest, _ responder: HTTPResponder) { body(request, responder) }
}
