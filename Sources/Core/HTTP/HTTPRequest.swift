/// A request that came in, whole: the exact bytes, so that a signature over them can be checked.
package struct HTTPRequest: Hashable, Sendable {
    /// The method in upper case, such as `POST`.
    package var method: String
    /// The path before the `?`, still percent-encoded, always starting with `/`.
    package var path: String
    /// What follows the `?`, still percent-encoded; nil when there was no `?`.
    package var query: String?
    /// The header fields.
    package var headers: HTTPFields
    /// The body, exactly as received (after removal of chunked framing).
    package var body: [UInt8]
    /// The client's address as text without port (`192.0.2.1`, `2001:db8::1`): the peer's, or the one that a trusted proxy names. Empty for
    /// a unix socket whose peer names none.
    package var remoteAddress: String
    /// Scheme and host that the client called, such as `https://messages.example.com`, where a trusted proxy says so.
    package var publicOrigin: String?

    /// Makes a request.
    package init(
        method: String, path: String, query: String? = nil, headers: HTTPFields = HTTPFields(), body: [UInt8] = [],
        remoteAddress: String = "", publicOrigin: String? = nil
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.remoteAddress = remoteAddress
        self.publicOrigin = publicOrigin
    }
}

/// The answer to a request that came in.
package struct HTTPResponse: Hashable, Sendable {
    /// The status code.
    package var status: Int
    /// The header fields, without framing (`Content-Length`, `Transfer-Encoding`, `Connection`), which the server adds.
    package var headers: HTTPFields
    /// The body.
    package var body: [UInt8]

    /// Makes a response.
    package init(status: Int, headers: HTTPFields = HTTPFields(), body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}
