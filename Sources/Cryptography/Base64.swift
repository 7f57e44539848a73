/// Base64 text (RFC 4648 sections 4 and 5), read strictly.
package enum Base64 {
    /// Which characters stand for 62 and 63.
    package enum Alphabet: Hashable, Sendable, CaseIterable {
        /// `+` and `/`.
        case standard
        /// `-` and `_`.
        case urlSafe

        var last: (UInt8, UInt8) {
            switch self {
            case .standard: (UInt8(ascii: "+"), UInt8(ascii: "/"))
            case .urlSafe: (UInt8(ascii: "-"), UInt8(ascii: "_"))
            }
        }

        func character(_ value: UInt8) -> UInt8 {
            switch value {
            case 0..<26: UInt8(ascii: "A") + value
            case 26..<52: UInt8(ascii: "a") + value - 26
            case 52..<62: UInt8(ascii: "0") + value - 52
            case 62: last.0
            default: last.1
            }
        }

        func value(_ character: UInt8) -> UInt8? {
            switch character {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - UInt8(ascii: "A")
            case UInt8(ascii: "a")...UInt8(ascii: "z"): character - UInt8(ascii: "a") + 26
            case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0") + 52
            case last.0: 62
            case last.1: 63
            default: nil
            }
        }
    }

    /// Whether `=` fills the last group when a text is read.
    package enum Padding: Hashable, Sendable, CaseIterable {
        case required
        case refused
        /// There in full or not at all.
        case optional
    }

    /// The text of `bytes`.
    package static func encode(_ bytes: [UInt8], _ alphabet: Alphabet = .standard, padded: Bool = true) -> String {
        let digits = (bytes.count * 8 + 5) / 6
        let length = padded ? (bytes.count + 2) / 3 * 4 : digits
        return String(unsafeUninitializedCapacity: length) { out in
            var bits: UInt32 = 0
            var held = 0
            var place = 0
            for byte in bytes {
                bits = bits << 8 | UInt32(byte)
                held += 8
                while held >= 6 {
                    held -= 6
                    out[place] = alphabet.character(UInt8(truncatingIfNeeded: bits >> UInt32(held)) & 63)
                    place += 1
                }
            }
            if held > 0 {
                out[place] = alphabet.character(UInt8(truncatingIfNeeded: bits << UInt32(6 - held)) & 63)
                place += 1
            }
            while place < length {
                out[place] = UInt8(ascii: "=")
                place += 1
            }
            return length
        }
    }

    /// The bytes of a text; nil for any character outside the alphabet (white space too), a length or padding that cannot be,
    /// and bits left over that are not zero.
    package static func decode(_ text: String, _ alphabet: Alphabet = .standard, padding: Padding = .required) -> [UInt8]? {
        var text = text
        return text.withUTF8 { decode($0, alphabet, padding: padding) }
    }

    /// The bytes of a text given as UTF-8; nil as for a `String`.
    package static func decode(_ text: UnsafeBufferPointer<UInt8>, _ alphabet: Alphabet = .standard, padding: Padding = .required)
        -> [UInt8]?
    {
        guard let digits = digits(text, padding), digits.count % 4 != 1 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count * 3 / 4)
        var bits: UInt32 = 0
        var held = 0
        for character in digits {
            guard let value = alphabet.value(character) else { return nil }
            bits = bits << 6 | UInt32(value)
            held += 6
            if held >= 8 {
                held -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(held)))
            }
        }
        let left = bits & ((1 << UInt32(held)) - 1)
        return left == 0 ? bytes : nil
    }

    /// The text without its padding; nil when that is not as asked for.
    private static func digits(_ text: UnsafeBufferPointer<UInt8>, _ padding: Padding) -> Slice<UnsafeBufferPointer<UInt8>>? {
        let filled = text.reversed().prefix { $0 == UInt8(ascii: "=") }.count
        let digits = text[..<(text.count - filled)]
        let isFull = text.count.isMultiple(of: 4) && filled <= 2
        switch padding {
        case .required: return isFull ? digits : nil
        case .refused: return filled == 0 ? digits : nil
        case .optional: return filled == 0 || isFull ? digits : nil
        }
    }
}
