/// What was found in a text, in bytes of it.
struct Finding {
    enum Kind {
        case card
        case securityCode
        case expiry
    }

    var kind: Kind
    /// From the first to the last digit.
    var range: Range<Int>
    /// Digits in the range.
    var digits: Int
}

/// Finds card numbers in one text. Goes through it once, with work per group of digits bounded by constants, so its time is linear;
/// its memory is of fixed size but for what it finds.
struct CardScanner {
    /// At most so many separators between two groups, a line break (and CRLF) counting as one.
    private static let mostSeparators = 3
    /// Spaces may be a few more, as when columns were copied.
    private static let mostSpaces = 5
    private static let mostInvisible = 12

    let text: TextBytes
    var run: DigitRun
    var findings: [Finding] = []
    var context: ContextSearch?
    /// Steps taken: characters read and windows looked at. Tests hold it against the length of the text.
    var steps = 0

    // State of reading.
    private var group = DigitGroup()
    private var pending = PendingGap()
    private var edge = RunEdge()

    init(text: TextBytes, groups: UnsafeMutablePointer<DigitGroup>) {
        self.text = text
        run = DigitRun(groups: groups)
    }

    /// Everything found from `start` on, in order. The text before serves as context only.
    static func findings(in text: TextBytes, from start: Int = 0) -> [Finding] {
        var steps = 0
        return findings(in: text, from: start, steps: &steps)
    }

    /// The same; adds to `steps` what it took.
    static func findings(in text: TextBytes, from start: Int, steps: inout Int) -> [Finding] {
        DigitScripts.blocks.withUnsafeBufferPointer { blocks in
            guard let base = blocks.baseAddress else { return [] }
            var gate = DigitGate(text: text, from: start, blocks: base)
            // Most texts hold no such stretch, and need nothing more.
            guard let first = gate.next() else { return [] }
            return findings(in: text, from: start, first, &gate, &steps)
        }
    }

    private static func findings(
        in text: TextBytes, from start: Int, _ first: Range<Int>, _ gate: inout DigitGate, _ steps: inout Int
    ) -> [Finding] {
        let found = withUnsafeTemporaryAllocation(of: DigitGroup.self, capacity: DigitRun.capacity) { room -> [Finding] in
            guard let groups = room.baseAddress else { return [] }
            var scanner = CardScanner(text: text, groups: groups)
            var stretch: Range<Int>? = first
            while let range = stretch {
                scanner.read(range)
                stretch = gate.next()
            }
            steps += scanner.steps + (scanner.context?.steps ?? 0)
            return scanner.findings
        }
        let cards = start == 0 ? found : found.filter { $0.range.lowerBound >= start }
        return cards.isEmpty ? cards : addingCompanions(to: cards, in: text, from: start)
    }

    /// The cards with the expiry dates and security codes beside them, in order.
    private static func addingCompanions(to cards: [Finding], in text: TextBytes, from start: Int) -> [Finding] {
        var all: [Finding] = []
        for (index, card) in cards.enumerated() {
            let previous = all.last?.range.upperBound ?? start
            let next = index + 1 < cards.count ? cards[index + 1].range.lowerBound : text.count
            var before = CompanionScanner(text: text, cardDigits: card.digits)
            before.scan(max(previous, card.range.lowerBound - CompanionScanner.reachBefore)..<card.range.lowerBound, behind: false)
            var behind = CompanionScanner(text: text, cardDigits: card.digits)
            behind.scan(card.range.upperBound..<next, behind: true)
            all += before.findings
            all.append(card)
            all += behind.findings
        }
        return all
    }

    private mutating func read(_ range: Range<Int>) {
        edge = RunEdge()
        pending = PendingGap()
        var index = range.lowerBound
        while index < range.upperBound {
            let token = text.token(at: index)
            steps += 1
            switch token.mark {
            case .digit:
                readDigit(token, at: index)
                index = readDigits(index + token.length, range.upperBound)
                continue
            case .invisible: pending.addInvisible(token.length)
            case .separator: pending.add(token)
            case .plus where joinsDigits(at: index, token): pending.add(.separator(.plus, token.length))
            case .mask, .latin, .plus, .at, .other: readBoundary(token, at: index)
            }
            index += token.length
        }
        edge = RunEdge(mark: .other, position: index)
        endRun(touching: pending.isEmpty)
    }

