import ConnectorKit
import Core
import Testing

@Suite struct TextSplitTests {
    static let units: [Capabilities.LengthUnit] = [.unicodeScalars, .utf16, .bytes]

    struct Row: CustomTestStringConvertible {
        let testDescription: String
        let text: String
        let limit: Int
        let parts: [String]
    }

    static let rows = [
        Row(testDescription: "fits", text: "hello", limit: 5, parts: ["hello"]),
        Row(testDescription: "empty", text: "", limit: 5, parts: [""]),
        Row(testDescription: "one over", text: "helloX", limit: 5, parts: ["hello", "X"]),
        Row(testDescription: "word", text: "one two three", limit: 9, parts: ["one two ", "three"]),
        Row(testDescription: "an early word is better than none", text: "a bcdefghij", limit: 8, parts: ["a ", "bcdefghi", "j"]),
        Row(testDescription: "sentence before word", text: "Go on. And so on", limit: 12, parts: ["Go on. ", "And so on"]),
        Row(testDescription: "an early sentence gives way to a late word", text: "A. bb cc dd", limit: 9, parts: ["A. bb cc ", "dd"]),
        Row(testDescription: "line before sentence", text: "abcdef\nx. yz", limit: 10, parts: ["abcdef\n", "x. yz"]),
        Row(testDescription: "paragraph before line", text: "abcdef\n\nx\nyyy", limit: 11, parts: ["abcdef\n\n", "x\nyyy"]),
        Row(testDescription: "Chinese sentence", text: "你好吗。我很好谢谢", limit: 6, parts: ["你好吗。", "我很好谢谢"]),
        Row(testDescription: "Thai without spaces", text: "สวัสดี", limit: 4, parts: ["สวัส", "ดี"]),
        Row(testDescription: "never inside a family", text: "ab👨‍👩‍👧c", limit: 6, parts: ["ab", "👨‍👩‍👧c"]),
        Row(testDescription: "line ends of two bytes stay whole", text: "abc\r\ndef", limit: 4, parts: ["abc", "\r\n", "def"]),
    ]

    @Test(arguments: rows) func text_isCutAtTheBestBoundary(row: Row) {
        #expect(TextSplit.parts(of: row.text, limit: row.limit, unit: .unicodeScalars).map(String.init) == row.parts)
    }

    @Test func graphemeLongerThanAPart_isCutBetweenScalars() {
        let tower = "a" + String(repeating: "\u{301}", count: 20)
        for unit in Self.units {
            let parts = TextSplit.parts(of: tower, limit: 6, unit: unit)
            #expect(parts.map(String.init).joined() == tower, "\(unit)")
            #expect(parts.allSatisfy { (1...6).contains(TextSplit.length(of: $0, unit)) }, "\(unit)")
        }
    }

    @Test(arguments: UInt64(1)...40) func anyText_isPutTogetherAgain_andNoPartIsTooLong(seed: UInt64) {
        var state = seed
        func random(_ count: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % count
        }
        let alphabet = ["a", "b", " ", " ", ".", "\n", "\r\n", "é", "한", "ก็", "👍🏽", "🇰🇷", "。", "e\u{301}", "𝒳", "\u{200D}"]
        for unit in Self.units {
            let text = (0..<random(400)).map { _ in alphabet[random(alphabet.count)] }.joined()
            let limit = 20 + random(60)
            let parts = TextSplit.parts(of: text, limit: limit, unit: unit)
            #expect(parts.map(String.init).joined() == text, "seed \(seed), \(unit)")
            #expect(parts.allSatisfy { TextSplit.length(of: $0, unit) <= limit }, "seed \(seed), \(unit)")
            #expect(parts.count == 1 || parts.allSatisfy { !$0.isEmpty }, "seed \(seed), \(unit)")
            let (before, last) = TextSplit.lastPart(of: text, limit: limit, unit: unit)
            #expect(before + last == text, "seed \(seed), \(unit)")
        }
    }

    @Test func shortened_keepsTheLimit_andSaysSo() {
        #expect(TextSplit.shortened("hello", to: 5, .unicodeScalars) == "hello")
        #expect(TextSplit.shortened("hellos", to: 5, .unicodeScalars) == "hell…")
        #expect(TextSplit.shortened("ab👨‍👩‍👧c", to: 5, .unicodeScalars) == "ab…")
        #expect(TextSplit.shortened("ééééé", to: 8, .bytes) == "éé…")
    }
}
