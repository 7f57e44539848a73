/// Counts the parts in which a telephone network carries a text (3GPP TS 23.038 and 23.040): what providers bill.
package struct SMSSegments: Hashable, Sendable {
    /// How the text is encoded. One character outside the alphabet changes the whole text.
    package enum Encoding: Hashable, Sendable {
        /// The GSM 7-bit default alphabet with its extension table.
        case gsm7
        /// Two bytes for each UTF-16 unit.
        case ucs2
    }

    /// How the text is encoded.
    package let encoding: Encoding
    /// Its length: septets in GSM-7, UTF-16 units in UCS-2.
    package let units: Int
    /// How many segments it takes; 1 for an empty text.
    package let count: Int

    /// Counts `text`.
    package init(of text: String) {
        var septets: [Int] = []
        septets.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            guard let cost = GSMAlphabet.septets(scalar) else {
                encoding = .ucs2
                units = text.utf16.count
                count = Self.count(text.unicodeScalars.lazy.map { UTF16.width($0) }, units: units, alone: 70, joined: 67)
                return
            }
            septets.append(cost)
        }
        encoding = .gsm7
        units = septets.reduce(0, +)
        count = Self.count(septets, units: units, alone: 160, joined: 153)
    }

    /// A character of two units is never cut in two: it moves to the next segment.
    private static func count(_ costs: some Sequence<Int>, units: Int, alone: Int, joined: Int) -> Int {
        if units <= alone { return 1 }
        var segments = 1
        var used = 0
        for cost in costs {
            if used + cost > joined {
                segments += 1
                used = 0
            }
            used += cost
        }
        return segments
    }
}

/// The GSM 7-bit default alphabet (3GPP TS 23.038, section 6.2.1).
private enum GSMAlphabet {
    private static let basic = Set(
        ("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
            + "abcdefghijklmnopqrstuvwxyzäöñüà").unicodeScalars)
    private static let extended = Set("\u{0C}^{}\\[~]|€".unicodeScalars)

    /// 1, or 2 behind the escape; nil for what the alphabet lacks.
    static func septets(_ scalar: Unicode.Scalar) -> Int? {
        if basic.contains(scalar) { return 1 }
        return extended.contains(scalar) ? 2 : nil
    }
}
