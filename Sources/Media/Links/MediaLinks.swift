package import Core
internal import Cryptography

/// Signed URLs of files: whoever has one may fetch the file until it expires.
///
/// `{base}/media/{id}/{expiry}{code}.{extension}`, where id, expiry and code are written with the letters a to p: a URL without a digit is
/// never taken for a card number. The code is HMAC-SHA-256 over id and expiry, cut to 16 bytes.
package final class MediaLinks: Sendable {
    /// Where `/media/` paths are served under.
    package static let prefix = "/media/"

    private let key: HMAC
    private let origin: Lock<String>
    /// Whether anybody outside can open the links.
    package let isPublic: Bool

    /// Links under `origin`, which has no slash at the end, signed with `key`.
    package init(origin: String, isPublic: Bool, key: [UInt8]) {
        self.isPublic = isPublic
        self.origin = Lock(origin)
        self.key = HMAC(.sha256, key: key)
    }

    /// What a genuine link names.
    package struct Link: Hashable, Sendable {
        /// The file.
        package var id: ID
        /// From this time on it is good for nothing.
        package var expiresAt: Instant
    }

    /// Replaces the origin: for a server that learns its port at the start.
    package func moved(to origin: String) { self.origin.withLock { $0 = origin } }

    /// The URL of a file.
    package func url(_ id: ID, until expiry: Instant, mediaType: String?) -> String {
        let name = Letters.encode(id.bytes)
        let time = UInt32(clamping: expiry.seconds).bytes
        let code = key.code(for: Self.subject, id.bytes, time).prefix(16)
        let end = mediaType.flatMap { FileType.fileExtension(of: $0) }.map { "." + $0 } ?? ""
        return "\(origin.withLock { $0 })\(Self.prefix)\(name)/\(Letters.encode(time))\(Letters.encode(Array(code)))\(end)"
    }

    /// What a path names, as it came in a request; nil unless it is genuine. Expired ones are genuine too.
    package func link(path: String) -> Link? {
        guard path.hasPrefix(Self.prefix), path.utf8.count <= 128 else { return nil }
        let parts = path.utf8.dropFirst(Self.prefix.utf8.count).split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count == 2, let id = Letters.decode(parts[0]).flatMap({ ID(bytes: $0) }),
            let ticket = Letters.decode(parts[1].prefix { $0 != UInt8(ascii: ".") }), ticket.count == 20
        else { return nil }
        let time = Array(ticket[..<4])
        guard ConstantTime.areEqual(Array(ticket[4...]), Array(key.code(for: Self.subject, id.bytes, time).prefix(16))) else { return nil }
        return Link(id: id, expiresAt: Instant(seconds: time.reduce(Int64(0)) { $0 << 8 | Int64($1) }))
    }

    /// The file that a URL of ours names, under whatever origin it was made and whether it has expired or not; nil for any other URL.
    package func id(in url: String) -> ID? {
        guard url.utf8.count <= 4096 else { return nil }
        let parts = url.prefix { $0 != "?" && $0 != "#" }.split(separator: "/", omittingEmptySubsequences: false).suffix(3)
        return parts.count == 3 ? link(path: "/" + parts.joined(separator: "/"))?.id : nil
    }

    private static let subject = Array("media".utf8)
}

/// Bytes as letters, two each: a to p stand for 0 to 15.
enum Letters {
    private static let first = UInt8(ascii: "a")

    static func encode(_ bytes: [UInt8]) -> String {
        String(unsafeUninitializedCapacity: bytes.count * 2) { out in
            for (place, byte) in bytes.enumerated() {
                out[2 * place] = first + byte >> 4
                out[2 * place + 1] = first + byte & 15
            }
            return bytes.count * 2
        }
    }

    static func decode(_ text: Substring.UTF8View) -> [UInt8]? {
        let letters = Array(text)
        guard letters.count.isMultiple(of: 2), letters.allSatisfy({ $0 >= first && $0 < first + 16 }) else { return nil }
        return stride(from: 0, to: letters.count, by: 2).map { (letters[$0] - first) << 4 | (letters[$0 + 1] - first) }
    }
}

extension ID {
    fileprivate var bytes: [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: high >> (56 - 8 * $0)) } + low.bytes
    }

    fileprivate init?(bytes: [UInt8]) {
        guard bytes.count == 12 else { return nil }
        self.init(
            high: bytes[..<8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }, low: bytes[8...].reduce(UInt32(0)) { $0 << 8 | UInt32($1) })
    }
}

extension UInt32 {
    fileprivate var bytes: [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: self >> UInt32(24 - 8 * $0)) } }
}
