import Redaction

/// Masking of chat text, one message in ten with a card number.
struct MaskingRow {
    private static let sentences = [
        "Hello, my order has not come yet, could you look where it is?", "The number of the invoice is 2024-00318.",
        "Please call me at +49 30 1234567 from 9 to 5.", "It was paid on 12.03.2024 by transfer.", "Danke schön, das hat geholfen! 🙂",
        "I ordered two, in blue and in green, and got three in red.", "Привет, когда будет доставка?",
    ]

    func run(_ report: inout Report) {
        let texts = Self.texts()
        let size = texts.reduce(0) { $0 + $1.count }
        var rates: [Double] = []
        var cards = 0
        for _ in 0..<9 {
            let watch = Stopwatch()
            cards = texts.reduce(0) { $0 + $1.withUnsafeBufferPointer { CardRedaction.mask($0).counts.cards } }
            rates.append(Double(size) / 1e6 / watch.seconds)
        }
        report.add("masking: chat text, \(cards) cards in \(texts.count) messages", rates.median, "MB/s", .atLeast(300))
    }

    private static func texts() -> [[UInt8]] {
        var random = SplitMix(seed: 11)
        return (0..<20_000).map { index in
            var words = (0..<4).map { _ in sentences[Int(random.next() % UInt64(sentences.count))] }
            if index % 10 == 0 { words[2] = "My card is 4111 1111 1111 1111, valid until 11/27." }
            return Array(words.joined(separator: " ").utf8)
        }
    }
}
