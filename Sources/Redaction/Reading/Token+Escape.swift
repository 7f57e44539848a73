/// Escapes that hide a separator or a foreign digit: percent-encoding (RFC 3986), HTML character references, JSON string escapes
/// (RFC 8259; an answer to a form arrives as JSON inside a string).
extension TextBytes {
    /// The token that the escape at `index` stands for; nil if there is none there.
    func escapedToken(at index: Int) -> Token? {
        switch self[index] {
        case UInt8(ascii: "%"): percentToken(at: index)
        case UInt8(ascii: "&"): referenceToken(at: index)
        default: backslashToken(at: index)
        }
    }

    // MARK: Percent-encoding

    private func percentToken(at index: Int) -> Token? {
        guard let (byte, length) = percentByte(at: index) else { return nil }
        if byte < 0x80 {
            if isASCIILetter(byte) || (isASCIIDigit(byte) && !isEncodedDigit(at: index, length)) { return nil }
            return byte == UInt8(ascii: "%") ? nil : Token(scalar: UInt32(byte), length: length)
        }
        return percentScalar(lead: byte, at: index, length: length)
    }

    /// Whether the escape at `index`, which gives a digit, is meant as one: behind a plain digit, as in "50%3782…", it is a percent sign
    /// and a number unless another such escape follows.
    private func isEncodedDigit(at index: Int, _ length: Int) -> Bool {
        if !isASCIIDigit(self[index - 1]) || percentByte(at: index - 3) != nil { return true }
        if let (_, before) = percentByte(at: index - 5), before == 5 { return true }
        guard let (next, _) = percentByte(at: index + length) else { return false }
        return isASCIIDigit(next)
    }

    /// A byte written as `%XX`, or as `%25XX` where a URL was encoded twice.
    private func percentByte(at index: Int) -> (UInt8, Int)? {
        guard self[index] == UInt8(ascii: "%"), let byte = hexByte(at: index + 1) else { return nil }
        if byte == UInt8(ascii: "%"), let inner = hexByte(at: index + 3) { return (inner, 5) }
        return (byte, 3)
    }

    private func percentScalar(lead: UInt8, at index: Int, length: Int) -> Token? {
        guard lead >= 0xC2, lead < 0xF5 else { return nil }
        let count = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2
        var scalar = UInt32(lead) & (0xFF >> UInt32(count + 1))
        var position = index + length
        for _ in 1..<count {
            guard let (byte, step) = percentByte(at: position), byte & 0xC0 == 0x80 else { return nil }
            scalar = scalar << 6 | UInt32(byte & 0x3F)
            position += step
        }
        return Token(scalar: scalar, length: position - index)
    }

    private func hexByte(at index: Int) -> UInt8? {
        guard let high = hexDigit(self[index]), let low = hexDigit(self[index + 1]) else { return nil }
        return UInt8(high << 4 | low)
    }

    private func hexDigit(_ byte: UInt8) -> UInt32? {
        if isASCIIDigit(byte) { return UInt32(byte - 0x30) }
        let letter = byte | 0x20
        return letter >= 0x61 && letter <= 0x66 ? UInt32(letter - 0x57) : nil
    }

    // MARK: HTML character references

    private static let names: [(StaticString, UInt32)] = [
        ("nbsp;", 0xA0), ("ensp;", 0x2002), ("emsp;", 0x2003), ("thinsp;", 0x2009), ("numsp;", 0x2007), ("ndash;", 0x2013),
        ("mdash;", 0x2014), ("dash;", 0x2010), ("hyphen;", 0x2010), ("minus;", 0x2212), ("shy;", 0xAD), ("zwnj;", 0x200C),
        ("zwj;", 0x200D), ("lrm;", 0x200E), ("rlm;", 0x200F), ("middot;", 0xB7), ("Tab;", 0x09), ("NewLine;", 0x0A), ("sol;", 0x2F),
        ("comma;", 0x2C), ("period;", 0x2E), ("lowbar;", 0x5F), ("vert;", 0x7C), ("plus;", 0x2B), ("commat;", 0x40),
    ]

    private func referenceToken(at index: Int) -> Token? {
        if self[index + 1] == UInt8(ascii: "#") { return numericReference(at: index) }
        for (name, scalar) in Self.names where matches(name, at: index + 1) {
            return Token(scalar: scalar, length: 1 + name.utf8CodeUnitCount)
        }
        return nil
    }

    private func numericReference(at index: Int) -> Token? {
        let isHex = self[index + 2] | 0x20 == UInt8(ascii: "x")
        var position = index + (isHex ? 3 : 2)
        var scalar: UInt32 = 0
        let first = position
        while position < first + 7, let digit = isHex ? hexDigit(self[position]) : decimalDigit(self[position]) {
            scalar = scalar * (isHex ? 16 : 10) + digit
            position += 1
        }
        guard position > first, self[position] == UInt8(ascii: ";") else { return nil }
        return Token(scalar: scalar, length: position + 1 - index)
    }

    private func decimalDigit(_ byte: UInt8) -> UInt32? { isASCIIDigit(byte) ? UInt32(byte - 0x30) : nil }

    private func matches(_ name: StaticString, at index: Int) -> Bool {
        guard index + name.utf8CodeUnitCount <= count else { return false }
        for offset in 0..<name.utf8CodeUnitCount where base[index + offset] != name.utf8Start[offset] { return false }
        return true
    }

    // MARK: JSON escapes

    private func backslashToken(at index: Int) -> Token? {
        switch self[index + 1] {
        case UInt8(ascii: "n"), UInt8(ascii: "r"): return .separator(.newline, 2)
        case UInt8(ascii: "t"): return .separator(.space, 2)
        case UInt8(ascii: "/"): return .separator(.slash, 2)
        case UInt8(ascii: "u"):
            guard let high = hexByte(at: index + 2), let low = hexByte(at: index + 4) else { return nil }
            return Token(scalar: UInt32(high) << 8 | UInt32(low), length: 6)
        default: return nil
        }
    }
}
