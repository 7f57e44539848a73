/// Recognises a card that one sender spreads over consecutive messages of one conversation: "4111" / "1111" / "1111" / "1111".
///
/// Give it every message of the sender in order, as masked by itself (`CardRedaction.mask`). A pure value: time comes in.
///
/// It remembers the digits of the last messages. They live in this process's memory only, for `longestPause` and at most
/// `mostMessages` messages: no other form would do, since whatever allows the check digit to be computed over the parts allows a few
/// digits to be found by trying. So it is not `Codable`, and shows nothing of itself. After a restart a card begun before is not seen.
package struct SplitCardMemory<Message: Sendable>: Sendable {
    /// At most so many messages are remembered: a card, digit by digit, with its expiry date.
    package static var mostMessages: Int { 28 }
    /// Messages farther apart, in milliseconds, do not belong together.
    package static var longestPause: Int64 { 600_000 }
    /// So many messages without digits may come between two parts.
    private static var mostInterruptions: Int { 2 }
    /// Words count in the parts and in so many messages before them.
    private static var wordReach: Int { 4 }

    struct Entry: Sendable {
        var message: Message
        var time: Int64
        var digits: MessageDigits
    }

    var entries: [Entry] = []
    /// The digits of the card that was just completed, for an expiry date or security code sent after it; and how many messages ago.
    private var completed: (digits: Int, age: Int)?

    /// Nothing remembered.
    package init() {}

    /// Takes in the sender's next message. Returns what must be masked in this and in earlier messages, in their order; mostly nothing.
    package mutating func observe(_ text: String, message: Message, at milliseconds: Int64) -> [SplitCardPart<Message>] {
        var text = text
        return text.withUTF8 { observe($0, message: message, at: milliseconds) }
    }

    /// Takes in the sender's next message. Returns what must be masked in this and in earlier messages, in their order; mostly nothing.
    package mutating func observe(
        _ bytes: UnsafeBufferPointer<UInt8>, message: Message, at milliseconds: Int64
    ) -> [SplitCardPart<Message>] {
        if let last = entries.last?.time, milliseconds - last > Self.longestPause { forget() }
        guard let text = TextBytes(bytes) else { return [] }
        let digits = MessageDigits(text)
        if entries.count == Self.mostMessages { entries.removeFirst() }
        entries.append(Entry(message: message, time: milliseconds, digits: digits))
        if digits.holdsMask { completed = (16, 0) }
        if let chain = findChain() {
            let parts = parts(of: chain) + companions(in: text, from: lastDigit(of: chain), message, cardDigits: chain.length)
            consume(chain)
            completed = (chain.length, 0)
            return parts
        }
        return lateCompanions(in: text, message)
    }

    /// The sender changed the wording of a message to `text`, masked by itself. `update` gives the message its new name. Returns what must
    /// be masked, as `observe` does; nothing when no remembered message `isChanged`.
    package mutating func change(
        _ isChanged: (Message) -> Bool, to text: String, _ update: (inout Message) -> Void
    ) -> [SplitCardPart<Message>] {
        guard let index = entries.firstIndex(where: { isChanged($0.message) }) else { return [] }
        update(&entries[index].message)
        var text = text
        let digits = text.withUTF8 { bytes in TextBytes(bytes).map { MessageDigits($0) } }
        guard let digits else {
            entries.remove(at: index)
            return []
        }
        entries[index].digits = digits
        guard let chain = findChain() else { return [] }
        let parts = parts(of: chain)
        consume(chain)
        completed = (chain.length, 0)
        return parts
    }

    /// Gives the remembered message that `isMeant` its new name.
    package mutating func rename(_ isMeant: (Message) -> Bool, _ update: (inout Message) -> Void) {
        guard let index = entries.firstIndex(where: { isMeant($0.message) }) else { return }
        update(&entries[index].message)
    }

    private mutating func forget() {
        entries = []
        completed = nil
    }

    // MARK: Finding

    /// Parts that together are a card: the last run of the first message, the only run of those between, the first run of the last.
    struct Chain {
        var entries: [Int]
        var length: Int
    }

    private func findChain() -> Chain? {
        let last = entries.count - 1
        guard last > 0, let head = headRun(last) else { return nil }
        for digits in headLengths(head) {
            if let chain = chain(endingAt: last, Array(head.digits.prefix(digits)), head) { return chain }
        }
        return nil
    }

    /// The run in `entry` that may end a card.
    private func headRun(_ entry: Int) -> MessageDigits.Run? {
        guard let run = entries[entry].digits.runs.first, !run.isBlocked, run.before <= 60 else { return nil }
        return run
    }

    /// How much of the run may belong to the card: all of it, or all before an expiry date and a code.
    private func headLengths(_ run: MessageDigits.Run) -> [Int] {
        let all = run.digits.count
        return [all] + [3, 4, 6, 7, 8].map { all - $0 }.filter { $0 > 0 && run.breaks.contains($0) }
    }

    private func chain(endingAt last: Int, _ head: [UInt8], _ headRun: MessageDigits.Run) -> Chain? {
        var digits = head
        var members = [last]
        var sizes = [head.count]
        var isAligned = alignedWithin(headRun, length: head.count)
        var index = last - 1
        var interruptions = 0
        var longest: Chain?
        while index >= 0, digits.count < CardDigits.most, interruptions <= Self.mostInterruptions {
            let entry = entries[index].digits
            if entry.isLong { break }
            guard let run = entry.runs.last else {
                interruptions += 1
                index -= 1
                continue
            }
            guard !run.isBlocked, run.behind <= 16, run.digits.count + digits.count <= CardDigits.most else { break }
            interruptions = 0
            digits = run.digits + digits
            members.insert(index, at: 0)
            sizes.insert(run.digits.count, at: 0)
            isAligned = isAligned && alignedWithin(run, length: run.digits.count)
            if isCard(digits, sizes, isAligned: isAligned, first: index) { longest = Chain(entries: members, length: digits.count) }
            guard entry.runs.count == 1, run.before <= 60 else { break }
            index -= 1
        }
        return longest
    }

    /// Groups within the run end where they do on a card.
    private func alignedWithin(_ run: MessageDigits.Run, length: Int) -> Bool {
        run.breaks.allSatisfy { $0 >= length || $0 % 4 == 0 || $0 == 6 }
    }

    private func isCard(_ digits: [UInt8], _ sizes: [Int], isAligned: Bool, first: Int) -> Bool {
        guard digits.count >= 14 else { return false }
        var card = CardDigits()
        for digit in digits { card.append(UInt64(digit), count: 1) }
        let strength = card.strength
        guard strength != .none, strength == .strong || digits.count >= 16 else { return false }
        let words = words(from: first)
        if words.other, !words.card { return false }
        if words.card { return true }
        return strength == .strong && isNatural(sizes, isAligned: isAligned, length: digits.count) && !continuesRow(first, sizes)
    }

    /// The messages break the number where the card does, or come a digit or two at a time.
    private func isNatural(_ sizes: [Int], isAligned: Bool, length: Int) -> Bool {
        if sizes.dropLast().allSatisfy({ $0 == sizes[0] && $0 <= 2 }) { return true }
        guard isAligned else { return false }
        var end = 0
        for size in sizes.dropLast() {
            end += size
            if length <= 15 ? end != 4 && end != 10 : end % 4 != 0 { return false }
        }
        return true
    }

    /// The message before is a number of the same length: a row of numbers, such as codes or prices, in which any four may fit.
    private func continuesRow(_ first: Int, _ sizes: [Int]) -> Bool {
        guard first > 0, sizes[0] > 2, let run = entries[first - 1].digits.runs.last else { return false }
        return run.digits.count == sizes[0]
    }

    private func words(from first: Int) -> (card: Bool, other: Bool) {
        var card = false
        var other = false
        for entry in entries[max(0, first - Self.wordReach)...] {
            if entry.digits.hasCardWord { card = true }
            if entry.digits.hasOtherWord { other = true }
        }
        return (card, other)
    }

    // MARK: What to mask

    private func parts(of chain: Chain) -> [SplitCardPart<Message>] {
        var before = 0
        var parts: [SplitCardPart<Message>] = []
        for index in chain.entries {
            let runs = entries[index].digits.runs
            guard let run = index == chain.entries.last ? runs.first : runs.last else { continue }
            let count = min(run.digits.count, chain.length - before)
            let scalars = run.scalars[0]..<(run.scalars[count - 1] + 1)
            parts.append(
                SplitCardPart(
                    message: entries[index].message, kind: .card, scalars: scalars, digitsBefore: before, cardDigits: chain.length))
            before += count
        }
        return parts
    }

    /// Where the card's last digit stands in the last message, in scalars.
    private func lastDigit(of chain: Chain) -> Int {
        let before = chain.entries.dropLast().reduce(0) { $0 + (entries[$1].digits.runs.last?.digits.count ?? 0) }
        guard let run = entries.last?.digits.runs.first else { return 0 }
        return run.scalars[min(run.scalars.count, chain.length - before) - 1]
    }

    private func companions(
        in text: TextBytes, from scalar: Int, _ message: Message, cardDigits: Int
    ) -> [SplitCardPart<Message>] {
        let start = text.offset(ofScalar: scalar + 1)
        var scanner = CompanionScanner(text: text, cardDigits: cardDigits)
        scanner.scan(start..<text.count, behind: true)
        return scanner.findings.map { part($0, in: text, message, cardDigits: cardDigits) }
    }

    /// An expiry date or a security code in a message of its own, soon after the card.
    private mutating func lateCompanions(in text: TextBytes, _ message: Message) -> [SplitCardPart<Message>] {
        guard let (digits, age) = completed, age < 3, text.count <= 64 else { return [] }
        completed = (digits, age + 1)
        var scanner = CompanionScanner(text: text, cardDigits: digits)
        scanner.scan(0..<text.count, behind: false)
        if !scanner.findings.isEmpty { completed = (digits, 0) }
        return scanner.findings.map { part($0, in: text, message, cardDigits: digits) }
    }

    private func part(_ finding: Finding, in text: TextBytes, _ message: Message, cardDigits: Int) -> SplitCardPart<Message> {
        let start = text.scalarCount(in: 0..<finding.range.lowerBound)
        let scalars = start..<(start + text.scalarCount(in: finding.range))
        return SplitCardPart(message: message, kind: finding.kind.span, scalars: scalars, digitsBefore: 0, cardDigits: cardDigits)
    }

    /// The digits of the card have been dealt with.
    private mutating func consume(_ chain: Chain) {
        entries.removeSubrange(0...(chain.entries.last ?? 0))
    }
}

extension SplitCardMemory: CustomStringConvertible, CustomReflectable {
    /// How much is remembered, nothing of what.
    package var description: String { "SplitCardMemory(\(entries.count) messages)" }
    /// Empty, so that `dump` shows no digits either.
    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension TextBytes {
    /// The offset of the scalar number `scalar`, or the end.
    func offset(ofScalar scalar: Int) -> Int {
        var left = scalar
        for index in 0..<count where base[index] & 0xC0 != 0x80 {
            if left == 0 { return index }
            left -= 1
        }
        return count
    }
}
