/// What beside a number, or around it, says that it is none of a card.
extension CardScanner {
    /// Blocks the groups whose neighbours forbid them.
    mutating func markEdges() {
        if !run.continues { markLeftEdge() }
        markRightEdge()
        for index in 0..<run.count where run.groups[index].count > CardDigits.most { run.groups[index].state = .blocked }
    }

    private mutating func markLeftEdge() {
        let edge = run.left
        switch edge.mark {
        case .latin where edge.touches:
            if !text.endsCardWord(at: edge.position) { run.groups[0].state = .blocked }
        case .at where edge.touches, .plus where edge.touches:
            run.groups[0].state = .blocked
        case .mask where hidesDigits(edge):
            leaveRemnant(fromLeft: true, digits: 4)
        case .digit, .invisible, .separator, .mask, .latin, .plus, .at, .other:
            break
        }
        if text.followsPhoneLink(run.groups[0].start) { run.groups[0].state = .blocked }
    }

    private mutating func markRightEdge() {
        let edge = run.right
        let last = run.count - 1
        switch edge.mark {
        case .latin where edge.touches:
            if text.meaning(at: edge.position)?.contains(.card) != true { run.groups[last].state = .blocked }
        case .at where edge.touches:
            run.groups[last].state = .blocked
        case .mask where hidesDigits(edge):
            leaveRemnant(fromLeft: false, digits: 6)
        case .digit, .invisible, .separator, .mask, .latin, .plus, .at, .other:
            break
        }
    }

    /// Whether the mask characters at `edge` stand for digits. One or two stars on either side alike are bold type, and a dot before a
    /// space is a list.
    private func hidesDigits(_ edge: RunEdge) -> Bool {
        if text[edge.position] == 0xE2, text[edge.position + 1] == 0x96, text[edge.position + 2] == 0x87 { return true }
        if run.left.mark == .mask, run.right.mark == .mask, run.left.touches, run.left.masks == run.right.masks, run.left.masks <= 2 {
            return false
        }
        return edge.masks >= 2 || (edge.touches && text[edge.position] != 0xE2)
    }

    /// The digits next to a mask are what an earlier masking has left of a card.
    private mutating func leaveRemnant(fromLeft: Bool, digits: Int) {
        var left = digits
        for offset in 0..<run.count {
            let index = fromLeft ? offset : run.count - 1 - offset
            left -= run.groups[index].count
            guard left >= 0 || offset == 0 else { return }
            run.groups[index].state = .remnant
        }
    }

    /// Whether something known for certain contains the digits of `window`.
    func contradicts(_ window: CardWindow) -> Bool {
        let range = run.groups[window.groups.lowerBound].start..<run.groups[window.groups.upperBound].end
        return run.isThousands(window.groups) || isInTelephone(window) || isFraction(window) || mixesPlus(window) || text.isInUUID(range)
            || text.isInAccountLink(range.lowerBound) || text.isInIBAN(range)
    }

    /// A number with a plus in front, of no more digits than E.164 allows.
    private func isInTelephone(_ window: CardWindow) -> Bool {
        guard !run.continues, run.left.mark == .plus, run.left.touches else { return false }
        var digits = 0
        for index in 0...window.groups.upperBound { digits += run.groups[index].count }
        return digits <= 15
    }

    /// The digits behind a decimal point.
    private func isFraction(_ window: CardWindow) -> Bool {
        let first = window.groups.lowerBound
        guard window.groups.count == 1, first > 0, run.groups[first].gap.isTight else { return false }
        let whole = run.groups[first - 1]
        switch run.groups[first].gap.joint {
        case .dot: return whole.count <= 4
        case .comma: return whole.count == 1 && whole.number == 0
        case .space, .newline, .dash, .slash, .underscore, .pipe, .middleDot, .plus: return false
        }
    }

    /// A plus separates groups only where all separators are one: elsewhere it begins a telephone number.
    private func mixesPlus(_ window: CardWindow) -> Bool {
        let first = window.groups.lowerBound
        if window.groups.count == 1 { return first > 0 && run.groups[first].gap.joint == .plus }
        var pluses = 0
        for index in window.groups.dropFirst() where run.groups[index].gap.joint == .plus { pluses += 1 }
        return pluses > 0 && pluses < window.groups.count - 1
    }
}
