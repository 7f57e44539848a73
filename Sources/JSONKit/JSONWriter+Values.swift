internal import Glibc

extension JSONWriter {
    /// Writes `null`.
    package mutating func null() { literal("null") }

    /// Writes a string.
    package mutating func value(_ string: String) {
        var string = string
        string.withUTF8 { quoted($0, closing: nil) }
    }

    /// Writes a string given as UTF-8; bytes that are not valid become U+FFFD.
    package mutating func value(utf8: UnsafeBufferPointer<UInt8>) {
        if (try? UTF8Span(validating: utf8.span)) != nil {
            quoted(utf8, closing: nil)
        } else {
            value(String(decoding: utf8, as: UTF8.self))
        }
    }

    /// Writes a string given as UTF-8; bytes that are not valid become U+FFFD.
    package mutating func value(utf8: [UInt8]) {
        utf8.withUnsafeBufferPointer { value(utf8: $0) }
    }

    /// Writes a string of `count` bytes that `fill` stores: printable ASCII without quotes and backslashes, like an id or a time.
    package mutating func value(plainASCII count: Int, _ fill: (UnsafeMutableBufferPointer<UInt8>) -> Void) {
        reserve(count + 3)
        comma()
        append(atMost: count + 2) { out in
            out[0] = UInt8(ascii: "\"")
            fill(UnsafeMutableBufferPointer(start: out + 1, count: count))
            out[count + 1] = UInt8(ascii: "\"")
            return count + 2
        }
    }

    /// Writes an integer.
    package mutating func value(_ integer: Int) { value(Int64(integer)) }

    /// Writes an integer.
    package mutating func value(_ integer: Int64) { digits(integer.magnitude, isNegative: integer < 0) }

    /// Writes an integer.
    package mutating func value(_ integer: UInt64) { digits(integer, isNegative: false) }

    /// Writes a number as the shortest text that reads back the same; `null` for what is not finite, which JSON cannot say.
    package mutating func value(_ double: Double) {
        guard double.isFinite else { return null() }
        var text = double.description
        text.withUTF8 { raw($0) }
    }

    /// Writes `true` or `false`.
    package mutating func value(_ bool: Bool) { literal(bool ? "true" : "false") }

    /// Writes one value that is JSON already, unchecked.
    package mutating func value(raw: [UInt8]) {
        raw.withUnsafeBufferPointer { self.raw($0) }
    }

    mutating func raw(_ bytes: UnsafeBufferPointer<UInt8>) {
        let separates = takeComma()
        append(atMost: bytes.count + 1) { out in
            out[0] = UInt8(ascii: ",")
            let place = separates ? 1 : 0
            if let start = bytes.baseAddress { memcpy(out + place, start, bytes.count) }
            return place + bytes.count
        }
    }

    private mutating func literal(_ text: StaticString) {
        raw(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private mutating func digits(_ magnitude: UInt64, isNegative: Bool) {
        reserve(22)
        comma()
        append(atMost: 20) { out in
            var length = isNegative ? 2 : 1
            var rest = magnitude
            while rest >= 10 {
                rest /= 10
                length += 1
            }
            out[0] = UInt8(ascii: "-")
            rest = magnitude
            for place in stride(from: length - 1, through: isNegative ? 1 : 0, by: -1) {
                let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: 10)
                out[place] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: remainder)
                rest = quotient
            }
            return length
        }
    }
}
