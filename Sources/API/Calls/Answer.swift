import Core
import JSONKit

/// The answer of a call that succeeded: an object, and header fields of its own.
struct Answer: Hashable, Sendable {
    var body: [UInt8]
    var headers: [HTTPFields.Field]
    /// Whether it shows a secret, which is told once and not kept in the clear.
    var isConfidential = false

    private static let contentType = HTTPFields.Field(name: "Content-Type", value: "application/json")

    init(body: [UInt8], headers: [HTTPFields.Field] = []) {
        self.body = body
        self.headers = headers
    }

    /// An object that `write` fills.
    init(capacity: Int = 1024, headers: [HTTPFields.Field] = [], _ write: (inout JSONWriter) -> Void) {
        self.init(body: JSONWriter.object(capacity: capacity, write), headers: headers)
    }

    /// An object of one member.
    init(_ key: StaticString, _ value: some JSONWritable) { self.init { $0.field(key, value) } }

    /// The same with a secret in it.
    var confidential: Answer {
        var answer = self
        answer.isConfidential = true
        answer.headers.append(HTTPFields.Field(name: "Cache-Control", value: "no-store"))
        return answer
    }

    /// `{}`
    static let empty = Answer { _ in }

    func response(_ status: Int) -> HTTPResponse {
        var fields = HTTPFields()
        fields.fields = headers.isEmpty ? [Self.contentType] : [Self.contentType] + headers
        return HTTPResponse(status: status, headers: fields, body: body)
    }
}

// MARK: - Kept form

extension Answer {
    /// The form that is kept for repetitions: header lines, an empty line, the body.
    func kept() -> [UInt8] {
        var bytes: [UInt8] = []
        for field in headers { bytes += Array("\(field.name): \(field.value)\n".utf8) }
        bytes.append(UInt8(ascii: "\n"))
        return bytes + body
    }

    /// Reads what `kept()` made; nil for other bytes.
    init?(kept bytes: [UInt8]) {
        var headers: [HTTPFields.Field] = []
        var rest = bytes[...]
        while true {
            guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
            let line = rest[..<end]
            rest = rest[(end + 1)...]
            if line.isEmpty { break }
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return nil }
            headers.append(
                HTTPFields.Field(
                    name: String(decoding: line[..<colon], as: UTF8.self),
                    value: String(decoding: line[(colon + 1)...].drop { $0 == UInt8(ascii: " ") }, as: UTF8.self)))
        }
        self.init(body: Array(rest), headers: headers)
    }
}
