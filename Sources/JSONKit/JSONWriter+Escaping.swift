internal import Glibc

extension JSONWriter {
    /// Writes valid UTF-8 between quotes, with what RFC 8259 section 7 asks to be escaped, then `closing`.
    mutating func quoted(_ utf8: UnsafeBufferPointer<UInt8>, closing: UInt8?) {
        reserve(utf8.count + 4)
        comma()
        put(UInt8(ascii: "\""))
        if let start = utf8.baseAddress { escaped(start, utf8.count) }
        reserve(2)
        put(UInt8(ascii: "\""))
        if let closing { put(closing) }
    }

    private mutating func escaped(_ start: UnsafePointer<UInt8>, _ length: Int) {
        var at = 0
        while true {
            let run = Self.plainPrefix(start + at, length - at)
            append(atMost: run) { out in
                memcpy(out, start + at, run)
                return run
            }
            at += run
            if at == length { return }
            escape(start[at])
            at += 1
        }
    }

    private mutating func escape(_ byte: UInt8) {
        append(atMost: 6) { out in
            out[0] = UInt8(ascii: "\\")
            if let letter = Self.shortEscape(byte) {
                out[1] = letter
                return 2
            }
            let low = byte & 15
            out[1] = UInt8(ascii: "u")
            out[2] = UInt8(ascii: "0")
            out[3] = UInt8(ascii: "0")
            out[4] = UInt8(ascii: "0") + byte >> 4
            out[5] = low < 10 ? UInt8(ascii: "0") + low : UInt8(ascii: "a") + low - 10
            return 6
        }
    }

    private static func shortEscape(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): byte
        case 0x08: UInt8(ascii: "b")
        case 0x09: UInt8(ascii: "t")
        case 0x0A: UInt8(ascii: "n")
        case 0x0C: UInt8(ascii: "f")
        case 0x0D: UInt8(ascii: "r")
        default: nil
        }
    }

    /// How many bytes need no escape; eight are looked at together.
    private static func plainPrefix(_ start: UnsafePointer<UInt8>, _ length: Int) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highs: UInt64 = 0x8080_8080_8080_8080
        var at = 0
        while at + 8 <= length {
            let word = UnsafeRawPointer(start + at).loadUnaligned(as: UInt64.self)
            let quote = word ^ (ones &* UInt64(UInt8(ascii: "\"")))
            let backslash = word ^ (ones &* UInt64(UInt8(ascii: "\\")))
            // Each term has a byte's high bit set where the byte is below 0x20, a quote or a backslash. A borrow may set it in a
            // later byte too, never in an earlier one, so the lowest bit is right.
            let found = ((word &- ones &* 0x20) & ~word | (quote &- ones) & ~quote | (backslash &- ones) & ~backslash) & highs
            if found != 0 { return at + found.trailingZeroBitCount / 8 }
            at += 8
        }
        while at < length, start[at] >= 0x20, start[at] != UInt8(ascii: "\""), start[at] != UInt8(ascii: "\\") { at += 1 }
        return at
    }
}
