/// What one character means for finding a card number.
enum Mark: UInt8 {
    /// A decimal digit of any script; the token's value is 0-9.
    case digit
    /// A character without width or effect here: joiners, direction marks, keycap and variation signs.
    case invisible
    /// A character people put between groups of digits; the token's value is a `Joint`.
    case separator
    /// A character that stands for a hidden digit.
    case mask
    /// A Latin letter.
    case latin
    case plus
    case at
    case other
}

/// The kind of separator between two groups of digits.
enum Joint: UInt8 {
    case space, newline, dash, dot, slash, underscore, comma, pipe, middleDot, plus
}

/// One character of the text as the scanner sees it: perhaps several bytes, or a whole escape such as `%20` or `&nbsp;`.
struct Token {
    var mark: Mark
    /// The digit's value, or the raw value of the `Joint`; else 0.
    var value: UInt8 = 0
    /// Bytes it takes up, at least 1.
    var length: Int

    static func separator(_ joint: Joint, _ length: Int) -> Token { Token(mark: .separator, value: joint.rawValue, length: length) }
}

extension TextBytes {
    /// The character at `index`, escapes included. Never fails: a byte that is not UTF-8 is an `other` of length 1.
    func token(at index: Int) -> Token {
        let byte = self[index]
        if byte >= 0x80 { return wideToken(at: index) }
        if isASCIIDigit(byte) { return Token(mark: .digit, value: byte - 0x30, length: 1) }
        if isASCIILetter(byte) { return Token(mark: .latin, length: 1) }
        switch byte {
        case UInt8(ascii: " "): return .separator(.space, 1)
        case UInt8(ascii: "%"), UInt8(ascii: "&"), UInt8(ascii: "\\"):
            return escapedToken(at: index) ?? Token(mark: .other, length: 1)
        case UInt8(ascii: "\r"):
            return .separator(.newline, self[index + 1] == UInt8(ascii: "\n") ? 2 : 1)
        default:
            return Token(scalar: UInt32(byte), length: 1)
        }
    }

    private func wideToken(at index: Int) -> Token {
        guard let (scalar, length) = scalar(at: index) else { return Token(mark: .other, length: 1) }
        return Token(scalar: scalar, length: length)
    }

    /// The scalar of two to four bytes at `index`; nil when the bytes are not well-formed. Surrogates pass: they mean nothing here.
    func scalar(at index: Int) -> (UInt32, Int)? {
        let lead = self[index]
        let length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2
        guard lead >= 0xC2, lead < 0xF5 else { return nil }
        var scalar = UInt32(lead) & (0xFF >> UInt32(length + 1))
        for offset in 1..<length {
            let next = self[index + offset]
            guard next & 0xC0 == 0x80 else { return nil }
            scalar = scalar << 6 | UInt32(next & 0x3F)
        }
        return (scalar, length)
    }
}
