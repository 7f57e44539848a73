import Core
import Cryptography

/// What a visitor's streams are kept under: a number made of channel and address, because a visitor who has not written is no client yet.
enum VisitorKey {
    static func of(integration: ID, address: String) -> ID {
        let bytes = SHA256.digest(Array("\(integration)/\(address)".utf8))
        let high = bytes[..<8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let low = bytes[8..<12].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return ID(high: high, low: low)
    }
}
