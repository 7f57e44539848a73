/// The decimal digits of all scripts: Unicode's general category Nd (Unicode Character Database, `DerivedGeneralCategory.txt`).
///
/// Each script's ten digits are consecutive, so its zero says all about it.
enum DigitScripts {
    /// The zero of every script, ascending.
    static let zeros: [UInt32] = [
        0x30, 0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xDE6, 0xE50, 0xED0, 0xF20, 0x1040,
        0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0,
        0xAA50, 0xABF0, 0xFF10, 0x104A0, 0x10D30, 0x10D40, 0x11066, 0x110F0, 0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0, 0x11650,
        0x116C0, 0x116D0, 0x116DA, 0x11730, 0x118E0, 0x11950, 0x11BF0, 0x11C50, 0x11D50, 0x11DA0, 0x11DE0, 0x11F50, 0x16130, 0x16A60,
        0x16AC0, 0x16B50, 0x16D70, 0x1CCF0, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6, 0x1E140, 0x1E2F0, 0x1E4F0, 0x1E5F1, 0x1E950,
        0x1FBF0,
    ]

    /// For each block of 64 scalars below U+10000, which of them are digits: one bit each. Made from `zeros`.
    static let blocks: [UInt64] = {
        var blocks = [UInt64](repeating: 0, count: 1024)
        for zero in zeros where zero < 0x10000 {
            for digit in zero..<(zero + 10) { blocks[Int(digit >> 6)] |= 1 << UInt64(digit & 63) }
        }
        return blocks
    }()

    /// The decimal value of `scalar`, nil if it is no decimal digit.
    static func value(of scalar: UInt32) -> UInt8? {
        if scalar &- 0x30 < 10 { return UInt8(scalar &- 0x30) }
        if scalar < 0x660 { return nil }
        // Punctuation, Kana and Han, then Hangul: most of what is not ASCII, and no digit among it.
        if (scalar > 0x1C59 && scalar < 0xA620) || (scalar > 0xABF9 && scalar < 0xFF10) { return nil }
        var low = 1
        var high = zeros.count
        while low < high {
            let middle = (low + high) / 2
            if zeros[middle] <= scalar { low = middle + 1 } else { high = middle }
        }
        let distance = scalar - zeros[low - 1]
        return distance < 10 ? UInt8(distance) : nil
    }

    /// Whether a scalar from U+10000 up is a digit; quick for emoji, the usual ones there.
    static func isAstralDigit(_ scalar: UInt32) -> Bool {
        (scalar < 0x1F000 || scalar >= 0x1FBF0) && value(of: scalar) != nil
    }
}
