/// Texts with cards in them, one way of writing after another.
struct Positives {
    private var dice: Dice
    private(set) var samples: [Sample] = []

    init(seed: UInt64) {
        dice = Dice(seed: seed)
        for _ in 0..<12 {
            for issuer in Issuer.all { addPlain(issuer) }
        }
        for _ in 0..<20 {
            for separator in Writing.separators { addSeparated(separator) }
        }
        for _ in 0..<12 {
            for zero in Writing.zeros { addScript(zero) }
        }
        for _ in 0..<150 { addVarious() }
    }

    private mutating func add(_ kind: String, _ build: (inout SampleText) -> Void) {
        var text = SampleText()
        build(&text)
        samples.append(Sample(kind: kind, number: samples.count, text: text.text, cards: text.cards, companions: text.companions))
    }

    private mutating func template(_ issuer: Issuer) -> [String] {
        let text = issuer.needsWord || dice.chance(50) ? dice.pick(Writing.cardTexts) : dice.pick(Writing.bareTexts)
        return parts(text)
    }

    private func parts(_ text: String) -> [String] {
        text.split(separator: "%", omittingEmptySubsequences: false).map(String.init)
    }

    private mutating func strongIssuer() -> Issuer { dice.pick(Issuer.all.filter { !$0.needsWord }) }

    private mutating func addPlain(_ issuer: Issuer) {
        let parts = template(issuer)
        let number = issuer.number(&dice)
        let written = dice.chance(40) ? number : cut(number, issuer.grouping(number.count, &dice)).joined(separator: dice.pick([" ", "-"]))
        add("brand: \(issuer.name)") {
            $0.add(parts[0])
            $0.addCard(written)
            $0.add(parts[1])
        }
    }

    private mutating func addSeparated(_ separator: (name: String, text: String)) {
        let issuer = strongIssuer()
        let parts = template(issuer)
        let number = issuer.number(&dice)
        let written = cut(number, issuer.grouping(number.count, &dice)).joined(separator: separator.text)
        add("separator: \(separator.name)") {
            $0.add(parts[0])
            $0.addCard(written)
            $0.add(parts[1])
        }
    }

    private mutating func addScript(_ zero: UInt32) {
        let issuer = strongIssuer()
        let parts = template(issuer)
        let number = issuer.number(&dice)
        let groups = dice.chance(50) ? [number] : cut(number, issuer.grouping(number.count, &dice))
        let written = groups.map { Writing.script($0, zero: zero) }.joined(separator: dice.pick([" ", "-", "\u{3000}", "\u{FF0D}"]))
        add("script: U+\(String(zero, radix: 16, uppercase: true))") {
            $0.add(parts[0])
            $0.addCard(written)
            $0.add(parts[1])
        }
    }

    // MARK: What stands beside a card, and odd writings

    private mutating func addVarious() {
        addExpiry()
        addTwoCards()
        addURL()
        addKeycaps()
        addGrouping()
        addSpelledOut()
        addLooseNeighbours()
        addEntities()
    }

    private mutating func printed(_ separator: String) -> (Issuer, String) {
        let issuer = strongIssuer()
        let number = issuer.number(&dice)
        return (issuer, cut(number, issuer.grouping(number.count, &dice)).joined(separator: separator))
    }

    private mutating func addExpiry() {
        let separator = dice.pick([" ", "-", "/", ".", "\n", ", ", "|"])
        let issuer = dice.pick(Issuer.all.filter { !$0.needsWord && $0.lengths.allSatisfy { $0 == 16 || $0 == 15 } })
        let number = issuer.number(&dice)
        let written = cut(number, issuer.grouping(number.count, &dice)).joined(separator: separator)
        let month = String("0\(dice.within(1...12))".suffix(2))
        let year = String(dice.within(25...33))
        let date = dice.pick(["\(month)/\(year)", "\(month)\(separator)\(year)", "\(month)\(year)", "\(month)/20\(year)"])
        let code = dice.digits(number.count == 15 ? 4 : 3)
        let withWord = dice.chance(40)
        let between = withWord ? dice.pick([" exp ", " exp: ", " valid thru ", " 유효기간 ", " 有効期限 "]) : separator
        let beforeCode = withWord ? dice.pick([" cvv ", " CVC: ", " 보안코드 ", " cvc번호 "]) : separator
        let withCode = dice.chance(60)
        add("with expiry and code") {
            $0.addCard(written)
            $0.add(between)
            $0.addCompanion(date)
            if withCode {
                $0.add(beforeCode)
                $0.addCompanion(code)
            }
        }
    }

