import Core
import Cryptography
import MockKit

/// Makes the ids of a provider: message ids, media ids, trace ids. Unique across processes because its start is random.
struct GraphIdentity {
    private var chances: SeededGenerator
    private var counter: UInt64

    init(seed: UInt64) {
        chances = SeededGenerator(seed: seed)
        counter = chances.next() & 0xFFFF_FFFF_0000
    }

    /// A message id: `wamid.` and Base64, as long as the real ones.
    mutating func messageID(user: String, inbound: Bool) -> String {
        counter += 1
        var bytes: [UInt8] = [0x1C, 0x18, UInt8(truncatingIfNeeded: user.utf8.count)]
        bytes += user.utf8
        bytes += [0x15, 0x02, 0x00, inbound ? 0x12 : 0x11, 0x18, 0x14]
        var digits = counter << 16 | chances.next() & 0xFFFF
        for _ in 0..<20 {
            let digit = UInt8(digits & 15)
            bytes.append(digit < 10 ? 0x30 + digit : 0x37 + digit)
            digits = digits >> 4 | UInt64(digit ^ 5) << 60
        }
        bytes.append(0x00)
        return "wamid." + Base64.encode(bytes)
    }

    /// A media id: fifteen digits.
    mutating func mediaID() -> String {
        counter += 1
        return String(900_000_000_000_000 + counter % 99_999_999_999_999)
    }

    /// A trace id, as in `fbtrace_id`.
    mutating func traceID() -> String {
        var bytes: [UInt8] = []
        for _ in 0..<2 { withUnsafeBytes(of: chances.next()) { bytes += $0 } }
        return "A" + Base64.encode(bytes, .urlSafe, padded: false)
    }

    /// 32 hexadecimal digits, as of a conversation.
    mutating func conversationID() -> String {
        var bytes: [UInt8] = []
        for _ in 0..<2 { withUnsafeBytes(of: chances.next()) { bytes += $0 } }
        return Hex.encode(bytes)
    }

    /// A number below `bound`, by chance.
    mutating func chance(below bound: UInt64) -> UInt64 { UInt64.random(in: 0..<bound, using: &chances) }
}
