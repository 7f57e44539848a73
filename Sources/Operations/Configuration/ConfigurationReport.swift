/// Collects the problems of one reading.
final class ConfigurationReport {
    private(set) var problems: [ConfigurationError.Problem] = []

    /// Notes a problem.
    func add(_ path: String, line: Int?, _ remedy: String) {
        problems.append(ConfigurationError.Problem(path: path, line: line, remedy: remedy))
    }

    /// The problems in the order of the file; those of one line in the order they were found.
    var sorted: [ConfigurationError.Problem] {
        problems.enumerated().sorted { a, b in
            let (first, second) = (a.element.line ?? 0, b.element.line ?? 0)
            return first != second ? first < second : a.offset < b.offset
        }.map(\.element)
    }
}

/// The known word that is nearest to one that was written.
enum Spelling {
    /// The nearest of `known` that is near enough to be meant; nil if none is.
    static func nearest(to word: String, among known: [String]) -> String? {
        let bound = max(2, min(word.count, 64) / 3)
        let ranked = known.map { (distance(word.lowercased().prefix(64), $0.lowercased()), $0) }
        return ranked.filter { $0.0 <= bound && $0.0 < $0.1.count }.min { $0.0 < $1.0 }?.1
    }

    /// How many letters must be added, dropped, changed or swapped with their neighbour.
    private static func distance(_ a: some StringProtocol, _ b: some StringProtocol) -> Int {
        let (a, b) = (Array(a.utf8), Array(b.utf8))
        var before = [Int](repeating: 0, count: b.count + 1)
        var last = Array(0...b.count)
        for i in a.indices {
            var row = [i + 1]
            for j in b.indices {
                var best = min(row[j] + 1, last[j + 1] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, before[j - 1] + 1) }
                row.append(best)
            }
            (before, last) = (last, row)
        }
        return last[b.count]
    }
}
