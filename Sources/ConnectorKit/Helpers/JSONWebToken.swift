package import Core
package import Cryptography
package import JSONKit

/// A JSON Web Token of the kind that is taken: compact, signed with HS256, without critical extensions (RFC 7515, RFC 7519).
///
/// What it claims is proven by `isSigned(by:)` only.
package struct JSONWebToken: Sendable {
    /// Longer tokens are refused unread, in bytes.
    package static let lengthLimit = 8192

    /// The header.
    package let header: JSON
    /// The payload.
    package let claims: JSON
    private let signed: [UInt8]
    private let signature: [UInt8]

    /// Reads a token; nil for anything but one whose header names HS256. Nothing is proven yet.
    package init?(_ text: String) {
        guard text.utf8.count <= Self.lengthLimit else { return nil }
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3, let header = Self.object(parts[0]), let claims = Self.object(parts[1]),
            let signature = Self.decode(parts[2]), header["alg"] == "HS256", !header["crit"].exists
        else { return nil }
        self.header = header
        self.claims = claims
        self.signature = signature
        signed = Array(text.utf8[..<parts[1].endIndex])
    }

    /// Whether the key made it; compared in constant time.
    package func isSigned(by key: HMAC) -> Bool { key.isValid(signature, for: signed) }

    /// What `exp` and `nbf` say of a time.
    package enum Validity: Hashable, Sendable {
        /// Both allow it, as far as they are there.
        case valid
        /// It is not before `exp`.
        case expired
        /// It is before `nbf`.
        case early
        /// A time is no number.
        case malformed
    }

    /// Whether the token may be used at `now`, where clocks may differ by `leeway`.
    package func validity(at now: Instant, leeway: Duration) -> Validity {
        if claims["exp"].exists {
            guard let end = end(leeway: leeway) else { return .malformed }
            if now >= end { return .expired }
        }
        if claims["nbf"].exists {
            guard let start = claims["nbf"].double else { return .malformed }
            if now < Self.instant(start) - leeway { return .early }
        }
        return .valid
    }

    /// From when on the token may no longer be used; nil when it says nothing of that.
    package func end(leeway: Duration) -> Instant? { claims["exp"].double.map { Self.instant($0) + leeway } }

    /// A number may be far outside of what a time can be.
    private static func instant(_ seconds: Double) -> Instant {
        let bound = Double(Instant.distantFuture.seconds)
        return Instant(milliseconds: Int64(min(max(seconds, -bound), bound) * 1000))
    }

    private static func decode(_ part: Substring.UTF8View) -> [UInt8]? {
        Array(part).withUnsafeBufferPointer { Base64.decode($0, .urlSafe, padding: .refused) }
    }

    private static func object(_ part: Substring.UTF8View) -> JSON? {
        guard let bytes = decode(part), let root = (try? JSONDocument.parse(bytes, limits: JSONLimits(depth: 8, bytes: lengthLimit)))?.root,
            root.kind == .object
        else { return nil }
        return root
    }
}
