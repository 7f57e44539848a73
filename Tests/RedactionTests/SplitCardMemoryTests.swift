import Redaction
import Testing

/// Feeds `texts` as one sender's messages, a second apart, each masked by itself first, as the worker does. Returns the texts in the end.
private func send(_ texts: [String], pause: Int64 = 1000) -> (texts: [String], parts: [SplitCardPart<Int>]) {
    var memory = SplitCardMemory<Int>()
    var stored = texts.map(CardRedaction.masked)
    var all: [SplitCardPart<Int>] = []
    for (index, text) in stored.enumerated() {
        for part in memory.observe(text, message: index, at: Int64(index) * pause) {
            stored[part.message] = CardRedaction.mask(part, in: stored[part.message])
            all.append(part)
        }
    }
    return (stored, all)
}

@Suite struct SplitCardMemoryTests {
    @Test(arguments: [
        (["4111", "1111", "1111", "1111"], ["4111", "11▇▇", "▇▇▇▇", "1111"]),
        (["41111111", "11111111"], ["411111▇▇", "▇▇▇▇1111"]),
        (["my card is 4111 1111", "1111 1111 exp 12/27"], ["my card is 4111 11▇▇", "▇▇▇▇ 1111 exp ▇▇/▇▇"]),
        (["카드번호 4111-1111", "1111-1111 이에요"], ["카드번호 4111-11▇▇", "▇▇▇▇-1111 이에요"]),
        (["3782", "822463", "10005"], ["▇▇▇▇", "▇▇▇▇▇▇", "▇0005"]),
        (["4111 1111 1111", "1111"], ["4111 11▇▇ ▇▇▇▇", "1111"]),
        (["4111", "wait", "1111", "1111", "1111"], ["4111", "wait", "11▇▇", "▇▇▇▇", "1111"]),
        (["4111", "1111", "1111", "1111", "12/27", "cvv 123"], ["4111", "11▇▇", "▇▇▇▇", "1111", "▇▇/▇▇", "cvv ▇▇▇"]),
    ])
    func aCardOverSeveralMessagesIsMasked(texts: [String], masked: [String]) {
        #expect(send(texts).texts == masked)
    }

    @Test(arguments: [
        ["010-1234-5678", "50000"], ["123456", "654321"], ["order 41111111", "11111111"], ["4111", "1111", "1111", "1112"],
        ["인증번호 4111", "1111", "1111", "1111"], ["+4111 1111", "1111 1111"], ["hello", "ok", "12"],
    ])
    func ordinaryNumbersStay(texts: [String]) {
        #expect(send(texts).texts == texts)
    }

    @Test func aPauseEndsTheMemory() {
        let texts = ["4111 1111", "1111 1111"]
        #expect(send(texts, pause: SplitCardMemory<Int>.longestPause + 1).texts == texts)
        #expect(send(texts, pause: SplitCardMemory<Int>.longestPause).texts != texts)
    }

    @Test func nothingOfTheDigitsIsShown() {
        var memory = SplitCardMemory<Int>()
        _ = memory.observe("41111234", message: 1, at: 0)
        var dumped = ""
        dump(memory, to: &dumped)
        #expect(!"\(memory)\(dumped)".contains("4"))
    }

    @Test func aChangedMessageCountsAsItReadsNow() {
        var memory = SplitCardMemory<Int>()
        for (index, text) in ["4111", "1111", "1111", "112"].enumerated() {
            #expect(memory.observe(text, message: index, at: Int64(index)).isEmpty)
        }
        let parts = memory.change({ $0 == 3 }, to: "1111") { $0 = 30 }
        #expect(parts.map(\.message) == [0, 1, 2, 30])
        #expect(memory.change({ $0 == 30 }, to: "1111") { _ in }.isEmpty, "the card has been dealt with")
        #expect(CardRedaction.maskDigits(in: "x 12 ４３") == "x ▇▇ ▇▇")
    }

    // MARK: Recall and false alarms on generated conversations

    private static func splitCard(_ dice: inout Dice) -> (texts: [String], parts: [Int]) {
        let issuer = dice.pick(Issuer.all.filter { !$0.needsWord && ($0.lengths == [16] || $0.lengths == [15]) })
        let number = issuer.number(&dice)
        let printed = number.count == 15 ? [4, 6, 5] : [4, 4, 4, 4]
        let sizes: [Int]
        switch dice.below(5) {
        case 0: sizes = Array(repeating: 1, count: number.count)
        case 1: sizes = number.count == 16 ? [8, 8] : printed
        case 2: sizes = number.count == 16 ? dice.pick([[4, 12], [12, 4], [4, 4, 8], [8, 4, 4]]) : [4, 11]
        default: sizes = printed
        }
        var texts = cut(number, sizes).map { $0.count >= 8 && dice.chance(50) ? cut($0, [4, 4, 4]).joined(separator: " ") : $0 }
        if number.count == 15 { texts = cut(number, sizes) }
        if dice.chance(50) { texts[0] = dice.pick(["my card is ", "카드번호 ", "card: ", "卡号", "tarjeta ", ""]) + texts[0] }
        if dice.chance(30) { texts[texts.count - 1] += dice.pick([" exp 12/27", " thanks", " 입니다", " 12/27"]) }
        var members = Array(texts.indices)
        if dice.chance(30) {
            texts.insert(dice.pick(["hi", "hello there", "안녕하세요", "I want to pay"]), at: 0)
            members = members.map { $0 + 1 }
        }
        return (texts, members)
    }

    private static func ordinary(_ dice: inout Dice) -> [String] {
        switch dice.below(6) {
        case 0: return ["order \(dice.digits(8))", dice.digits(8), "thanks"]
        case 1: return ["010-\(dice.digits(4))-\(dice.digits(4))", dice.digits(5), dice.digits(4)]
        case 2: return (0..<dice.within(2...5)).map { _ in dice.digits(6) }
        case 3: return ["code \(dice.digits(6))", "OTP \(dice.digits(6))", dice.digits(dice.within(4...6))]
        case 4: return ["주문번호 \(dice.digits(10))", "\(dice.digits(5))원", "전화 010\(dice.digits(8))"]
        default: return (0..<dice.within(2...6)).map { _ in dice.digits(dice.within(1...7)) }
        }
    }

    @Test(arguments: [UInt64(31), 32]) func recallIsHigh(seed: UInt64) {
        var dice = Dice(seed: seed)
        var missed: [String] = []
        for _ in 0..<600 {
            let (texts, members) = Self.splitCard(&dice)
            let found = Set(send(texts).parts.filter { $0.kind == .card }.map(\.message))
            if found != Set(members) { missed.append("\(texts) \(found.sorted())") }
        }
        #expect(missed.count <= 12, "seed \(seed): \(missed.count) of 600\n\(missed.prefix(20).joined(separator: "\n"))")
    }

    @Test(arguments: [UInt64(41), 42]) func falseAlarmsAreRare(seed: UInt64) {
        var dice = Dice(seed: seed)
        var wrong: [[String]] = []
        for _ in 0..<2000 {
            let texts = Self.ordinary(&dice)
            if send(texts).texts != texts { wrong.append(texts) }
        }
        #expect(wrong.count <= 10, "seed \(seed): \(wrong.count) of 2000\n\(wrong.prefix(10))")
    }
}
