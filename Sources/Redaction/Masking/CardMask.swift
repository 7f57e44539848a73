/// Writes masked text.
struct CardMask {
    /// ▇, U+2587, for each masked digit.
    static let character: [UInt8] = [0xE2, 0x96, 0x87]

    /// Which digits of a card of `count` digits stay: the first six and the last four from sixteen digits up, the last four below.
    ///
    /// PCI DSS 4.0.1, 3.5.1 and its FAQ: the same format everywhere, since two truncations of one card can be joined; of a shorter
    /// number six and four would leave few unknown digits.
    static func keeps(_ position: Int, of count: Int) -> Bool {
        position >= count - 4 || (count >= 16 && position < 6)
    }

    /// `text`, with every digit of `findings` masked that must not stay.
    static func apply(_ findings: [Finding], to text: TextBytes) -> [UInt8] {
        var output: [UInt8] = []
        var masked = 0
        for finding in findings { masked += finding.digits }
        output.reserveCapacity(text.count + 2 * masked)
        append(findings[...], of: text, in: 0..<text.count, to: &output)
        return output
    }

    /// Appends the part of `text` in `range` to `output`, with `findings`, all of which lie within, masked.
    static func append(_ findings: ArraySlice<Finding>, of text: TextBytes, in range: Range<Int>, to output: inout [UInt8]) {
        var index = range.lowerBound
        for finding in findings {
            output.append(contentsOf: UnsafeBufferPointer(start: text.base + index, count: finding.range.lowerBound - index))
            index = appendMasked(finding, of: text, to: &output)
        }
        output.append(contentsOf: UnsafeBufferPointer(start: text.base + index, count: range.upperBound - index))
    }

    private static func appendMasked(_ finding: Finding, of text: TextBytes, to output: inout [UInt8]) -> Int {
        var index = finding.range.lowerBound
        var position = 0
        while index < finding.range.upperBound {
            let token = text.token(at: index)
            if token.mark == .digit, finding.kind != .card || !keeps(position, of: finding.digits) {
                output.append(contentsOf: character)
            } else {
                output.append(contentsOf: UnsafeBufferPointer(start: text.base + index, count: min(token.length, text.count - index)))
            }
            if token.mark == .digit { position += 1 }
            index += token.length
        }
        return index
    }
}
