/// A 12-byte identifier that sorts by the time it was made; written as 24 lower-case hexadecimal characters.
///
/// Layout: 6 bytes of milliseconds since 1970, 3 bytes that tell workers apart, 3 bytes of a counter.
package struct ID: Hashable, Comparable, Sendable {
    /// The first eight bytes, big-endian.
    package let high: UInt64
    /// The last four bytes, big-endian.
    package let low: UInt32

    /// Puts the two halves together.
    package init(high: UInt64, low: UInt32) {
        self.high = high
        self.low = low
    }

    /// Smaller than every identifier that is made: for paging from the start.
    package static let first = ID(high: 0, low: 0)
    /// Stands for nothing where there must be an identifier.
    package static let none = first
    /// Greater than every identifier that is made: for paging from the end.
    package static let last = ID(high: .max, low: .max)

    /// When the identifier was made, by the clock of the worker that made it.
    package var madeAt: Instant { Instant(milliseconds: Int64(high >> 16)) }

    package static func < (a: ID, b: ID) -> Bool { a.high != b.high ? a.high < b.high : a.low < b.low }
}

extension ID: LosslessStringConvertible {
    private static let digits: [UInt8] = Array("0123456789abcdef".utf8)

    /// The 24 hexadecimal characters.
    package var description: String {
        String(unsafeUninitializedCapacity: 24) { out in
            writeHex(into: out)
            return 24
        }
    }

    /// Writes the 24 characters at the start of `out`, which must have room for them.
    package func writeHex(into out: UnsafeMutableBufferPointer<UInt8>) {
        for i in 0..<16 { out[i] = Self.digits[Int(truncatingIfNeeded: high >> UInt64(60 - 4 * i)) & 15] }
        for i in 0..<8 { out[16 + i] = Self.digits[Int(truncatingIfNeeded: low >> UInt32(28 - 4 * i)) & 15] }
    }

    /// Reads exactly 24 lower-case hexadecimal characters; nil for anything else.
    package init?(_ text: String) { self.init(utf8: text.utf8) }

    /// Reads exactly 24 lower-case hexadecimal characters; nil for anything else.
    package init?(utf8: some Collection<UInt8>) {
        // Generic code from another module runs through witness tables, byte by byte.
        let id = utf8.withContiguousStorageIfAvailable { ID(digits: $0) } ?? Array(utf8).withUnsafeBufferPointer { ID(digits: $0) }
        guard let id else { return nil }
        self = id
    }

    private init?(digits utf8: UnsafeBufferPointer<UInt8>) {
        guard utf8.count == 24 else { return nil }
        var high: UInt64 = 0
        var low: UInt32 = 0
        var index = 0
        for byte in utf8 {
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte &- UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte &- UInt8(ascii: "a") &+ 10
            default: return nil
            }
            if index < 16 { high = high << 4 | UInt64(digit) } else { low = low << 4 | UInt32(digit) }
            index += 1
        }
        self.init(high: high, low: low)
    }
}
