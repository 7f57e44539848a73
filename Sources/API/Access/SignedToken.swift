import Core
import Cryptography
import JSONKit

/// A JSON Web Token of the kind that is taken: compact, HS256, with the key's id in the header (RFC 7515, RFC 7519).
struct SignedToken {
    /// Clocks may differ by this much.
    static let leeway: Duration = .seconds(30)
    /// Longer tokens are refused unread.
    static let lengthLimit = 8192

    /// `kid` of the header.
    let keyID: String
    private let signed: [UInt8]
    private let signature: [UInt8]
    private let payload: JSON

    /// Nil for anything but a token whose header names HS256 and a key. Nothing is proven yet.
    init?(_ text: String) {
        guard text.utf8.count <= Self.lengthLimit else { return nil }
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3, let header = Self.json(parts[0]), let payload = Self.json(parts[1]),
            let signature = Self.decode(parts[2])
        else { return nil }
        guard header["alg"] == "HS256", header["crit"].exists == false, let keyID = header["kid"].string else { return nil }
        self.keyID = keyID
        self.payload = payload
        self.signature = signature
        signed = Array(text.utf8[..<parts[1].endIndex])
    }

    /// Whether the key made it; compared in constant time.
    func isSigned(by mac: HMAC) -> Bool { mac.isValid(signature, for: signed) }

    /// Whether `exp` and `nbf`, as far as they are there, allow `now`. A time that is no number is never valid.
    func isValid(at now: Instant) -> Bool {
        if payload["exp"].exists {
            guard let end = payload["exp"].double, now < Self.instant(end) + Self.leeway else { return false }
        }
        if payload["nbf"].exists {
            guard let start = payload["nbf"].double, now >= Self.instant(start) - Self.leeway else { return false }
        }
        return true
    }

    /// `scope` of the payload.
    var scope: String? { payload["scope"].string }

    private static func instant(_ seconds: Double) -> Instant {
        let bound = Double(Instant.distantFuture.seconds)
        return Instant(milliseconds: Int64(min(max(seconds, -bound), bound) * 1000))
    }

    private static func decode(_ part: Substring.UTF8View) -> [UInt8]? {
        Array(part).withUnsafeBufferPointer { Base64.decode($0, .urlSafe, padding: .refused) }
    }

    private static func json(_ part: Substring.UTF8View) -> JSON? {
        guard let bytes = decode(part), let root = (try? JSONDocument.parse(bytes, limits: JSONLimits(depth: 8, bytes: lengthLimit)))?.root,
            root.kind == .object
        else { return nil }
        return root
    }
}
