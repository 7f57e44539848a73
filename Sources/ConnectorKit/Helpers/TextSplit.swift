package import Core

/// Splits a text into parts that a channel can carry.
///
/// A part ends, in this order of preference, after a paragraph, a line, a sentence, a word or a grapheme. A boundary in the first half
/// of a part is passed over for a lesser one in the second half, so that parts do not become crumbs. The parts joined are the text.
package enum TextSplit {
    /// The parts of `text`, each at most `limit` long in `unit`. One part when the text fits; an empty text is one empty part.
    ///
    /// Never inside a grapheme, unless one alone is longer than `limit`; then between its scalars.
    package static func parts(of text: String, limit: Int, unit: Capabilities.LengthUnit) -> [Substring] {
        precondition(limit >= 4, "a part must have room for one scalar in any unit")
        if text.utf8.count <= limit || length(of: text, unit) <= limit { return [text[...]] }
        var parts: [Substring] = []
        var rest = text[...]
        while let end = cut(in: rest, limit: limit, unit) {
            parts.append(rest[..<end])
            rest = rest[end...]
        }
        parts.append(rest)
        return parts
    }

    /// The text before the last part, and the last part, which is at most `limit` long.
    package static func lastPart(of text: String, limit: Int, unit: Capabilities.LengthUnit) -> (before: Substring, last: Substring) {
        let last = parts(of: text, limit: limit, unit: unit).last ?? text[...]
        return (text[..<last.startIndex], last)
    }

    /// The length of a text as a channel counts it.
    package static func length(of text: some StringProtocol, _ unit: Capabilities.LengthUnit) -> Int {
        switch unit {
        case .unicodeScalars: text.unicodeScalars.count
        case .utf16: text.utf16.count
        case .bytes: text.utf8.count
        }
    }

    /// The start of a text, cut between graphemes to `limit` with an ellipsis at its end when something is left out.
    package static func shortened(_ text: String, to limit: Int, _ unit: Capabilities.LengthUnit) -> String {
        guard length(of: text, unit) > limit else { return text }
        let room = limit - length(of: "…", unit)
        var used = 0
        let kept = text.prefix { character in
            used += length(of: String(character), unit)
            return used <= room
        }
        return kept + "…"
    }

    /// Where the first part ends; nil when all fits.
    private static func cut(in text: Substring, limit: Int, _ unit: Capabilities.LengthUnit) -> String.Index? {
        var found = Boundaries(half: limit / 2)
        var used = 0
        var at = text.startIndex
        while at < text.endIndex {
            let next = text.index(after: at)
            let cost = length(of: text[at..<next], unit)
            if used + cost > limit { return found.best ?? scalarCut(in: text, limit: limit, unit) }
            used += cost
            found.passed(text[at], before: next < text.endIndex ? text[next] : nil, end: next, length: used)
            at = next
        }
        return nil
    }

    /// A cut inside a grapheme that is longer than a whole part.
    private static func scalarCut(in text: Substring, limit: Int, _ unit: Capabilities.LengthUnit) -> String.Index {
        var used = 0
        for at in text.unicodeScalars.indices {
            let scalar = text.unicodeScalars[at]
            switch unit {
            case .unicodeScalars: used += 1
            case .utf16: used += UTF16.width(scalar)
            case .bytes: used += UTF8.width(scalar)
            }
            if used > limit { return at }
        }
        return text.endIndex
    }
}

/// The last boundary of each kind that was passed.
private struct Boundaries {
    private let half: Int
    private var paragraph: String.Index?
    private var line: String.Index?
    private var sentence: String.Index?
    private var word: String.Index?
    private var earlyWord: String.Index?
    private var grapheme: String.Index?

    init(half: Int) { self.half = half }

    var best: String.Index? { paragraph ?? line ?? sentence ?? word ?? earlyWord ?? grapheme }

    private var previous: Character = " "

    mutating func passed(_ character: Character, before next: Character?, end: String.Index, length: Int) {
        defer { previous = character }
        grapheme = end
        let late = length > half
        if character.isNewline, next?.isNewline != true {
            if late, previous.isNewline { paragraph = end }
            if late { line = end }
        }
        if Self.endsWideSentence(character) || (character.isWhitespace && Self.endsSentence(previous)) {
            if late { sentence = end }
        }
        if character.isWhitespace, next?.isWhitespace != true {
            if late { word = end } else { earlyWord = end }
        }
    }

    private static func endsSentence(_ character: Character) -> Bool {
        switch character {
        case ".", "!", "?", "…", "।", "؟", "۔": true
        default: false
        }
    }

    /// Full stops of scripts that write no space behind them.
    private static func endsWideSentence(_ character: Character) -> Bool {
        switch character {
        case "。", "！", "？", "．", "｡": true
        default: false
        }
    }
}