    /// A plus between two digits is a space in a form-encoded query.
    private func joinsDigits(at index: Int, _ token: Token) -> Bool {
        group.count > 0 && pending.isEmpty && text.token(at: index + token.length).mark == .digit
    }

    private mutating func readDigit(_ token: Token, at index: Int) {
        let end = index + token.length
        if group.count > 0, !pending.isVisible, pending.isAcceptable {
            group.append(token.value, end: end)
        } else {
            if group.count > 0 {
                if pending.isAcceptable { closeGroup() } else { endRunAtGap() }
            }
            if run.count == 0, group.count == 0 {
                edge.touches = pending.isEmpty
                edge.tightJoint = pending.tightJoint
                run.left = edge
            }
            group = DigitGroup(start: index, gap: pending.gap)
            group.append(token.value, end: end)
        }
        pending = PendingGap()
    }

    /// Reads the ASCII digits that follow one; returns where they end.
    private mutating func readDigits(_ start: Int, _ end: Int) -> Int {
        var index = start
        while index < end, isASCIIDigit(text.base[index]) {
            group.append(text.base[index] - 0x30, end: index + 1)
            index += 1
        }
        steps += index - start
        return index
    }

    private mutating func closeGroup() {
        run.append(group)
        group = DigitGroup()
        if run.count == DigitRun.capacity - 1 { evaluatePiece() }
    }

    private mutating func readBoundary(_ token: Token, at index: Int) {
        let touching = pending.isEmpty
        let masks = token.mark == .mask ? (touching && group.count == 0 && edge.mark == .mask ? edge.masks : 0) + 1 : 0
        edge = RunEdge(mark: token.mark, position: index, touches: touching, masks: masks, tightJoint: pending.tightJoint)
        if group.count > 0 { endRun(touching: touching) }
        pending = PendingGap()
    }

    /// The gap is too wide for one run: what follows begins another, with no neighbour on its left.
    private mutating func endRunAtGap() {
        edge = RunEdge(mark: .other, position: group.end)
        endRun(touching: false)
    }

    private mutating func endRun(touching: Bool) {
        guard group.count > 0 else { return }
        run.append(group)
        group = DigitGroup()
        run.right = edge
        run.right.touches = touching
        run.right.tightJoint = pending.tightJoint
        if edge.mark == .mask { run.right.masks = maskCount(from: edge.position) }
        evaluate(upTo: run.count)
        run.count = 0
        run.continues = false
    }

    /// How many mask characters stand in a row from `position`; more than four make no difference.
    private func maskCount(from position: Int) -> Int {
        var count = 0
        var index = position
        while count < 4, index < text.count {
            let token = text.token(at: index)
            guard token.mark == .mask else { break }
            count += 1
            index += token.length
        }
        return count
    }

    private mutating func evaluatePiece() {
        run.right = RunEdge()
        let decided = run.count - DigitRun.overlap
        evaluate(upTo: decided)
        run.drop(before: decided)
    }

    /// The separators read since the last digit or boundary.
    private struct PendingGap {
        var gap = Gap(joint: .space, isTight: true)
        private var separators = 0
        private var spaces = 0
        private var lineBreaks = 0
        private var invisible = 0

        var isEmpty: Bool { separators == 0 && invisible == 0 }
        var isVisible: Bool { separators > 0 }

        /// Narrow enough to lie within a card.
        var isAcceptable: Bool {
            let limit = spaces == separators ? CardScanner.mostSpaces : CardScanner.mostSeparators
            return separators <= limit && lineBreaks <= 1 && invisible <= CardScanner.mostInvisible
        }

        /// The only separator, if there is just one and it is no space.
        var tightJoint: Joint? { separators == 1 && gap.isTight ? gap.joint : nil }

        mutating func addInvisible(_ length: Int) { invisible += 1 }

        mutating func add(_ token: Token) {
            let joint = Joint(rawValue: token.value) ?? .space
            separators += 1
            if joint == .space { spaces += 1 }
            if joint == .newline { lineBreaks += 1 }
            gap.add(joint)
        }
    }
}
