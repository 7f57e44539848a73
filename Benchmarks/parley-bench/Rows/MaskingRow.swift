import Core
import Redaction

/// Masking of chat text without card numbers and with one in ten messages, in processor time; and whether the time for the worst texts
/// grows with their length only.
struct MaskingRow {
    private static let sentences = [
        "Hello, my order 20318841 has not come yet, could you look where it is?", "The number of the invoice is 2024-00318.",
        "Please call me at +49 30 1234567 from 9 to 5.", "It was paid on 12.03.2024 by transfer.", "Danke schön, das hat geholfen! 🙂",
        "I ordered two, in blue and in green, and got three in red.", "Привет, когда будет доставка?",
        "어제 주문한 상품이 아직 배송되지 않았어요. 송장번호 확인 부탁드립니다. 연락처는 010-1234-5678 입니다.", "昨日注文した商品について質問があります。返品はできますか？",
    ]
    private static let worst = ["4111-1111 ", "4 ", "6759 6498 2643 8453 ", "1", "5018 0000 0009 card "]

    func run(_ report: inout Report) {
        add("masking: chat text without cards", Self.texts(cardEvery: 0), .atLeast(300), &report)
        add("masking: chat text, a card in ten messages", Self.texts(cardEvery: 10), .atLeast(150), &report)
        let ratios = Self.worst.map { Self.seconds(to: Self.repeated($0, 10 << 20)) / Self.seconds(to: Self.repeated($0, 1 << 20)) }
        report.add("masking: 10 MB of digits and separators to 1 MB", ratios.max() ?? 0, "times", .atMost(15))
    }

    private func add(_ name: String, _ texts: [[UInt8]], _ bound: Report.Bound, _ report: inout Report) {
        let size = texts.reduce(0) { $0 + $1.count }
        let rates = (0..<9).map { _ in
            let watch = Stopwatch(.processor)
            for text in texts { _ = CardRedaction.mask(text) }
            return Double(size) / 1e6 / watch.seconds
        }
        report.add(name, rates.median, "MB/s", bound)
    }

    /// Processor time to mask `text`, the least of three times.
    private static func seconds(to text: [UInt8]) -> Double {
        (0..<3).map { _ in
            let watch = Stopwatch(.processor)
            _ = CardRedaction.mask(text)
            return watch.seconds
        }.min() ?? 0
    }

    private static func texts(cardEvery interval: Int) -> [[UInt8]] {
        var random = SeededGenerator(seed: 11)
        return (0..<20_000).map { index in
            var words = (0..<4).map { _ in sentences[Int(random.next() % UInt64(sentences.count))] }
            if interval > 0, index % interval == 0 { words[2] = "My card is 4111 1111 1111 1111, valid until 11/27." }
            return Array(words.joined(separator: " ").utf8)
        }
    }

    private static func repeated(_ piece: String, _ bytes: Int) -> [UInt8] {
        let unit = Array(piece.utf8)
        return (0..<bytes).map { unit[$0 % unit.count] }
    }
}
