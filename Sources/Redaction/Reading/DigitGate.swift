/// Finds the stretches of a text that hold enough digits, close enough together, to be worth reading.
///
/// Counts a word of eight bytes at a time, so that text without numbers costs next to nothing. It may count too many digits (those
/// of an escape such as `%20`), never too few.
struct DigitGate {
    /// The shortest card.
    static let fewestDigits = 12
    /// No two digits of one card are farther apart than this, in bytes; `CardScanner` bounds a gap below it.
    static let widestGap = 48

    let text: TextBytes
    private let blocks: UnsafePointer<UInt64>

    /// Calls `body` with each stretch in order; it begins and ends within eight bytes of a digit.
    static func forEachStretch(in text: TextBytes, from start: Int, _ body: (Range<Int>) -> Void) {
        DigitScripts.blocks.withUnsafeBufferPointer { blocks in
            guard let base = blocks.baseAddress else { return }
            DigitGate(text: text, blocks: base).run(from: start, body)
        }
    }

    private func run(from start: Int, _ body: (Range<Int>) -> Void) {
        var digits = 0
        var first = 0
        var last = 0
        var index = start
        while index < text.count {
            let end = min(index + 8, text.count)
            let found = end - index == 8 ? digitsInWord(at: index) : digitsByByte(index..<end)
            if found > 0 {
                if digits > 0, index - last > Self.widestGap {
                    if digits >= Self.fewestDigits { body(first..<(last + 8)) }
                    digits = 0
                }
                if digits == 0 { first = index }
                digits += found
                last = index
            }
            index = end
        }
        if digits >= Self.fewestDigits { body(first..<min(last + 8, text.count)) }
    }

    private func digitsInWord(at index: Int) -> Int {
        let word = text.word(at: index)
        if word & 0x8080_8080_8080_8080 != 0 { return digitsByByte(index..<(index + 8)) }
        let distance = word ^ 0x3030_3030_3030_3030
        let others = (distance &+ 0x7676_7676_7676_7676) & 0x8080_8080_8080_8080
        return others == 0x8080_8080_8080_8080 ? 0 : 8 - others.nonzeroBitCount
    }

    private func digitsByByte(_ range: Range<Int>) -> Int {
        var digits = 0
        for index in range {
            let byte = text.base[index]
            if byte < 0x80 {
                if isASCIIDigit(byte) { digits += 1 }
            } else if byte >= 0xC0, beginsDigit(byte, at: index) {
                digits += 1
            }
        }
        return digits
    }

    private func beginsDigit(_ lead: UInt8, at index: Int) -> Bool {
        let second = text[index + 1]
        if lead < 0xE0 { return blocks[Int(lead & 0x1F)] >> UInt64(second & 0x3F) & 1 != 0 }
        let third = text[index + 2]
        if lead < 0xF0 {
            return blocks[Int(lead & 0x0F) << 6 | Int(second & 0x3F)] >> UInt64(third & 0x3F) & 1 != 0
        }
        let high = UInt32(lead & 0x07) << 18 | UInt32(second & 0x3F) << 12
        return DigitScripts.isAstralDigit(high | UInt32(third & 0x3F) << 6 | UInt32(text[index + 3] & 0x3F))
    }
}
