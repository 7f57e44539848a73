internal import Cryptography

/// What a customer sends to go on in another channel: `CHAT-` and twelve signs, good once and for a short time.
///
/// Sixty bits of chance: nobody guesses one. Stored only as a hash. The signs are Crockford's base 32, without those that look alike, and may
/// stand in the links of all messengers.
package struct ContinuationCode: Hashable, Sendable {
    private static let start = Array("CHAT-".utf8)
    private static let signs = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
    private static let count = 12

    /// As it is written in a link.
    package let text: String

    private init(signs: some Collection<UInt8>) { text = String(decoding: Self.start + signs, as: UTF8.self) }

    /// A code of these bytes, of which there must be twelve.
    init(bytes: [UInt8]) { self.init(signs: bytes.prefix(Self.count).map { Self.signs[Int($0 & 31)] }) }

    /// A code that nobody has had.
    package static func random() -> ContinuationCode { ContinuationCode(bytes: SecureRandom.bytes(count)) }

    /// What it is stored under.
    var name: String { Hex.encode(Array(SHA256.digest(Array(text.utf8)))) }

    /// The first code in a text, in whatever case, and what else the text says.
    static func find(in text: String) -> (code: ContinuationCode, rest: String)? {
        var text = text
        return text.withUTF8 { bytes in
            // Nearly no message has one: looks at hyphens only, and makes nothing.
            for hyphen in bytes.indices.dropFirst(start.count - 1).dropLast(count) where bytes[hyphen] == start[start.count - 1] {
                let (first, end) = (hyphen + 1 - start.count, hyphen + 1 + count)
                guard bytes[first..<hyphen].elementsEqual(start.dropLast(), by: { upper($0) == $1 }),
                    bytes[(hyphen + 1)..<end].allSatisfy({ signs.contains(upper($0)) }),
                    first == 0 || !isWord(bytes[first - 1]), end == bytes.count || !isWord(bytes[end])
                else { continue }
                return (
                    ContinuationCode(signs: bytes[(hyphen + 1)..<end].map(upper)),
                    rest(Array(bytes[..<first])[...], Array(bytes[end...])[...])
                )
            }
            return nil
        }
    }

    /// Telegram writes `/start` before what stood in the link ("Bot API, deep linking").
    private static func rest(_ before: ArraySlice<UInt8>, _ after: ArraySlice<UInt8>) -> String {
        let (before, after) = (trimmed(before), trimmed(after))
        if before.isEmpty || before.elementsEqual("/start".utf8) { return String(decoding: after, as: UTF8.self) }
        return String(decoding: after.isEmpty ? Array(before) : before + [UInt8(ascii: " ")] + after, as: UTF8.self)
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let isSpace = { (byte: UInt8) in byte == UInt8(ascii: " ") || (9...13).contains(byte) }
        guard let first = bytes.firstIndex(where: { !isSpace($0) }), let last = bytes.lastIndex(where: { !isSpace($0) }) else { return [] }
        return bytes[first...last]
    }

    private static func upper(_ byte: UInt8) -> UInt8 { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) ? byte - 32 : byte }

    private static func isWord(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(upper(byte)) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
