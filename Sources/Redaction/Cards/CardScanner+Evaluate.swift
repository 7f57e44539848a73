extension CardScanner {
    /// Takes the cards out of the run whose windows begin before group `limit`: first those that need no help, then the others.
    mutating func evaluate(upTo limit: Int) {
        guard holdsEnoughDigits else { return }
        markEdges()
        // A card taken clears the way for its neighbour, so look again until nothing changes.
        while takeAll(upTo: limit, .alone) > 0 {}
        if takeAll(upTo: limit, .withContext) > 0 { _ = takeAll(upTo: limit, .alone) }
    }

    private var holdsEnoughDigits: Bool {
        var digits = 0
        for index in 0..<run.count where run.groups[index].count <= CardDigits.most { digits += run.groups[index].count }
        return digits >= DigitGate.fewestDigits
    }

    /// Which windows a pass may take.
    enum Pass {
        /// Strong brand, bare or printed, nothing attached.
        case alone
        /// Whatever the words around it allow.
        case withContext
    }

    private mutating func takeAll(upTo limit: Int, _ pass: Pass) -> Int {
        var taken = 0
        var index = 0
        while index < limit {
            if run.groups[index].state == .free, let window = bestWindow(from: index, pass) {
                take(window)
                taken += 1
                index = window.groups.upperBound
            }
            index += 1
        }
        return taken
    }

    private mutating func take(_ window: CardWindow) {
        for index in window.groups { run.groups[index].state = .taken }
        let range = run.groups[window.groups.lowerBound].start..<run.groups[window.groups.upperBound].end
        let place = findings.lastIndex { $0.range.lowerBound < range.lowerBound }.map { $0 + 1 } ?? 0
        findings.insert(Finding(kind: .card, range: range, digits: window.digits), at: place)
    }

    /// The best card that begins at group `first`: printed before bare before others, then the longest.
    mutating func bestWindow(from first: Int, _ pass: Pass) -> CardWindow? {
        var best: CardWindow?
        var digits = CardDigits()
        for last in first..<run.count {
            // No card is printed in more than five groups, so more must be all there is.
            if last == first + 5, !run.mayFillRun(from: first) { break }
            let group = run.groups[last]
            guard group.state == .free, digits.count + group.count <= CardDigits.most else { break }
            digits.append(group.number, count: group.count)
            guard digits.count >= DigitGate.fewestDigits else { continue }
            guard let window = window(first...last, digits), allows(window, pass) else { continue }
            if let best, !isBetter(window, than: best) { continue }
            best = window
        }
        return best
    }

    /// `longer` goes on where `shorter` ends: better unless it is a weaker guess, or swallows an expiry date.
    private func isBetter(_ longer: CardWindow, than shorter: CardWindow) -> Bool {
        if longer.strength != shorter.strength { return longer.strength == .strong }
        if longer.grouping != shorter.grouping { return longer.grouping.rawValue > shorter.grouping.rawValue }
        guard shorter.digits >= 14, longer.digits < CardDigits.most else { return true }
        let rest = shorter.groups.upperBound + 1
        let companions = run.companions(from: rest, cardDigits: shorter.digits)
        return companions < 2 || companions < longer.groups.upperBound - rest + 1
    }

    private mutating func window(_ groups: ClosedRange<Int>, _ digits: CardDigits) -> CardWindow? {
        steps += 1
        let strength = digits.strength
        guard strength != .none else { return nil }
        if groups.count > 5, !run.fillsRun(groups, cardDigits: digits.count) { return nil }
        if run.tearsUnit(groups) { return nil }
        let grouping = run.grouping(of: groups, digits: digits.count)
        // Windows of single digits begin everywhere; only one that fills its run can be a card.
        if grouping == .near || grouping == .odd, !run.fillsRun(groups, cardDigits: digits.count) { return nil }
        return CardWindow(groups: groups, digits: digits.count, strength: strength, grouping: grouping)
    }

    private mutating func allows(_ window: CardWindow, _ pass: Pass) -> Bool {
        let isolated = isIsolated(window)
        let looksRight = window.strength == .strong && (window.grouping == .bare || window.grouping == .printed)
        switch pass {
        case .alone:
            return looksRight && isolated && !contradicts(window)
        case .withContext:
            guard isolated || looksRight, !contradicts(window) else { return false }
            let nearness = nearness(of: window)
            if isolated, isLikely(window) { return !nearness.speaksAgainst }
            return nearness.speaksForCard || (isolated && nearness.other == nil && hasExpiry(after: window))
        }
    }

    /// A strong brand grouped as a hand may group it: enough unless words speak against it.
    private func isLikely(_ window: CardWindow) -> Bool {
        guard window.strength == .strong else { return false }
        if window.grouping == .near { return true }
        return window.digits >= 16 && run.looksHandGrouped(window.groups)
    }

    private mutating func nearness(of window: CardWindow) -> ContextSearch.Nearness {
        var search = context ?? ContextSearch(text: text)
        let range = run.groups[window.groups.lowerBound].start..<run.groups[window.groups.upperBound].end
        let nearness = search.nearness(of: range)
        context = search
        return nearness
    }

    /// An expiry date written with a slash follows in the run.
    private func hasExpiry(after window: CardWindow) -> Bool {
        let month = window.groups.upperBound + 1
        guard month + 1 < run.count, run.groups[month + 1].gap.joint == .slash else { return false }
        return run.companions(from: month, cardDigits: window.digits) >= 2
    }
}
