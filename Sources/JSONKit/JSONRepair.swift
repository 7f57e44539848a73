/// A document rewritten into what simdjson takes, for the two cases in which valid JSON is refused by it:
/// numbers beyond 64 bits or a double, and escapes that name half a surrogate pair.
struct JSONRepair {
    /// The document with large numbers as strings and half surrogates as U+FFFD.
    private(set) var bytes: [UInt8] = []
    /// Which strings of `bytes`, keys counted too, are large numbers; rising.
    private(set) var largeNumbers: [Int] = []
    private var strings = 0

    init(of source: UnsafeBufferPointer<UInt8>) {
        bytes.reserveCapacity(source.count + 64)
        var at = 0
        while at < source.count {
            switch source[at] {
            case UInt8(ascii: "\""): at = copyString(source, from: at)
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): at = copyNumber(source, from: at)
            default:
                bytes.append(source[at])
                at += 1
            }
        }
    }

    private mutating func copyString(_ source: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        strings += 1
        bytes.append(source[start])
        var at = start + 1
        while at < source.count {
            let byte = source[at]
            if byte == UInt8(ascii: "\\") {
                at = copyEscape(source, from: at)
                continue
            }
            bytes.append(byte)
            at += 1
            if byte == UInt8(ascii: "\"") { break }
        }
        return at
    }

    private mutating func copyEscape(_ source: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var length = 2
        if let unit = Self.unit(source, at: start) {
            length = 6
            if unit & 0xF800 == 0xD800 {
                guard unit < 0xDC00, let low = Self.unit(source, at: start + 6), low & 0xFC00 == 0xDC00 else {
                    bytes.append(contentsOf: #"\ufffd"#.utf8)
                    return start + 6
                }
                length = 12
            }
        }
        let end = min(start + length, source.count)
        bytes.append(contentsOf: source[start..<end])
        return end
    }

    /// The UTF-16 unit of a `\uXXXX` escape; nil when there is none.
    private static func unit(_ source: UnsafeBufferPointer<UInt8>, at start: Int) -> UInt16? {
        guard start + 6 <= source.count, source[start] == UInt8(ascii: "\\"), source[start + 1] == UInt8(ascii: "u") else { return nil }
        return UInt16(String(decoding: source[(start + 2)..<(start + 6)], as: UTF8.self), radix: 16)
    }

    private mutating func copyNumber(_ source: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var end = start
        while end < source.count, Self.isNumberByte(source[end]) { end += 1 }
        let token = source[start..<end]
        if Self.isTooLarge(token), !Self.isKey(source, endingAt: end) {
            largeNumbers.append(strings)
            strings += 1
            bytes.append(UInt8(ascii: "\""))
            bytes.append(contentsOf: token)
            bytes.append(UInt8(ascii: "\""))
        } else {
            bytes.append(contentsOf: token)
        }
        return end
    }

    /// A number in the place of a key must stay one, so that it is refused.
    private static func isKey(_ source: UnsafeBufferPointer<UInt8>, endingAt end: Int) -> Bool {
        let white: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]
        return source[end...].first { !white.contains($0) } == UInt8(ascii: ":")
    }

    private static func isNumberByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "e"),
            UInt8(ascii: "E"):
            true
        default: false
        }
    }

    /// True for a well-formed number that neither 64 bits nor a double hold.
    private static func isTooLarge(_ token: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        guard token.count >= 5, let isInteger = shape(token) else { return false }
        let text = String(decoding: token, as: UTF8.self)
        if isInteger { return Int64(text) == nil && UInt64(text) == nil }
        return Double(text).map { $0.isInfinite } ?? false
    }

    /// Whether a number by the grammar of RFC 8259 section 6 is an integer; nil when it is no number.
    private static func shape(_ token: Slice<UnsafeBufferPointer<UInt8>>) -> Bool? {
        var rest = token
        func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
        if rest.first == UInt8(ascii: "-") { rest.removeFirst() }
        let whole = rest.prefix(while: isDigit)
        guard !whole.isEmpty, whole.count == 1 || whole.first != UInt8(ascii: "0") else { return nil }
        rest = rest.dropFirst(whole.count)
        if rest.isEmpty { return true }
        if rest.first == UInt8(ascii: ".") {
            let fraction = rest.dropFirst().prefix(while: isDigit)
            guard !fraction.isEmpty else { return nil }
            rest = rest.dropFirst(1 + fraction.count)
        }
        if let sign = rest.first, sign | 0x20 == UInt8(ascii: "e") {
            rest = rest.dropFirst()
            if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
            guard !rest.isEmpty, rest.allSatisfy(isDigit) else { return nil }
            rest = rest.dropFirst(rest.count)
        }
        return rest.isEmpty ? false : nil
    }
}
