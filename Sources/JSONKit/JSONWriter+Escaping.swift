extension JSONWriter {
    /// Writes valid UTF-8 between quotes, with what RFC 8259 section 7 asks to be escaped, then `closing`.
    mutating func quoted(_ utf8: UnsafeBufferPointer<UInt8>, closing: UInt8?) {
        // Text without escapes, nearly all of it, is copied in one go.
        var plain = 0
        let separates = takeComma()
        append(atMost: utf8.count + 4) { out in
            var place = 0
            if separates {
                out[0] = UInt8(ascii: ",")
                place = 1
            }
            out[place] = UInt8(ascii: "\"")
            place += 1
            if let start = utf8.baseAddress { plain = Self.copyPlain(start, utf8.count, to: out + place) }
            place += plain
            if plain < utf8.count { return place }
            return place + Self.close(out + place, closing)
        }
        if plain < utf8.count { finishEscaped(UnsafeBufferPointer(rebasing: utf8[plain...]), closing) }
    }

    private static func close(_ out: UnsafeMutablePointer<UInt8>, _ closing: UInt8?) -> Int {
        out[0] = UInt8(ascii: "\"")
        guard let closing else { return 1 }
        out[1] = closing
        return 2
    }

    private mutating func finishEscaped(_ rest: UnsafeBufferPointer<UInt8>, _ closing: UInt8?) {
        guard let start = rest.baseAddress else { return }
        var at = 0
        while at < rest.count {
            escape(start[at])
            at += 1
            let from = at
            append(atMost: rest.count - from) { out in
                let plain = Self.copyPlain(start + from, rest.count - from, to: out)
                at += plain
                return plain
            }
        }
        append(atMost: 2) { Self.close($0, closing) }
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

    /// Copies bytes up to the first that needs an escape, eight at a time, and returns how many it copied.
    private static func copyPlain(
        _ start: UnsafePointer<UInt8>, _ length: Int, to out: UnsafeMutablePointer<UInt8>
    ) -> Int {
        var at = 0
        while at + 8 <= length {
            let word = UnsafeRawPointer(start + at).loadUnaligned(as: UInt64.self)
            UnsafeMutableRawPointer(out + at).storeBytes(of: word, as: UInt64.self)
            let found = escapes(in: word)
            if found != 0 { return at + found.trailingZeroBitCount / 8 }
            at += 8
        }
        while at < length {
            let byte = start[at]
            if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return at }
            out[at] = byte
            at += 1
        }
        return at
    }

    /// Has a byte's high bit set where the byte is below 0x20, a quote or a backslash.
    ///
    /// A borrow may set it for a later byte too, never for an earlier one, so that the lowest bit is right.
    private static func escapes(in word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quote = word ^ (ones &* UInt64(UInt8(ascii: "\"")))
        let backslash = word ^ (ones &* UInt64(UInt8(ascii: "\\")))
        let found = (word &- ones &* 0x20) & ~word | (quote &- ones) & ~quote | (backslash &- ones) & ~backslash
        return found & 0x8080_8080_8080_8080
    }
}
