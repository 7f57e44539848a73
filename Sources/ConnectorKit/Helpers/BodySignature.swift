package import Core
internal import Cryptography

/// Checks signatures of the form `sha256=<64 lower-case hexadecimal digits>` over the bytes of a body.
package struct BodySignature: Sendable {
    private let header: String
    private let prefix: String
    private let mac: HMACSHA256

    /// A check of the value under `header`, which must start with `prefix`; `key` is the shared secret.
    package init(header: String, prefix: String, key: Secret) {
        self.header = header
        self.prefix = prefix
        mac = HMACSHA256(key: key.revealBytes())
    }

    /// Whether the request carries the right signature, exactly once. Compared in constant time.
    package func verdict(on request: HTTPRequest) -> Verdict {
        let values = request.headers.values(header)
        guard let value = values.first else { return .refused(.signatureMissing) }
        guard values.count == 1, value.hasPrefix(prefix), let code = Self.lowerHex(value.utf8.dropFirst(prefix.utf8.count)) else {
            return .refused(.signatureMalformed)
        }
        return mac.isValid(code, for: request.body) ? .accepted(signed: true) : .refused(.signatureWrong)
    }

    /// The bytes of exactly 32 bytes' worth of lower-case digits. Upper case is refused: the provider never writes it.
    private static func lowerHex(_ text: Substring.UTF8View) -> [UInt8]? {
        let isLower = text.allSatisfy { byte in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
        }
        guard text.count == 2 * HMACSHA256.byteCount, isLower else { return nil }
        return Hex.decode(String(Substring(text)))
    }
}
