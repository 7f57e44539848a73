/// Texts with numbers that are no cards, one look-alike after another; most pass the check digit of some window.
struct Negatives {
    private var dice: Dice
    private(set) var samples: [Sample] = []

    init(seed: UInt64) {
        dice = Dice(seed: seed)
        for _ in 0..<175 {
            addTelephones()
            addDevices()
            addIdentifiers()
            addCodes()
            addAccounts()
            addAmounts()
        }
    }

    private mutating func add(_ kind: String, _ text: String) {
        samples.append(Sample(kind: kind, number: samples.count, text: text, cards: []))
    }

    /// Calls `make` until its digits pass the check digit of cards.
    private mutating func valid(_ make: (inout Dice) -> String) -> String {
        for _ in 0..<400 {
            let text = make(&dice)
            if luhnHolds(text.filter(\.isNumber)) { return text }
        }
        return make(&dice)
    }

    private mutating func addTelephones() {
        let international = valid {
            "+" + $0.pick(["82 10 ", "1 ", "49 ", "55 11 ", "62 8", "86 1", "44 7"]) + $0.digits(4) + " " + $0.digits($0.within(4...5))
        }
        add(
            "telephone with plus",
            dice.pick(["call \(international)", international, "전화 \(international)", "\(international) card please"]))
        let solid = valid { "+" + $0.pick(["4", "5", "6", "62", "36", "37"]) + $0.digits($0.within(11...13)) }
        add("telephone with plus, solid", dice.pick([solid, "my number \(solid)", "\(solid), thanks"]))
        let number = valid { $0.pick(["62", "55", "49", "36", "60", "82"]) + $0.digits($0.within(10...13)) }
        add(
            "telephone link",
            dice.pick([
                "https://wa.me/\(number)", "tel:\(number)", "sms:\(number)", "https://api.whatsapp.com/send?phone=\(number)",
                "tel:+\(number)",
            ]))
        add("messenger address", dice.pick(["\(number)@s.whatsapp.net", "\(number)@c.us", "\(number)@g.us", "@\(number) hi"]))
        let korean = "010-\(dice.digits(4))-\(dice.digits(4))"
        add(
            "Korean telephones",
            dice.pick([
                korean, "\(korean) \(dice.digits(4))", "\(korean), 010-\(dice.digits(4))-\(dice.digits(4))", "\(korean) / \(korean)",
            ]))
        let zero = valid { "0" + $0.pick(["0", ""]) + $0.digits($0.within(12...15)) }
        add("leading zero", dice.pick([zero, "ring \(zero)", "전화 \(zero)"]))
    }

    private mutating func addDevices() {
        let imei = withCheckDigit(dice.pick(["01", "35", "86", "99"]) + dice.digits(12))
        let written = dice.chance(50) ? imei : cut(imei, [2, 6, 6, 1]).joined(separator: dice.pick(["-", " "]))
        add("IMEI", dice.pick(["IMEI \(written)", written, "단말기 \(written)", "my phone's IMEI is \(written)"]))
        let iccid = withCheckDigit("89" + dice.digits(dice.pick([16, 17])))
        let spaced = cut(iccid, dice.pick([[4, 4, 4, 4, 4], [2, 2, 4, 4, 4, 4], [19]])).joined(separator: " ")
        add("ICCID", dice.pick(["ICCID \(iccid)", iccid, "SIM \(spaced)", spaced]))
        let stamp = dice.pick(["16", "17", "18"])
        add(
            "timestamp",
            dice.pick([8, 11, 14, 17]).description.isEmpty ? "" : "ts=\(valid { stamp + $0.digits($0.pick([8, 11, 14, 17])) })")
        let date =
            "20\(dice.within(20...29))-\(dice.within(10...12))-\(dice.within(10...28)) \(dice.within(10...23)):\(dice.within(10...59)):\(dice.within(10...59))"
        add("dates", dice.pick([date, date.filter(\.isNumber), "\(date) - \(date)"]))
    }

