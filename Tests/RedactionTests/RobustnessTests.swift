import Testing

@testable import Redaction

private func steps(_ bytes: [UInt8]) -> Int {
    var steps = 0
    bytes.withUnsafeBufferPointer { buffer in
        if let text = TextBytes(buffer) { _ = CardScanner.findings(in: text, from: 0, steps: &steps) }
    }
    return steps
}

@Suite struct RobustnessTests {
    /// Pieces that stress the reader: digits of several widths, separators, escapes cut short, broken UTF-8, surrogates, masks.
    private static let pieces: [[UInt8]] =
        [
            "4111", "1111", "0", "5", "4111111111111111", "5500 0000 0000 0004", " ", "-", ".", "/", "\n", "%20", "%", "%E2%80", "&#",
            "&#45;", "&nbsp",
            "\\u00", "\\u00a0", "\\", "+", "@", "a", "카드", "IBAN DE89 ", "▇", "*", "12/27", "cvv 123", "４", "٤", "𝟒", "\u{200B}", "💳", "\0",
        ].map { Array($0.utf8) } + [
            [0xED, 0xA0, 0x80], [0xED, 0xB0, 0x80], [0xFF], [0xC3], [0xE2, 0x96], [0xF0, 0x9F], [0x80], [0xF4, 0x90, 0x80, 0x80],
        ]

    private static func input(_ dice: inout Dice) -> [UInt8] {
        if dice.chance(30) { return (0..<dice.below(60)).map { _ in UInt8(dice.below(256)) } }
        return (0..<dice.below(24)).flatMap { _ in dice.pick(pieces) }
    }

    @Test func anyBytesAreMaskedWithoutFailureOrGrowthAndOnlyDigitsChange() {
        var dice = Dice(seed: 99)
        var wrong: [String] = []
        for round in 0..<100_000 {
            let bytes = Self.input(&dice)
            let result = CardRedaction.mask(bytes)
            guard let masked = result.bytes else { continue }
            let digits = result.spans.reduce(0) { $0 + $1.bytes.count }
            let isWithin = result.spans.allSatisfy { $0.bytes.lowerBound >= 0 && $0.bytes.upperBound <= bytes.count }
            let keepsHead = masked.starts(with: bytes.prefix(result.spans.first?.bytes.lowerBound ?? 0))
            let isStable = CardRedaction.mask(masked).bytes == nil
            if masked.count > bytes.count + 2 * digits || !isWithin || !keepsHead || !isStable {
                wrong.append("round \(round): \(String(decoding: bytes, as: UTF8.self).debugDescription)")
            }
        }
        #expect(wrong.isEmpty, "seed 99, \(wrong.count) wrong, \(wrong.prefix(5))")
    }

    @Test(arguments: [
        "1", "4", "4 ", "4111 1111 1111 1111 ", "4111-", "6759 1234 5678 ", "5018 0000 0009 ", "12 ", "4\u{200B}", "%204", "%34", "4%",
        "&#52;",
        "+4111111111111 ", "94 ",
        "card 6759 0000 0000 ",
    ])
    func workGrowsInProportionToTheText(piece: String) {
        func work(_ size: Int) -> Double {
            var bytes: [UInt8] = []
            while bytes.count < size { bytes += Array(piece.utf8) }
            return Double(steps(bytes))
        }
        let small = work(8000)
        let large = work(64_000)
        #expect(large <= 8.8 * small + 1000, "\(piece): \(small) steps, then \(large)")
        #expect(large <= 40 * 64_000, "\(piece)")
    }

    @Test func textOverTheLimitIsWithheld() {
        let result = CardRedaction.mask("4111 1111 1111 1111", limit: 10)
        #expect(result.isWithheld)
        #expect(result.text == CardRedaction.placeholder)
        #expect(!CardRedaction.mask("hello", limit: 10).isWithheld)
    }

    @Test func everyDecimalDigitOfUnicodeHasItsValue() {
        var wrong: [String] = []
        for number in UInt32(0)...0x10FFFF {
            guard let scalar = Unicode.Scalar(number) else { continue }
            let isDigit = scalar.properties.generalCategory == .decimalNumber
            let expected = isDigit ? scalar.properties.numericValue.map { UInt8($0) } : nil
            if DigitScripts.value(of: number) != expected { wrong.append("U+" + String(number, radix: 16)) }
        }
        #expect(wrong.isEmpty)
    }
}
