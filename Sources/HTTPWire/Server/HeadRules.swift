import Core

/// The rules a request head must keep, beyond what libmicrohttpd 0.9.75 checks. Pure.
///
/// Sources: RFC 9110 (HTTP Semantics), RFC 9112 (HTTP/1.1), section 6.3 on message length: what one server reads as one request and
/// another as two lets a second request be smuggled in, so every doubtful framing is refused and the connection closed.
struct HeadRules {
    /// Why a head is refused.
    enum Violation: Hashable {
        case badRequest(String)
        case tooLarge
        case version
        case expectation
        case contentEncoding

        /// The answer: status and one plain sentence.
        var response: HTTPResponse {
            switch self {
            case .badRequest(let reason): HTTPResponse.plain(400, reason)
            case .tooLarge: HTTPResponse.plain(431, "The request head is too large.")
            case .version: HTTPResponse.plain(505, "Only HTTP/1.0 and HTTP/1.1 are spoken here.")
            case .expectation: HTTPResponse.plain(417, "Only the expectation 100-continue is known here.")
            case .contentEncoding: HTTPResponse.plain(415, "Send the body without Content-Encoding.")
            }
        }
    }

    /// How the body is framed.
    struct Framing: Hashable {
        /// The announced length; nil for chunked.
        var contentLength: Int?
    }

    private var contentLength: Int?
    private var transferCodings = 0
    private var hosts = 0
    private var violation: Violation?

    /// Looks at one field. Cheap for the fields that carry no rule: they are told apart by length.
    mutating func read(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
        guard violation == nil else { return }
        if !name.allSatisfy(Self.isToken) || name.isEmpty {
            return violation = .badRequest("A header field's name holds a forbidden character.")
        }
        if value.contains(where: { ($0 < 0x20 && $0 != 0x09) || $0 == 0x7F }) {
            return violation = .badRequest("A header field's value holds a control character.")
        }
        switch name.count {
        case 4: if Self.same(name, "host") { hosts += 1 }
        case 6: if Self.same(name, "expect"), !Self.same(value, "100-continue") { violation = .expectation }
        case 14: if Self.same(name, "content-length") { readLength(value) }
        case 16: if Self.same(name, "content-encoding"), !Self.same(value, "identity") { violation = .contentEncoding }
        case 17: if Self.same(name, "transfer-encoding") { readCoding(value) }
        default: break
        }
    }

    /// The framing of the body, or why the head is refused.
    func finish(isVersion11: Bool) -> Result<Framing, Violation> {
        if let violation { return .failure(violation) }
        guard hosts == 1 || (hosts == 0 && !isVersion11) else { return .failure(.badRequest("Exactly one Host field is needed.")) }
        guard transferCodings > 0 else { return .success(Framing(contentLength: contentLength ?? 0)) }
        guard transferCodings == 1, isVersion11 else { return .failure(.badRequest("The Transfer-Encoding is not acceptable.")) }
        guard contentLength == nil else { return .failure(.badRequest("Content-Length and Transfer-Encoding exclude each other.")) }
        return .success(Framing(contentLength: nil))
    }

    private mutating func readLength(_ value: UnsafeRawBufferPointer) {
        guard !value.isEmpty, value.count <= 18, value.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else {
            return violation = .badRequest("The Content-Length is not a number.")
        }
        let length = value.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        guard contentLength == nil || contentLength == length else {
            return violation = .badRequest("There are two different Content-Length fields.")
        }
        contentLength = length
    }

    private mutating func readCoding(_ value: UnsafeRawBufferPointer) {
        transferCodings += 1
        if !Self.same(value, "chunked") { violation = .badRequest("The only Transfer-Encoding known here is chunked.") }
    }

    private static func same(_ bytes: UnsafeRawBufferPointer, _ lowercase: StaticString) -> Bool {
        guard bytes.count == lowercase.utf8CodeUnitCount else { return false }
        for i in 0..<bytes.count {
            let byte = bytes[i]
            let lower = byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
            if lower != lowercase.utf8Start[i] { return false }
        }
        return true
    }

    /// RFC 9110, section 5.6.2.
    static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        case 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2E, 0x5E, 0x5F, 0x60, 0x7C, 0x7E: true
        default: false
        }
    }
}

extension HeadRules.Violation: Error {}

extension HTTPResponse {
    /// A plain-text answer of one sentence.
    static func plain(_ status: Int, _ sentence: String, headers: HTTPFields = HTTPFields()) -> HTTPResponse {
        var headers = headers
        headers["Content-Type"] = "text/plain; charset=utf-8"
        return HTTPResponse(status: status, headers: headers, body: Array((sentence + "\n").utf8))
    }
}
