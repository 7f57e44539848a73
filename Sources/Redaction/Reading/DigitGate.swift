/// Finds the stretches of a text that hold enough digits, with nothing but separators between, to be worth reading.
///
/// Looks at a word of eight bytes at a time, so that text without numbers costs next to nothing, and from a digit on at each character
/// until something ends the row. It may count too many digits (those of an escape such as `%20`), never too few.
struct DigitGate {
    /// The shortest card.
    static let fewestDigits = 12
    /// No two digits of one card are farther apart than this, in bytes; `CardScanner` bounds a gap below it.
    static let widestGap = 48
    /// The same where gaps are written as escapes, of nine bytes for one character.
    private static let widestEscapedGap = 200
    /// So many bytes before a row show what stands on its left.
    private static let context = 24

    let text: TextBytes
    private let blocks: UnsafePointer<UInt64>
    /// The digits before it have been looked at.
    private var index: Int
    /// No stretch begins before it: the character that ended the last row.
    private var before: Int

    /// - Parameter blocks: those of `DigitScripts`.
    init(text: TextBytes, from start: Int, blocks: UnsafePointer<UInt64>) {
        self.text = text
        self.blocks = blocks
        index = start
        before = max(0, start - Self.context)
    }

    /// The next stretch: it begins some characters before a digit, and ends behind the character that ends the row.
    mutating func next() -> Range<Int>? {
        while let first = nextDigit() {
            let row = row(from: first)
            let start = max(before, first - Self.context)
            index = row.end
            before = row.last
            if row.digits >= Self.fewestDigits { return text.scalarStart(at: start)..<row.end }
        }
        return nil
    }

    // MARK: The next digit

    private func nextDigit() -> Int? {
        var index = index
        while index + 8 <= text.count {
            var candidates = Self.candidates(in: text.word(at: index))
            while candidates != 0 {
                let position = index + candidates.trailingZeroBitCount >> 3
                if beginsDigit(at: position) { return position }
                candidates &= candidates &- 1
            }
            index += 8
        }
        while index < text.count {
            if beginsDigit(at: index) { return index }
            index += 1
        }
        return nil
    }

    /// The highest bit of each byte of `word` that is an ASCII digit, or the first byte of a block that holds digits of other scripts.
    private static func candidates(in word: UInt64) -> UInt64 {
        let tops: UInt64 = 0x8080_8080_8080_8080
        let rest = word & ~tops
        let high = word & tops
        let digits = ~((rest ^ 0x3030_3030_3030_3030) &+ 0x7676_7676_7676_7676) & (tops ^ high)
        if high == 0 { return digits }
        // Of what begins at 0xD9, not Kana, Han, and Hangul, which leaves 0xD9-0xE1, 0xEA and 0xEF-0xF4.
        let scripts = rest &+ 0x2727_2727_2727_2727
        let kanaAndHan = (rest &+ 0x1E1E_1E1E_1E1E_1E1E) & ~(rest &+ 0x1616_1616_1616_1616)
        let hangul = (rest &+ 0x1515_1515_1515_1515) & ~(rest &+ 0x1111_1111_1111_1111)
        return digits | (high & scripts & ~kanaAndHan & ~hangul)
    }

    private func beginsDigit(at index: Int) -> Bool {
        let lead = text.base[index]
        if lead < 0x80 { return isASCIIDigit(lead) }
        if lead < 0xC0 { return false }
        let second = text[index + 1]
        if lead < 0xE0 { return blocks[Int(lead & 0x1F)] >> UInt64(second & 0x3F) & 1 != 0 }
        let third = text[index + 2]
        if lead < 0xF0 {
            return blocks[Int(lead & 0x0F) << 6 | Int(second & 0x3F)] >> UInt64(third & 0x3F) & 1 != 0
        }
        let high = UInt32(lead & 0x07) << 18 | UInt32(second & 0x3F) << 12
        return DigitScripts.isAstralDigit(high | UInt32(third & 0x3F) << 6 | UInt32(text[index + 3] & 0x3F))
    }

    // MARK: The row that begins with it

    /// How many digits it has, where the character begins that ends it, and where that one ends.
    private func row(from first: Int) -> (digits: Int, last: Int, end: Int) {
        var digits = 0
        var last = first
        var index = first
        var isEscaped = text.isInEscape(first)
        while index < text.count {
            let byte = text.base[index]
            var length = 1
            if isASCIIDigit(byte) {
                digits += 1
                last = index
            } else if isASCIILetter(byte) {
                if !isEscaped { return (digits, index, index + 1) }
            } else if byte != 0x20, byte != 0x2D {
                let token = text.token(at: index)
                length = token.length
                switch token.mark {
                case .digit:
                    digits += 1
                    last = index
                case .mask, .latin, .at, .other:
                    if !isEscaped || !Self.mayBeInEscape(byte) { return (digits, index, min(text.count, index + length)) }
                case .invisible, .separator, .plus:
                    break
                }
                if byte < 0x80, length > 2 || byte == UInt8(ascii: "\\") { isEscaped = true }
            }
            index += length
            if index - last > (isEscaped ? Self.widestEscapedGap : Self.widestGap) { return (digits, index, min(text.count, index)) }
        }
        return (digits, index, text.count)
    }

    /// Where a row began in the midst of an escape its characters show one by one.
    private static func mayBeInEscape(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "%") || byte == UInt8(ascii: "&") || byte == UInt8(ascii: "#") || byte == UInt8(ascii: ";")
            || byte == UInt8(ascii: "\\")
    }
}

extension TextBytes {
    /// Whether the digit at `index` may stand within an escape: only letters and signs of escapes lie between it and the escape's start.
    fileprivate func isInEscape(_ index: Int) -> Bool {
        var start = index
        while start > 0, index - start < 8 {
            start -= 1
            switch base[start] {
            case UInt8(ascii: "%"), UInt8(ascii: "&"), UInt8(ascii: "\\"): return true
            case UInt8(ascii: "#"): continue
            case let byte: if !isASCIILetter(byte) { return false }
            }
        }
        return false
    }
}
