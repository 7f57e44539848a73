internal import ConnectorKit
package import Core
internal import JSONKit

/// A recorded request, and the events that it must give.
package struct InboundCase: Sendable, CustomStringConvertible {
    /// What is shown; unique in its table.
    package let label: String
    /// The request as recorded.
    package let request: HTTPRequest
    /// When it came in.
    package let receivedAt: Instant
    /// The events, in order. An identity of `Fingerprint.prefix` alone stands for any fingerprint.
    package let expected: [InboundEvent]

    /// A case from a whole request.
    package init(_ label: String, _ request: HTTPRequest, receivedAt: Instant, expected: [InboundEvent]) {
        self.label = label
        self.request = request
        self.receivedAt = receivedAt
        self.expected = expected
    }

    /// A case from the body of a POST.
    package init(_ label: String, body: String, receivedAt: Instant, expected: [InboundEvent]) {
        let request = HTTPRequest(method: "POST", path: "/webhooks/test", body: Array(body.utf8))
        self.init(label, request, receivedAt: receivedAt, expected: expected)
    }

    /// A case from the answer to a poll that went on behind `cursor`.
    package init(_ label: String, pollAnswer: String, after cursor: String = "1", receivedAt: Instant, expected: [InboundEvent]) {
        let request = HTTPRequest(method: Self.pollMethod, path: "/", query: cursor, body: Array(pollAnswer.utf8))
        self.init(label, request, receivedAt: receivedAt, expected: expected)
    }

    /// Stands where the method of a request would.
    private static let pollMethod = "POLL"

    /// The cursor of a poll; nil for a request.
    var cursor: String? { request.method == Self.pollMethod ? request.query : nil }

    package var description: String { label }

    /// What the runtime would hand the connector; nil when the body is not of the given form.
    func payload(_ form: PayloadForm, body: [UInt8]? = nil) -> Payload? {
        let bytes = body ?? request.body
        let decoded: Payload.Body
        switch form {
        case .json:
            if bytes.isEmpty {
                decoded = .json(.missing)
            } else if let document = try? JSONDocument.parse(bytes) {
                decoded = .json(document.root)
            } else {
                return nil
            }
        case .form: decoded = .form(FormDecoding.fields(bytes))
        }
        var request = request
        request.body = bytes
        return Payload(request: request, body: decoded, receivedAt: receivedAt)
    }
}
