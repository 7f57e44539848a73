/// Masks a text that comes in pieces, in constant memory: `parley redact` without `--jsonl`.
///
/// What comes out does not depend on where the pieces end. Text is settled line by line; a line that ends in a digit waits for the next
/// one, since a card may be broken over lines. At most `longestSegment` bytes wait: beyond that the oldest are settled with a card's
/// length held back, so that a number is never cut, and only words farther away than the held part cannot count for it.
package struct RedactingStream: Sendable {
    /// At most so many bytes wait for their line to end.
    package static let longestSegment = 64 << 10
    /// What is held back of a segment without a line end: more than the longest writing of a card.
    private static let heldBack = 2048
    /// What is kept of settled text, for the words in it.
    private static let keptContext = 1024
    /// So many bytes behind a line break show whether digits go on.
    private static let lookahead = 64

    /// What was masked so far.
    package private(set) var counts = RedactionCounts()

    /// Settled text kept as context, then text that waits.
    private var buffer: [UInt8] = []
    private var settled = 0
    /// No line break that settles anything lies before this.
    private var searched = 0

    /// Nothing read yet.
    package init() {}

    /// Takes in `piece` and appends what is settled to `output`.
    package mutating func consume(_ piece: UnsafeBufferPointer<UInt8>, into output: inout [UInt8]) {
        var rest = piece[...]
        while !rest.isEmpty {
            let room = Self.longestSegment - (buffer.count - settled)
            let taken = rest.prefix(room)
            buffer.append(contentsOf: taken)
            rest = rest.dropFirst(taken.count)
            settleLines(atEnd: false, into: &output)
            if buffer.count - settled == Self.longestSegment { settleOverlong(into: &output) }
            dropContext()
        }
    }

    /// Takes in `piece` and appends what is settled to `output`.
    package mutating func consume(_ piece: [UInt8], into output: inout [UInt8]) {
        piece.withUnsafeBufferPointer { consume($0, into: &output) }
    }

    /// The text has ended: appends the rest to `output`.
    package mutating func finish(into output: inout [UInt8]) {
        settleLines(atEnd: true, into: &output)
        settle(upTo: buffer.count, into: &output)
        buffer = []
        settled = 0
        searched = 0
    }

    private mutating func settleLines(atEnd: Bool, into output: inout [UInt8]) {
        while let lineBreak = nextLineBreak() {
            if !atEnd, buffer.count - lineBreak <= Self.lookahead, endsInDigit(before: lineBreak) { return }
            searched = lineBreak + 1
            if !endsInDigit(before: lineBreak) || !beginsWithDigit(after: lineBreak) { settle(upTo: lineBreak + 1, into: &output) }
        }
        searched = buffer.count
    }

    private func nextLineBreak() -> Int? {
        var index = searched
        while index < buffer.count {
            if buffer[index] == 0x0A { return index }
            index += 1
        }
        return nil
    }

    /// The last character of the line, separators and invisible ones skipped, may be a digit. Says so of anything that is not ASCII.
    private func endsInDigit(before lineBreak: Int) -> Bool {
        var index = lineBreak - 1
        while index >= settled, lineBreak - index < 8 {
            let byte = buffer[index]
            if byte >= 0x80 || isASCIIDigit(byte) { return true }
            if isASCIILetter(byte) || byte == 0x0A { return false }
            index -= 1
        }
        return false
    }

    private func beginsWithDigit(after lineBreak: Int) -> Bool {
        buffer.withUnsafeBufferPointer { bytes in
            guard let text = TextBytes(bytes) else { return false }
            var index = lineBreak + 1
            while index < min(text.count, lineBreak + Self.lookahead / 2) {
                let token = text.token(at: index)
                switch token.mark {
                case .digit: return true
                case .invisible: index += token.length
                case .separator where token.value != Joint.newline.rawValue: index += token.length
                case .separator, .mask, .latin, .plus, .at, .other: return false
                }
            }
            return false
        }
    }

    private mutating func settle(upTo end: Int, into output: inout [UInt8]) {
        let start = settled
        settled = end
        buffer.withUnsafeBufferPointer { bytes in
            guard let text = TextBytes(UnsafeBufferPointer(rebasing: bytes[..<end])) else { return }
            let findings = CardScanner.findings(in: text, from: start)
            for finding in findings { counts.add(finding.kind) }
            CardMask.append(findings[...], of: text, in: start..<end, to: &output)
        }
    }

    private mutating func settleOverlong(into output: inout [UInt8]) {
        let start = settled
        buffer.withUnsafeBufferPointer { bytes in
            guard let text = TextBytes(bytes) else { return }
            let findings = CardScanner.findings(in: text, from: start)
            var end = text.scalarStart(at: text.count - Self.heldBack)
            if let across = findings.first(where: { $0.range.lowerBound < end && end < $0.range.upperBound }) {
                end = across.range.lowerBound
            }
            let before = findings.prefix { $0.range.upperBound <= end }
            for finding in before { counts.add(finding.kind) }
            CardMask.append(before, of: text, in: start..<end, to: &output)
            settled = end
        }
        searched = max(searched, settled)
    }

    private mutating func dropContext() {
        guard settled > Self.longestSegment else { return }
        let dropped = settled - Self.keptContext
        buffer.removeFirst(dropped)
        settled -= dropped
        searched -= dropped
    }
}
