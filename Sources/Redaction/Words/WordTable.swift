/// The context words, ready for matching against bytes.
struct WordTable: Sendable {
    private struct Word: Sendable {
        /// Its place in `bytes`.
        var start: Int
        var length: Int
        var meaning: WordMeaning
        /// Begins with a Latin letter: no Latin letter may stand before it.
        var standsAlone: Bool
        /// May be followed by more letters.
        var goesOn: Bool
    }

    /// The words by their first byte, the longest first.
    private var words: [Word] = []
    /// Where the words begin that have this first byte, in lower case; one entry more than there are bytes.
    private var starts = [Int](repeating: 0, count: 257)
    /// The bytes of all words, one after another.
    private var bytes: [UInt8] = []
    /// Which first two bytes, in lower case, some word begins with: one bit each. Most text goes no further.
    private var beginnings = [UInt64](repeating: 0, count: 1024)

    /// The one table, built on first use.
    static let shared = WordTable()

    private init() {
        let listed =
            Self.words(ContextWords.card, .card) + Self.words(ContextWords.securityCode, [.card, .securityCode])
            + Self.words(ContextWords.expiry, [.card, .expiry]) + Self.words(ContextWords.other, .other)
        for first in 0..<256 {
            starts[first] = words.count
            for (text, word) in listed.filter({ $0.text[0] == first }).sorted(by: { $0.text.count > $1.text.count }) {
                words.append(word)
                words[words.count - 1].start = bytes.count
                bytes += text
                let beginning = first << 8 | Int(text[1])
                beginnings[beginning >> 6] |= 1 << UInt64(beginning & 63)
            }
        }
        starts[256] = words.count
    }

    private static func words(_ list: [String], _ meaning: WordMeaning) -> [(text: [UInt8], word: Word)] {
        list.map { written in
            let goesOn = written.utf8.last == UInt8(ascii: "*")
            let text = Array(goesOn ? written.utf8.dropLast() : written.utf8[...])
            return (text, Word(start: 0, length: text.count, meaning: meaning, standsAlone: isASCIILetter(text[0]), goesOn: goesOn))
        }
    }

    /// The meaning of the longest word that begins at `index`, and its length in bytes.
    func match(in text: TextBytes, at index: Int) -> (WordMeaning, Int)? {
        let first = Self.folded(text[index])
        let beginning = Int(first) << 8 | Int(Self.folded(text, at: index + 1))
        guard beginnings[beginning >> 6] >> UInt64(beginning & 63) & 1 != 0 else { return nil }
        // Words of Latin letters stand alone, so none begins within another.
        if isASCIILetter(first), isASCIILetter(text[index - 1]) { return nil }
        for position in starts[Int(first)]..<starts[Int(first) + 1] where matches(words[position], in: text, at: index) {
            return (words[position].meaning, words[position].length)
        }
        return nil
    }

    private func matches(_ word: Word, in text: TextBytes, at index: Int) -> Bool {
        let end = index + word.length
        guard end <= text.count else { return false }
        for offset in 1..<word.length where Self.folded(text, at: index + offset) != bytes[word.start + offset] { return false }
        return !word.standsAlone || word.goesOn || !continues(text, at: end, after: word)
    }

    private func continues(_ text: TextBytes, at end: Int, after word: Word) -> Bool {
        guard isASCIILetter(text[end]) else { return false }
        let last = bytes[word.start + word.length - 1]
        return isASCIILetter(last) || last >= 0x80
    }

    /// The byte in lower case, the second byte of a Latin-1 letter (U+00C0-00DE) included.
    private static func folded(_ text: TextBytes, at index: Int) -> UInt8 {
        let byte = text[index]
        if byte < 0x80 { return folded(byte) }
        return text[index - 1] == 0xC3 && byte >= 0x80 && byte <= 0x9E ? byte + 0x20 : byte
    }

    private static func folded(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }
}