    private mutating func addTwoCards() {
        let separator = dice.pick([" ", "-", ""])
        let (_, first) = printed(separator)
        let (_, second) = printed(separator)
        let between = dice.pick(separator.isEmpty ? [" ", "\n", ", ", " / "] : [separator, " ", "\n", ", ", " / ", " and "])
        add("two cards") {
            $0.addCard(first)
            $0.add(between)
            $0.addCard(second)
        }
    }

    private mutating func addURL() {
        let separator = dice.pick(["", "%20", "%2D", "+", "-", "%C2%A0", "%2520", "%E2%80%91", "%2F"])
        let (_, written) = printed(separator)
        let head = dice.pick([
            "https://shop.example.com/pay?card=", "https://a.example/?q%3D", "http://x.example/p?cc=", "/cb?a=1&pan=",
            "https://a.example/?u=b%26card%3D",
        ])
        let tail = dice.pick(["", "&exp=x", " ok", "%26b%3D1", "#top"])
        add("URL") {
            $0.add(head)
            $0.addCard(written)
            $0.add(tail)
        }
    }

    private mutating func addKeycaps() {
        let issuer = strongIssuer()
        let number = issuer.number(&dice)
        let groups = dice.chance(50) ? [number] : cut(number, issuer.grouping(number.count, &dice))
        let written = groups.map(Writing.keycaps).joined(separator: " ")
        add("keycaps") {
            $0.add("카드 ")
            $0.addCard(written)
            $0.add(" 입니다")
        }
    }

    private mutating func addGrouping() {
        let issuer = dice.pick(Issuer.all.filter { !$0.needsWord && $0.lengths == [16] })
        let number = issuer.number(&dice)
        let sizes = dice.pick([
            [8, 8], [4, 12], [4, 4, 8], [8, 4, 4], [12, 4], [6, 10], [5, 5, 6], [4, 4, 5, 3], [7, 9], [3, 5, 4, 4], [4, 3, 5, 4],
            [2, 2, 2, 2, 2, 2, 2, 2],
        ])
        let written = cut(number, sizes).joined(separator: dice.pick([" ", "-", "\n"]))
        let parts = parts(dice.pick(dice.chance(70) ? Writing.cardTexts : Writing.bareTexts))
        add("odd grouping") {
            $0.add(parts[0])
            $0.addCard(written)
            $0.add(parts[1])
        }
    }

    private mutating func addSpelledOut() {
        let (_, number) = printed("")
        let written = number.map(String.init).joined(separator: dice.pick([" ", "-", "\u{A0}", ".", "  ", ","]))
        let parts = parts(dice.pick(dice.chance(70) ? Writing.cardTexts : Writing.bareTexts.filter { !$0.hasPrefix("2. ") }))
        add("digit by digit") {
            $0.add(parts[0])
            $0.addCard(written)
            $0.add(parts[1])
        }
    }

    private mutating func addLooseNeighbours() {
        let (_, written) = printed(dice.pick([" ", "-", ""]))
        let head = dice.pick(["010-1234-5678 ", "2024-05-01 ", "12:30 ", "주문번호 12345678, ", "", "Kim, ", "3. ", "₩50,000 "])
        let tail = dice.pick([" 010-1234-5678", " 2026-05-01", " 50,000원", " 12:30", ", 2 items", "", "\n010-9876-5432", " $20.50"])
        add("between other numbers") {
            $0.add(head)
            $0.addCard(written)
            $0.add(tail)
        }
    }

    private mutating func addEntities() {
        let (_, written) = printed(dice.pick(["&nbsp;", "&#160;", "&#45;", "&ndash;", "\\u00a0", "\\n", "\\t", "&#x2011;"]))
        add("escapes") {
            $0.add(#"{"card":""#)
            $0.addCard(written)
            $0.add(#""}"#)
        }
    }
}
