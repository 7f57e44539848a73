extension CardScanner {
    /// Whether the rest of the run reads as something of its own, not as more of one long code.
    func isIsolated(_ window: CardWindow) -> Bool {
        isFreeOnLeft(window) && isFreeOnRight(window)
    }

    private func isFreeOnLeft(_ window: CardWindow) -> Bool {
        let first = window.groups.lowerBound
        guard first > 0 else { return run.continues ? false : !text.endsIdentifier(run.left) }
        let gap = run.groups[first].gap
        guard isAttached(gap, window) else { return true }
        if run.endsCard(before: first) || endsTelephone(before: first) { return true }
        let before = run.groups[first - 1]
        if gap.isTight { return false }
        // Set off by spaces: the number of a list, a long number, or something bound closer to itself such as a date.
        if first == 1, before.count <= 2 { return true }
        return before.count >= 5 || (first >= 2 && before.gap.isTight)
    }

    private func isFreeOnRight(_ window: CardWindow) -> Bool {
        let next = window.groups.upperBound + 1
        guard next < run.count else { return !text.beginsIdentifier(run.right) }
        let group = run.groups[next]
        guard isAttached(group.gap, window) else { return true }
        if group.state == .taken { return true }
        // Whether what was masked there counted as a card cannot be told any more; a second masking must not find more than the first.
        if group.state == .remnant || group.count > CardDigits.most { return false }
        if run.companions(from: next, cardDigits: window.digits) > 0 || beginsCard(at: next) { return true }
        if group.gap.isTight { return false }
        if group.count >= 5 || group.count <= 2 || startsWithZero(group) { return true }
        return next + 1 < run.count ? run.groups[next + 1].gap.isTight : text.isUnit(at: run.right)
    }

    /// Whether `gap` binds what lies beyond it to the digits of `window`.
    private func isAttached(_ gap: Gap, _ window: CardWindow) -> Bool {
        if window.groups.count == 1 {
            guard gap.isTight else { return false }
            switch gap.joint {
            case .dash, .dot, .underscore, .slash, .plus: return true
            case .space, .newline, .comma, .pipe, .middleDot: return false
            }
        }
        for index in window.groups.dropFirst() {
            let inner = run.groups[index].gap
            if inner.joint == gap.joint, inner.isTight == gap.isTight { return true }
        }
        return false
    }

    /// The groups before `index` are a telephone number: marked by a plus, or beginning with a zero.
    private func endsTelephone(before index: Int) -> Bool {
        guard !run.continues, run.left.mark == .plus || startsWithZero(run.groups[0]) else { return false }
        var digits = 0
        for position in 0..<index { digits += run.groups[position].count }
        return digits >= 7 && digits <= 15
    }

    /// Another card follows at once. Brand and length are enough: one of two numbers may be mistyped.
    private func beginsCard(at first: Int) -> Bool {
        var digits = CardDigits()
        for last in first..<min(run.count, first + 5) {
            let group = run.groups[last]
            guard digits.count + group.count <= CardDigits.most else { return false }
            digits.append(group.number, count: group.count)
            guard digits.count >= 14, digits.strength == .strong else { continue }
            let grouping = run.grouping(of: first...last, digits: digits.count)
            if grouping == .printed || grouping == .bare { return true }
        }
        return false
    }

    private func startsWithZero(_ group: DigitGroup) -> Bool {
        group.count > 2 && text.token(at: group.start).value == 0
    }
}

extension TextBytes {
    /// The edge is a dash or underscore that hangs the number on a code: letters mixed with digits, or a few capitals.
    func endsIdentifier(_ edge: RunEdge) -> Bool {
        guard edge.mark == .latin, !edge.touches, edge.tightJoint == .dash || edge.tightJoint == .underscore else { return false }
        var index = edge.position
        var digits = 0
        var small = 0
        while index >= 0, edge.position - index < 24, isASCIIDigit(self[index]) || isASCIILetter(self[index]) {
            if isASCIIDigit(self[index]) { digits += 1 }
            if self[index] >= UInt8(ascii: "a") { small += 1 }
            index -= 1
        }
        if digits == 0, WordTable.shared.match(in: self, at: index + 1) != nil { return false }
        return digits > 0 || small == 0
    }

    /// Letters hang on the number by a dash or underscore, and are no word about cards.
    func beginsIdentifier(_ edge: RunEdge) -> Bool {
        guard edge.mark == .latin, !edge.touches, edge.tightJoint == .dash || edge.tightJoint == .underscore else { return false }
        return WordTable.shared.match(in: self, at: edge.position) == nil
    }

    /// A currency or counting word touches the number before `edge`.
    func isUnit(at edge: RunEdge) -> Bool {
        guard edge.touches, edge.position >= 0 else { return false }
        switch scalar(at: edge.position)?.0 {
        case 0xC6D0, 0x5186, 0x5143, 0x20AC, 0xA5, 0x20A9, 0xA3, 0x20B9, 0xBC88, 0xAC1C, 0xAC74: return true
        default: return self[edge.position] == UInt8(ascii: "$") || self[edge.position] == UInt8(ascii: "%")
        }
    }
}
