/// Walks over the text of a JSON document that is known to be valid, for what a parsed document does not tell: how a value was written.
struct JSONText {
    let bytes: [UInt8]
    private var at = 0

    /// - Parameter bytes: one valid JSON document.
    init(valid bytes: [UInt8]) { self.bytes = bytes }

    /// The members of the object that the document is, in order; empty for any other document.
    mutating func members() -> [(key: [UInt8], value: Range<Int>)] {
        at = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var members: [(key: [UInt8], value: Range<Int>)] = []
        guard open(UInt8(ascii: "{")) else { return [] }
        while next() != UInt8(ascii: "}") {
            let key = Self.string(bytes[skipValue()])
            _ = next()  // The colon.
            at += 1
            members.append((key, skipValue()))
            if next() == UInt8(ascii: ",") { at += 1 }
        }
        return members
    }

    /// The elements of the array at `range`; nil for any other value.
    mutating func elements(_ range: Range<Int>) -> [Range<Int>]? {
        at = range.lowerBound
        var elements: [Range<Int>] = []
        guard open(UInt8(ascii: "[")) else { return nil }
        while next() != UInt8(ascii: "]") {
            elements.append(skipValue())
            if next() == UInt8(ascii: ",") { at += 1 }
        }
        return elements
    }

    /// The text of the string at `range`, as `string`; nil for any other value.
    func text(_ range: Range<Int>) -> [UInt8]? {
        bytes[range.lowerBound] == UInt8(ascii: "\"") ? Self.string(bytes[range]) : nil
    }

    private mutating func open(_ bracket: UInt8) -> Bool {
        guard next() == bracket else { return false }
        at += 1
        return true
    }

    /// The next byte that is no white space.
    private mutating func next() -> UInt8? {
        while at < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[at]) { at += 1 }
        return at < bytes.count ? bytes[at] : nil
    }

    /// Goes behind the next value.
    private mutating func skipValue() -> Range<Int> {
        _ = next()
        let start = at
        var depth = 0
        while at < bytes.count {
            switch bytes[at] {
            case UInt8(ascii: "\""): skipString()
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                at += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if depth == 0 { return start..<at }
                depth -= 1
                at += 1
            case UInt8(ascii: ","), UInt8(ascii: ":"), 0x20, 0x09, 0x0A, 0x0D:
                if depth == 0 { return start..<at }
                at += 1
                continue
            default:
                at += 1
                continue
            }
            if depth == 0 { return start..<at }
        }
        return start..<at
    }

    private mutating func skipString() {
        at += 1
        while at < bytes.count, bytes[at] != UInt8(ascii: "\"") { at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1 }
        at += 1
    }
}

// MARK: - Strings

extension JSONText {
    /// What a string literal, with its quotes, stands for: UTF-8 in which half of a surrogate pair, which UTF-8 cannot say, has the three
    /// bytes that its number would have (so-called WTF-8). That way it can be written again as it came.
    static func string(_ literal: ArraySlice<UInt8>) -> [UInt8] {
        var rest = literal.dropFirst().dropLast()
        var out: [UInt8] = []
        out.reserveCapacity(rest.count)
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\"), let escape = rest.popFirst() else {
                out.append(byte)
                continue
            }
            switch escape {
            case UInt8(ascii: "n"): out.append(0x0A)
            case UInt8(ascii: "t"): out.append(0x09)
            case UInt8(ascii: "r"): out.append(0x0D)
            case UInt8(ascii: "b"): out.append(0x08)
            case UInt8(ascii: "f"): out.append(0x0C)
            case UInt8(ascii: "u"): append(codePoint(&rest), to: &out)
            default: out.append(escape)
            }
        }
        return out
    }

    /// A literal for a text of `string`'s form.
    static func append(literal text: [UInt8], to out: inout [UInt8]) {
        let digits = Array("0123456789abcdef".utf8)
        func escape(_ unit: UInt32) {
            out.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "u")])
            for shift in [12, 8, 4, 0] { out.append(digits[Int(unit >> UInt32(shift)) & 15]) }
        }
        out.append(UInt8(ascii: "\""))
        var index = 0
        while index < text.count {
            let byte = text[index]
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                out.append(contentsOf: [UInt8(ascii: "\\"), byte])
            } else if byte < 0x20 {
                escape(UInt32(byte))
            } else if byte == 0xED, index + 2 < text.count, text[index + 1] >= 0xA0 {
                escape(0xD000 | UInt32(text[index + 1] & 0x3F) << 6 | UInt32(text[index + 2] & 0x3F))
                index += 2
            } else {
                out.append(byte)
            }
            index += 1
        }
        out.append(UInt8(ascii: "\""))
    }

    /// The code point of the hexadecimal digits in front, with those of the second half of its pair.
    private static func codePoint(_ rest: inout ArraySlice<UInt8>) -> UInt32 {
        let first = unit(rest.prefix(4))
        rest = rest.dropFirst(4)
        guard first & 0xFC00 == 0xD800, rest.starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")]) else { return first }
        let second = unit(rest.dropFirst(2).prefix(4))
        guard second & 0xFC00 == 0xDC00 else { return first }
        rest = rest.dropFirst(6)
        return 0x10000 + (first & 0x3FF) << 10 + second & 0x3FF
    }

    private static func unit(_ digits: ArraySlice<UInt8>) -> UInt32 {
        digits.reduce(0) { $0 << 4 | UInt32($1 & 0x0F) + ($1 > UInt8(ascii: "9") ? 9 : 0) }
    }

    private static func append(_ value: UInt32, to out: inout [UInt8]) {
        if let scalar = Unicode.Scalar(value) { return out.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter) }
        out.append(contentsOf: [0xED, UInt8(0x80 | value >> 6 & 0x3F), UInt8(0x80 | value & 0x3F)])
    }
}