    private mutating func addIdentifiers() {
        let social = valid { "1" + $0.digits($0.pick([15, 16, 17, 18])) }
        add("social id", dice.pick([social, "id \(social)", "user \(social)", "page_id=\(social)"]))
        let short = valid { "1" + $0.digits(14) }
        add("social id of 15", dice.pick(["https://www.facebook.com/profile.php?id=\(short)", "profile \(short)", short]))
        let status = valid { $0.pick(["4", "5", "6", "1"]) + $0.digits(17) }
        add(
            "post link",
            dice.pick([
                "https://x.com/a/status/\(status)", "https://twitter.com/b/status/\(status)",
                "https://discord.com/channels/\(status)/\(status)",
            ]))
        let hex = (0..<32).map { _ in String(dice.below(16), radix: 16) }.joined()
        let uuid = cut(hex, [8, 4, 4, 4, 12]).joined(separator: "-")
        add("UUID", dice.pick([uuid, "id: \(uuid)", uuid.uppercased()]))
        let decimal = cut(valid { "4" + $0.digits(15) } + dice.digits(16), [8, 4, 4, 4, 12]).joined(separator: "-")
        add("UUID of digits", dice.pick([decimal, "ref \(decimal)"]))
        let number = valid { $0.pick(["4", "51", "36", "62"]) + $0.digits(15 - ($0.chance(20) ? 1 : 0)) }
        add(
            "letters beside",
            dice.pick(["AB\(number)", "\(number)xyz", "sku\(number)A", "wamid.HBg\(number)VAgA", "0x\(number)ef", "f3a\(number)bc"]))
    }

    private mutating func addCodes() {
        let run = valid { $0.pick(["4", "5", "6", "9"]) + $0.digits($0.within(19...40)) }
        add("long run", dice.pick([run, "barcode \(run)", "영수증 \(run)"]))
        let fours = valid { $0.pick(["4", "5", "8", "9"]) + $0.digits(23) }
        add("long code in fours", cut(fours, [4, 4, 4, 4, 4, 4]).joined(separator: "-"))
        let joined = cut(
            valid { "5018" + $0.digits(8) } + dice.digits(34),
            dice.pick([[12, 10, 8, 8, 8], [6, 6, 10, 8, 8, 8], [4, 4, 4, 10, 12, 12]])
        ).joined(separator: "-")
        add("code of 46", joined)
        add("parcel", parcel())
        add("EAN and ISBN", tradeItem())
        let masked = dice.pick([
            "****-****-****-\(dice.digits(4))", "\(dice.digits(6))******\(dice.digits(4))", "4111 11** **** 1111",
            "XXXX XXXX XXXX \(dice.digits(4)) \(dice.digits(4))", "411111▇▇▇▇▇▇1111 \(dice.digits(8))", "•••• •••• •••• \(dice.digits(4))",
            "**** \(dice.digits(4)) \(dice.digits(8))",
        ])
        add("masked card", masked)
        let digit = String(dice.within(0...9))
        let other = String(dice.within(0...9))
        add(
            "repeated digit",
            dice.pick([
                String(repeating: digit, count: 16), String(repeating: digit, count: 15) + other,
                String(repeating: digit + digit + digit + digit + " ", count: 4), String(repeating: "0", count: dice.within(12...19)),
            ]))
        let order = dice.digits(16)
        add(
            "not valid",
            luhnHolds(order) ? "nothing" : dice.pick(["card \(order)", order, cut(order, [4, 4, 4, 4]).joined(separator: " ")]))
    }

    private mutating func parcel() -> String {
        let usps = valid { "9" + $0.pick(["4", "2", "3"]) + $0.digits($0.pick([18, 20])) }
        let korean = valid { $0.pick(["5", "6", "4", "3"]) + $0.digits($0.pick([9, 10, 11])) }
        return dice.pick([
            "1Z\(valid { $0.digits(16) })", "tracking 1Z \(dice.digits(3)) \(dice.digits(3)) 01 \(dice.digits(4)) \(dice.digits(4))", usps,
            cut(usps, [4, 4, 4, 4, 4, 4]).joined(separator: " "), "송장번호 \(korean)", "운송장 \(cut(korean, [4, 4, 4]).joined(separator: "-"))",
            "택배 \(korean) 확인", "tracking \(korean)", korean, cut(korean, [4, 4, 4]).joined(separator: "-"),
        ])
    }

    private mutating func tradeItem() -> String {
        let isbn = valid { $0.pick(["978", "979"]) + $0.digits(10) }
        let ean = valid { "4" + $0.digits(12) }
        return dice.pick([
            isbn, "ISBN \(cut(isbn, [3, 1, 4, 4, 1]).joined(separator: "-"))", ean, "EAN \(ean)", "바코드 \(ean)", "barcode: \(ean)",
        ])
    }

