/// The digits of one message that may be part of a card, and what the rest of it says.
struct MessageDigits {
    /// Longer texts tell a story; they hold no part of a card.
    static let longestText = 512

    /// A run of digits; two of them at most matter, the first and the last.
    struct Run {
        var digits: [UInt8] = []
        /// Where each digit stands, in scalars.
        var scalars: [Int] = []
        /// After which digits a group ends.
        var breaks: Set<Int> = []
        /// The characters before and behind, in scalars.
        var before = 0
        var behind = 0
        var isBlocked = false
    }

    var runs: [Run] = []
    var hasCardWord = false
    var hasOtherWord = false
    /// The text holds digits that were masked already.
    var holdsMask = false
    /// Too long to be looked at.
    var isLong = false

    init(_ text: TextBytes) {
        if text.count > Self.longestText {
            isLong = true
            return
        }
        readWords(text)
        readRuns(text)
    }

    private mutating func readWords(_ text: TextBytes) {
        var index = 0
        while index < text.count {
            guard let (meaning, length) = WordTable.shared.match(in: text, at: index) else {
                index += 1
                continue
            }
            if meaning.contains(.other) { hasOtherWord = true } else { hasCardWord = true }
            index += length
        }
    }

    private mutating func readRuns(_ text: TextBytes) {
        var run = Run()
        var index = 0
        var scalar = 0
        var separators = 0
        var last = Mark.separator
        while index < text.count {
            let token = text.token(at: index)
            switch token.mark {
            case .digit:
                if run.digits.isEmpty {
                    run.before = scalar
                    run.isBlocked = last == .plus || last == .at || last == .mask || (last == .latin && !text.endsCardWord(at: index - 1))
                } else if separators > 0 {
                    run.breaks.insert(run.digits.count)
                }
                run.digits.append(token.value)
                run.scalars.append(scalar)
                separators = 0
            case .separator:
                separators += 1
            case .invisible:
                break
            case .mask, .latin, .plus, .at, .other:
                if token.mark == .mask { holdsMask = true }
                let forbids = separators == 0 && (token.mark == .latin || token.mark == .at || token.mark == .mask)
                close(&run, blocked: forbids || token.mark == .mask, isListNumber: separators == 0 && token.mark == .other)
                separators = 0
            }
            if token.mark != .invisible { last = token.mark }
            scalar += text.scalarCount(in: index..<min(text.count, index + token.length))
            index += token.length
        }
        close(&run, blocked: false, isListNumber: false)
        for index in runs.indices { runs[index].behind = scalar - 1 - (runs[index].scalars.last ?? 0) }
    }

    private mutating func close(_ run: inout Run, blocked: Bool, isListNumber: Bool) {
        defer { run = Run() }
        guard !run.digits.isEmpty, !(isListNumber && run.digits.count <= 2 && runs.isEmpty) else { return }
        if blocked || run.digits.count > 30 { run.isBlocked = true }
        runs.append(run)
    }
}
