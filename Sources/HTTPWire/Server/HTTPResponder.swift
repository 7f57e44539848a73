package import Core

/// The right to answer one request, once.
///
/// May be kept and used from any thread. The first answer counts, later ones are dropped; released unanswered, the client gets 500.
package final class HTTPResponder: Sendable {
    private let exchange: Exchange

    init(_ exchange: Exchange) { self.exchange = exchange }

    deinit { _ = exchange.loop.answer(exchange, .response(HTTPResponse(status: 500))) }

    /// Answers with a whole response.
    package func respond(_ response: HTTPResponse) {
        _ = exchange.loop.answer(exchange, .response(response))
    }

    /// Answers with what `work` returns, from a Task of its own. The bridge for handlers that await.
    package func respond(_ work: @escaping @Sendable () async -> HTTPResponse) {
        Task { self.respond(await work()) }
    }

    /// Answers with a head and a piece of a file, which the kernel sends without a copy in memory. The file must not be cut shorter meanwhile.
    package func respond(_ head: HTTPResponse, file: FileSlice) {
        _ = exchange.loop.answer(exchange, .file(head, file))
    }

    /// Closes the connection without an answer.
    package func cut() {
        _ = exchange.loop.answer(exchange, .cut)
    }

    /// Answers with a head and a body that follows bit by bit, such as server-sent events.
    ///
    /// The connection is closed at the end of the body. The stream is already closed when the request was answered before or is a `HEAD`.
    ///
    /// - Parameter head: status and header fields; its body, if any, is the first to be sent.
    package func stream(_ head: HTTPResponse) -> HTTPStream {
        let stream = HTTPStream(loop: exchange.loop, limit: exchange.loop.streamBuffer, chunked: exchange.isChunkedCapable)
        guard exchange.method != "HEAD" else {
            respond(HTTPResponse(status: head.status, headers: head.headers))
            stream.didClose()
            return stream
        }
        if !exchange.loop.answer(exchange, .stream(head, stream)) { stream.didClose() }
        return stream
    }
}
