/// One text of the corpus and what must be found in it.
struct Sample {
    /// What it stands for, as in the tables of the facts.
    var kind: String
    /// Its place in the corpus, which with the seed names it.
    var number: Int
    var text: String
    /// The cards, in scalars, from the first to the last digit.
    var cards: [Range<Int>]
    /// Digits beside a card that must not stay, in scalars.
    var companions: [Range<Int>] = []
}

/// Builds a text piece by piece and remembers where the cards are.
struct SampleText {
    private(set) var text = ""
    private(set) var cards: [Range<Int>] = []
    private(set) var companions: [Range<Int>] = []
    private var length: Int { text.unicodeScalars.count }

    mutating func add(_ piece: String) { text += piece }

    /// Adds a written number; its span runs from its first to its last digit, which begins with the piece and leaves out a keycap's signs.
    mutating func addCard(_ piece: String) { cards.append(span(piece)) }
    mutating func addCompanion(_ piece: String) { companions.append(span(piece)) }

    private mutating func span(_ piece: String) -> Range<Int> {
        let start = length
        text.unicodeScalars.append(contentsOf: piece.unicodeScalars)
        var end = length
        for scalar in piece.unicodeScalars.reversed() {
            if scalar.properties.numericType == .decimal { break }
            end -= 1
        }
        return start..<end
    }
}
