import Redaction
import Testing

/// Counts per kind of sample.
private struct Tally {
    var seen: [String: Int] = [:]
    var wrong: [String: Int] = [:]
    var first: [String: String] = [:]

    mutating func count(_ sample: Sample, _ isRight: Bool, _ shown: @autoclosure () -> String) {
        seen[sample.kind, default: 0] += 1
        guard !isRight else { return }
        wrong[sample.kind, default: 0] += 1
        if first[sample.kind] == nil || wrong[sample.kind, default: 0] < 4 {
            first[sample.kind, default: ""] += "\n      #\(sample.number) \(sample.text.debugDescription) -> \(shown())"
        }
    }

    var total: Int { seen.values.reduce(0, +) }
    var failures: Int { wrong.values.reduce(0, +) }

    func table(seed: UInt64) -> String {
        var lines = ["seed \(seed): \(failures) of \(total) wrong"]
        for kind in seen.keys.sorted() where wrong[kind] != nil {
            lines.append("  \(kind): \(wrong[kind, default: 0]) of \(seen[kind, default: 0])\(first[kind, default: ""])")
        }
        return lines.joined(separator: "\n")
    }
}

private func cardSpans(_ result: RedactionResult) -> [Range<Int>] {
    result.spans.filter { $0.kind == .card }.map(\.scalars)
}

/// The corpus is made by a generator with its own brand list and check digit, from a fixed seed; the numbers in it are synthetic.
@Suite struct CorpusTests {
    static let seeds: [UInt64] = [20_260_101, 7, 11]

    @Test(arguments: seeds) func positivesAreFoundWithExactSpans(seed: UInt64) {
        let samples = Positives(seed: seed).samples
        #expect(samples.count >= 2000)
        var tally = Tally()
        for sample in samples {
            let result = CardRedaction.mask(sample.text)
            tally.count(sample, cardSpans(result) == sample.cards, "\(cardSpans(result)) not \(sample.cards)")
        }
        #expect(Double(tally.failures) <= 0.005 * Double(tally.total), "\(tally.table(seed: seed))")
    }

    @Test(arguments: seeds) func expiryAndCodeBesideACardAreMasked(seed: UInt64) {
        var tally = Tally()
        for sample in Positives(seed: seed).samples where !sample.companions.isEmpty {
            let result = CardRedaction.mask(sample.text)
            let masked = result.spans.map(\.scalars)
            let isRight = sample.companions.allSatisfy { wanted in
                masked.contains { $0.lowerBound <= wanted.lowerBound && wanted.upperBound <= $0.upperBound }
            }
            tally.count(sample, isRight, "\(result.text ?? "nothing")")
        }
        #expect(Double(tally.failures) <= 0.01 * Double(tally.total), "\(tally.table(seed: seed))")
    }

    @Test(arguments: seeds) func negativesStayUntouched(seed: UInt64) {
        let samples = Negatives(seed: seed).samples
        #expect(samples.count >= 5000)
        var tally = Tally()
        for sample in samples {
            let result = CardRedaction.mask(sample.text)
            tally.count(sample, result.bytes == nil, "\(result.text ?? "nothing")")
        }
        #expect(Double(tally.failures) <= 0.002 * Double(tally.total), "\(tally.table(seed: seed))")
    }

    @Test(arguments: seeds) func maskingMaskedTextChangesNothing(seed: UInt64) {
        var tally = Tally()
        for sample in Positives(seed: seed).samples {
            let once = CardRedaction.masked(sample.text)
            let twice = CardRedaction.masked(once)
            tally.count(sample, once == twice, "\(once.debugDescription) then \(twice.debugDescription)")
        }
        #expect(tally.failures == 0, "\(tally.table(seed: seed))")
    }
}
