package import Core
package import JSONKit

/// One request that reached the provider, and what the provider made of it.
package struct LedgerEntry: Hashable, Sendable {
    /// The place in the order of requests, from 1.
    package internal(set) var sequence = 0
    /// When it came.
    package var time: Instant
    /// The request. Its `Authorization` field is never written out.
    package var request: HTTPRequest
    /// Whether the provider accepted it, even when no answer said so.
    package var isAccepted: Bool
    /// The status of the answer; 0 when none was sent.
    package var status: Int
    /// The body of the answer that was sent or would have been sent.
    package var result: [UInt8]
    /// The provider's id of what it accepted, such as a message id.
    package var id: String?
    /// Whom it was for, in the provider's normal form.
    package var recipient: String?
    /// The fault that was played, in the words of a rule's `kind`.
    package var fault: String?

    /// Makes an entry.
    package init(
        time: Instant, request: HTTPRequest, isAccepted: Bool, status: Int, result: [UInt8], id: String? = nil, recipient: String? = nil,
        fault: String? = nil
    ) {
        self.time = time
        self.request = request
        self.isAccepted = isAccepted
        self.status = status
        self.result = result
        self.id = id
        self.recipient = recipient
        self.fault = fault
    }
}

extension LedgerEntry: JSONWritable {
    private static let shown = ["Content-Type", "User-Agent", "Idempotency-Key", "Accept", "Host"]

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("sequence", sequence)
            json.field("time", time.milliseconds)
            json.field("method", request.method)
            json.field("path", request.path)
            json.field("query", ifPresent: request.query)
            json.object("headers") { json in
                for name in Self.shown {
                    if let value = request.headers[name] { json.field(name.lowercased(), value) }
                }
            }
            json.field("accepted", isAccepted)
            json.field("status", status)
            json.field("fault", ifPresent: fault)
            json.field("id", ifPresent: id)
            json.field("recipient", ifPresent: recipient)
            json.field("body", BodyText(bytes: request.body))
            json.field("result", BodyText(bytes: result))
        }
    }
}

/// A body as it is shown: JSON as JSON, text as text, anything else by its size.
struct BodyText: JSONWritable {
    let bytes: [UInt8]

    func write(to json: inout JSONWriter) {
        if bytes.isEmpty { return json.null() }
        if bytes.first == UInt8(ascii: "{") || bytes.first == UInt8(ascii: "["), let document = try? JSONDocument.parse(bytes) {
            return document.root.write(to: &json)
        }
        if let text = String(validating: bytes, as: UTF8.self) { return json.value(text) }
        json.object { $0.field("bytes", bytes.count) }
    }
}
