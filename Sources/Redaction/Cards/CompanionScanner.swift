/// Finds the expiry date and the security code beside a card that has been accepted.
struct CompanionScanner {
    /// How far from the card, or from what was found last, in characters.
    private static let reach = 30
    /// How many bytes before a card are looked through.
    static let reachBefore = 40

    let text: TextBytes
    /// The digits of the card.
    let cardDigits: Int
    private(set) var findings: [Finding] = []

    private enum Expected {
        case nothing, securityCode, expiry
    }

    /// The word before says what comes next.
    private var expected = Expected.nothing
    /// Only separators and punctuation since the card or its expiry date.
    private var isDirect = false
    private var afterExpiry = false
    private var left = Self.reach

    init(text: TextBytes, cardDigits: Int) {
        self.text = text
        self.cardDigits = cardDigits
    }

    /// Looks through `range`, which begins at the end of the card (`behind`) or ends at its start.
    mutating func scan(_ range: Range<Int>, behind: Bool) {
        isDirect = behind
        var index = range.lowerBound
        while index < range.upperBound, left > 0 {
            if let word = word(at: index) {
                index += word
                left -= 1
                continue
            }
            let token = text.token(at: index)
            if token.mark == .digit {
                index = readNumber(at: index, limit: range.upperBound)
            } else {
                index += token.length
                left -= 1
                if token.mark == .latin || (token.mark == .other && token.length > 1) { isDirect = false }
            }
        }
    }

    /// The length of the word at `index`, its meaning noted.
    private mutating func word(at index: Int) -> Int? {
        guard let (meaning, length) = WordTable.shared.match(in: text, at: index) else { return nil }
        if meaning.contains(.securityCode) { expected = .securityCode } else if meaning.contains(.expiry) { expected = .expiry }
        isDirect = false
        return length
    }

    private mutating func readNumber(at index: Int, limit: Int) -> Int {
        var reader = GroupReader(text: text, index: index, limit: limit)
        guard let first = reader.next() else { return limit }
        if let (range, digits) = expiry(first, reader) {
            found(.expiry, range, digits)
            return range.upperBound
        }
        if isSecurityCode(first, reader) {
            found(.securityCode, first.start..<first.end, first.count)
        } else {
            // A long number is a matter of its own; what follows belongs to it.
            left = first.count > 4 ? 0 : left - first.count
            isDirect = false
        }
        return first.end
    }

    private mutating func found(_ kind: Finding.Kind, _ range: Range<Int>, _ digits: Int) {
        findings.append(Finding(kind: kind, range: range, digits: digits))
        left = Self.reach
        isDirect = true
        expected = .nothing
        afterExpiry = kind == .expiry
    }

    private func expiry(_ first: DigitGroup, _ reader: GroupReader) -> (Range<Int>, Int)? {
        if afterExpiry { return nil }
        if isDirect || expected == .expiry, Expiry.isMonthAndYear(first.number, digits: first.count), !isPartOfCard(reader) {
            return (first.start..<first.end, first.count)
        }
        var rest = reader
        guard let second = rest.next() else { return nil }
        let isMonthFirst = first.count <= 2 && Expiry.isMonth(first.number) && Expiry.isYear(second.number, digits: second.count)
        let isYearFirst =
            Expiry.isYear(first.number, digits: first.count) && second.count == 2 && Expiry.isMonth(second.number)
            && (first.count == 4 || expected == .expiry)
        guard isMonthFirst || isYearFirst, isDirect || expected == .expiry || (second.gap.joint == .slash && isMonthFirst) else {
            return nil
        }
        if let third = rest.next(), third.gap.isTight, third.gap == second.gap,
            (Expiry.isYearOfDate(third) && second.count == 2) || (third.count <= 2 && isYearFirst)
        {
            return nil
        }
        return (first.start..<second.end, first.count + second.count)
    }

    /// Groups of four go on behind the one just read.
    private func isPartOfCard(_ reader: GroupReader) -> Bool {
        var rest = reader
        guard let next = rest.next(), let third = rest.next() else { return false }
        return next.count == 4 && third.count == 4
    }

    private func isSecurityCode(_ group: DigitGroup, _ reader: GroupReader) -> Bool {
        guard group.count == 3 || group.count == 4 else { return false }
        if expected == .securityCode { return true }
        guard isDirect else { return false }
        var rest = reader
        let next = rest.next()
        if afterExpiry { return next == nil || group.count == 3 || !isPartOfCard(reader) }
        // Beside the card without a word or date: only if the digits stand alone, or a date follows.
        guard group.count == (cardDigits == 15 ? 4 : 3), group.gap.joint != .comma || !group.gap.isTight else { return false }
        guard let next else { return !text.isUnit(at: RunEdge(mark: .other, position: group.end, touches: true)) }
        return next.count <= 2 && Expiry.isMonth(next.number)
    }
}

/// Reads the groups of digits of one run, one after another.
struct GroupReader {
    let text: TextBytes
    var index: Int
    let limit: Int

    /// The next group, nil when something other than a separator or a mark of year or month comes first.
    mutating func next() -> DigitGroup? {
        var gap = Gap(joint: .space, isTight: true)
        var skipped = 0
        while index < limit, skipped < 6 {
            let token = text.token(at: index)
            switch token.mark {
            case .digit: return group(gap)
            case .separator: gap.add(Joint(rawValue: token.value) ?? .space)
            case .other where isDateMark(at: index): gap.isTight = false
            case .mask, .latin, .plus, .at, .other: return nil
            case .invisible: break
            }
            skipped += 1
            index += token.length
        }
        return nil
    }

    private mutating func group(_ gap: Gap) -> DigitGroup {
        var group = DigitGroup(start: index, gap: gap)
        while index < limit {
            let token = text.token(at: index)
            guard token.mark == .digit || token.mark == .invisible else { break }
            index += token.length
            if token.mark == .digit { group.append(token.value, end: index) }
        }
        return group
    }

    /// 年 月 년 월, which stand between the numbers of a date.
    private func isDateMark(at index: Int) -> Bool {
        switch text.scalar(at: index)?.0 {
        case 0x5E74, 0x6708, 0xB144, 0xC6D4: true
        default: false
        }
    }
}