    private mutating func addAccounts() {
        add("IBAN", iban())
        let resident =
            valid { _ in "" }
            + "\(dice.within(10...99))\(dice.within(10...12))\(dice.within(10...28))-\(dice.within(1...4))\(dice.digits(6))"
        add("Korean resident number", dice.pick([resident, "주민번호 \(resident)"]))
        add(
            "Korean business number",
            dice.pick([
                "사업자 \(dice.digits(3))-\(dice.digits(2))-\(dice.digits(5))",
                "\(dice.digits(3))-\(dice.digits(2))-\(dice.digits(5)) \(dice.digits(3))-\(dice.digits(2))-\(dice.digits(5))",
            ]))
        let sizes = dice.pick([[3, 3, 6], [3, 4, 4, 2], [4, 2, 7], [4, 3, 6], [6, 2, 6], [3, 6, 2, 3]])
        let account = valid { $0.pick(["3", "30", "36", "5", "6", "4", "1"]) + $0.digits(sizes.reduce(0, +) - 2) + String($0.below(10)) }
        let written = cut(account, sizes).joined(separator: dice.pick(["-", "-", " "]))
        add("Korean account", dice.pick(["계좌 \(written)", written, "국민은행 \(written) 홍길동", "\(written) 입금"]))
        let weak = valid { $0.pick(["94", "5018", "6304", "6"]) + $0.digits(12) + String($0.below(10)) }
        add("weak without a word", dice.pick(["\(weak.prefix(12))", "No \(weak.prefix(13))", "here \(weak.prefix(15))"]))
        let nine = valid { "94" + $0.digits(14) }
        add(
            "weak with opposite word",
            dice.pick(["송장번호 \(nine)", "주문번호: \(nine)", "tracking number \(nine)", "order \(nine)", "계좌번호 \(nine)"]))
    }

    private mutating func iban() -> String {
        let (country, length) = dice.pick([
            ("DE", 22), ("FR", 27), ("ES", 24), ("IT", 27), ("NL", 18), ("GB", 22), ("PL", 28), ("BE", 16), ("SA", 24), ("TR", 26),
        ])
        var body = country == "GB" ? "NWBK" : country == "NL" ? "ABNA" : ""
        body += dice.pick(["4", "5", "36", "6", "2"])
        while body.count < length - 4 { body += String(dice.below(10)) }
        var rest = 0
        for character in body + country + "00" {
            if let digit = character.wholeNumberValue {
                rest = (rest * 10 + digit) % 97
            } else {
                rest = (rest * 100 + Int(character.asciiValue! - 55)) % 97
            }
        }
        let check = 98 - rest
        let whole = country + (check < 10 ? "0\(check)" : "\(check)") + body
        let spaced = cut(whole, [4, 4, 4, 4, 4, 4, 4]).joined(separator: " ")
        return dice.pick([whole, spaced, "IBAN \(spaced)", "IBAN: \(whole)", "\(spaced) danke", "please pay to \(spaced)"])
    }

    private mutating func addAmounts() {
        let fraction = valid { $0.pick(["4", "5", "6"]) + $0.digits(15) }
        add("decimal", dice.pick(["0.\(fraction)", "3.\(fraction)", "lat 37.\(fraction)", "0,\(fraction)"]))
        let amount = valid { $0.pick(["4", "5", "6", "3"]) + $0.digits($0.pick([11, 12, 13, 14, 15])) }
        var grouped = ""
        for (index, character) in amount.reversed().enumerated() {
            grouped = String(character) + (index > 0 && index % 3 == 0 ? "," : "") + grouped
        }
        add(
            "amount",
            dice.pick([
                grouped, "₩\(grouped)", grouped.filter { $0 != "," }.count > 12 ? "\(grouped)원" : grouped,
                String(grouped.map { $0 == "," ? "." : $0 }),
            ]))
        let list = (0..<dice.within(5...9)).map { _ in dice.digits(dice.within(2...5)) }
        add("list of numbers", list.joined(separator: dice.pick([", ", "; ", " / ", "\n\n"])))
        add(
            "prices",
            "\(dice.within(1...9))\(dice.digits(1)),\(dice.digits(3)) \(dice.digits(2)),\(dice.digits(3)) \(dice.digits(2)),\(dice.digits(3))원"
        )
    }
}
