/// The context words, ready for matching against bytes.
struct WordTable: Sendable {
    private struct Word: Sendable {
        var bytes: [UInt8]
        var meaning: WordMeaning.RawValue
        /// Begins with a Latin letter: no Latin letter may stand before it.
        var standsAlone: Bool
        /// May be followed by more letters.
        var goesOn: Bool
    }

    /// Words by their first byte in lower case.
    private var byFirstByte = [[Word]](repeating: [], count: 256)

    /// The one table, built on first use.
    static let shared = WordTable()

    private init() {
        add(ContextWords.card, .card)
        add(ContextWords.securityCode, [.card, .securityCode])
        add(ContextWords.expiry, [.card, .expiry])
        add(ContextWords.other, .other)
    }

    private mutating func add(_ words: [String], _ meaning: WordMeaning) {
        for text in words {
            var bytes = Array(text.utf8)
            let goesOn = bytes.last == UInt8(ascii: "*")
            if goesOn { bytes.removeLast() }
            guard let first = bytes.first else { continue }
            let word = Word(bytes: bytes, meaning: meaning.rawValue, standsAlone: Self.isLatin(bytes), goesOn: goesOn)
            byFirstByte[Int(first)].append(word)
            byFirstByte[Int(first)].sort { $0.bytes.count > $1.bytes.count }
        }
    }

    private static func isLatin(_ bytes: [UInt8]) -> Bool {
        isASCIILetter(bytes[0])
    }

    /// The meaning of the longest word that begins at `index`, and its length in bytes.
    func match(in text: TextBytes, at index: Int) -> (WordMeaning, Int)? {
        // Words of Latin letters stand alone, so none begins within another: most positions end here.
        if isASCIILetter(text[index]), isASCIILetter(text[index - 1]) { return nil }
        let words = byFirstByte[Int(Self.folded(text[index]))]
        if words.isEmpty { return nil }
        for word in words where matches(word, in: text, at: index) {
            return (WordMeaning(rawValue: word.meaning), word.bytes.count)
        }
        return nil
    }

    private func matches(_ word: Word, in text: TextBytes, at index: Int) -> Bool {
        let end = index + word.bytes.count
        guard end <= text.count else { return false }
        if word.standsAlone, isASCIILetter(text[index - 1]) || (!word.goesOn && continues(text, at: end, after: word)) { return false }
        for offset in 0..<word.bytes.count where Self.folded(text, at: index + offset) != word.bytes[offset] { return false }
        return true
    }

    private func continues(_ text: TextBytes, at end: Int, after word: Word) -> Bool {
        guard isASCIILetter(text[end]) else { return false }
        return isASCIILetter(word.bytes[word.bytes.count - 1]) || word.bytes[word.bytes.count - 1] >= 0x80
    }

    /// The byte in lower case, the second byte of a Latin-1 letter (U+00C0-00DE) included.
    private static func folded(_ text: TextBytes, at index: Int) -> UInt8 {
        let byte = text[index]
        if byte < 0x80 { return folded(byte) }
        return text[index - 1] == 0xC3 && byte >= 0x80 && byte <= 0x9E ? byte + 0x20 : byte
    }

    private static func folded(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }
}
