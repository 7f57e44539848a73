/// Looks for words near numbers, going through a text once however many numbers it holds.
struct ContextSearch {
    /// Within how many characters of a number a word counts (Microsoft Purview's proximity).
    static let reach = 300
    /// No character takes more than three bytes in the scripts of the word table.
    private static let reachInBytes = 3 * reach

    private let text: TextBytes
    private let table: WordTable
    /// Words that begin before this position have been seen.
    private var seen = 0
    /// Where the last card word and the last opposite word before `seen` end; -1 for none.
    private var lastCard = -1
    private var lastOther = -1
    /// Positions looked at.
    private(set) var steps = 0
    private var cardAhead = WordAhead(meaning: .card)
    private var otherAhead = WordAhead(meaning: .other)

    init(text: TextBytes) {
        self.text = text
        table = WordTable.shared
    }

    /// How near the words are, in characters; nil when there is none within `reach`.
    struct Nearness {
        var card: Int?
        var other: Int?

        /// A card word is there and no opposite word is nearer.
        var speaksForCard: Bool {
            guard let card else { return false }
            return card < (other ?? Int.max)
        }

        /// An opposite word is there and no card word is nearer.
        var speaksAgainst: Bool {
            guard let other else { return false }
            return other <= (card ?? Int.max)
        }
    }

    /// The words nearest to the number at `range`.
    mutating func nearness(of range: Range<Int>) -> Nearness {
        lookBehind(to: range.lowerBound)
        let end = min(text.count, range.upperBound + Self.reachInBytes)
        let nextCard = cardAhead.next(in: range.upperBound..<end, of: text, table, &steps)
        let nextOther = otherAhead.next(in: range.upperBound..<end, of: text, table, &steps)
        return Nearness(card: nearest(lastCard, nextCard, range), other: nearest(lastOther, nextOther, range))
    }

    private func nearest(_ before: Int, _ after: Int, _ range: Range<Int>) -> Int? {
        var best: Int?
        if before >= 0, before <= range.lowerBound, range.lowerBound - before <= Self.reachInBytes {
            best = text.scalarCount(in: before..<range.lowerBound)
        }
        if after >= range.upperBound, after - range.upperBound <= Self.reachInBytes {
            // People name a number before they write it; a word behind belongs as likely to what follows.
            best = min(best ?? Int.max, text.scalarCount(in: range.upperBound..<after) + 4)
        }
        return best.flatMap { $0 <= Self.reach ? $0 : nil }
    }

    private mutating func lookBehind(to position: Int) {
        if position < seen || position - seen > Self.reachInBytes {
            seen = max(0, position - Self.reachInBytes)
            lastCard = -1
            lastOther = -1
        }
        while seen < position {
            steps += 1
            guard let (meaning, length) = table.match(in: text, at: seen), seen + length <= position else {
                seen += 1
                continue
            }
            seen += length
            if meaning.contains(.other) { lastOther = seen } else { lastCard = seen }
        }
    }
}

/// The next word of one kind. Reads on from where it stopped, so that ever later questions read each byte once.
private struct WordAhead {
    let meaning: WordMeaning
    /// No word of this kind begins in here, except at `found`, its end.
    private var searched = 0..<0
    private var found: Int?

    init(meaning: WordMeaning) { self.meaning = meaning }

    /// Where the first word of this kind in `range` begins; -1 for none.
    mutating func next(in range: Range<Int>, of text: TextBytes, _ table: WordTable, _ steps: inout Int) -> Int {
        if let found, searched.contains(range.lowerBound) || found == range.lowerBound { return found < range.upperBound ? found : -1 }
        var index = range.lowerBound
        if found == nil, searched.contains(range.lowerBound) { index = searched.upperBound }
        found = nil
        while index < range.upperBound {
            steps += 1
            if let (meaning, length) = table.match(in: text, at: index) {
                if meaning.contains(self.meaning) {
                    found = index
                    break
                }
                index += length
            } else {
                index += 1
            }
        }
        searched = range.lowerBound..<max(index, range.lowerBound)
        return found ?? -1
    }
}
