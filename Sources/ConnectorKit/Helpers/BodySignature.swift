package import Core
internal import Cryptography

/// Checks signatures of the form `sha256=<64 lower-case hexadecimal digits>` over the bytes of a body.
package struct BodySignature: Sendable {
    private let header: String
    private let prefix: String
    private let mac: HMAC

    /// A check of the value under `header`, which must start with `prefix`; `key` is the shared secret.
    package init(header: String, prefix: String, key: Secret) {
        self.header = header
        self.prefix = prefix
        mac = HMAC(.sha256, key: key.revealBytes())
    }

    /// Whether the request carries the right signature, exactly once. Compared in constant time.
    package func verdict(on request: HTTPRequest) -> Verdict {
        let values = request.headers.values(header)
        guard let value = values.first else { return .refused(.signatureMissing) }
        guard values.count == 1, value.hasPrefix(prefix), let code = Self.lowerHex(value, from: prefix.utf8.count) else {
            return .refused(.signatureMalformed)
        }
        return mac.isValid(code, for: request.body) ? .accepted(signed: true) : .refused(.signatureWrong)
    }

    /// The bytes of exactly 32 bytes' worth of lower-case digits. Upper case is refused: the provider never writes it.
    private static func lowerHex(_ value: String, from start: Int) -> [UInt8]? {
        var value = value
        return value.withUTF8 { bytes in
            let text = UnsafeBufferPointer(rebasing: bytes.dropFirst(start))
            guard text.count == 2 * HMAC.Hash.sha256.byteCount,
                !text.contains(where: { $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "F") })
            else { return nil }
            return Hex.decode(text)
        }
    }
}
