/// A brand as its public documents describe it; kept apart from the scanner's table on purpose.
struct Issuer {
    var name: String
    var prefixes: [String]
    var lengths: [Int]
    /// Printed groupings by length; fours otherwise.
    var groupings: [Int: [[Int]]] = [:]
    /// Only with a card word near.
    var needsWord = false

    static let all: [Issuer] = [
        Issuer(name: "Visa", prefixes: ["4"], lengths: [16]),
        Issuer(name: "Visa 19", prefixes: ["4"], lengths: [19]),
        Issuer(name: "Visa 13", prefixes: ["4"], lengths: [13], needsWord: true),
        Issuer(name: "Mastercard", prefixes: ["51", "52", "53", "54", "55"], lengths: [16]),
        Issuer(name: "Mastercard 2", prefixes: ["2221", "2223", "23", "24", "25", "26", "270", "271", "2720"], lengths: [16]),
        Issuer(name: "American Express", prefixes: ["34", "37"], lengths: [15], groupings: [15: [[4, 6, 5]]]),
        Issuer(name: "Discover", prefixes: ["6011", "644", "645", "648", "649", "65"], lengths: [16]),
        Issuer(name: "Discover long", prefixes: ["6011", "644", "649", "65"], lengths: [19]),
        Issuer(name: "Diners 36", prefixes: ["36"], lengths: [14], groupings: [14: [[4, 6, 4]]]),
        Issuer(name: "Diners", prefixes: ["300", "301", "305", "3095", "38", "39"], lengths: [14, 16], groupings: [14: [[4, 6, 4]]]),
        Issuer(name: "JCB", prefixes: ["3528", "3530", "354", "357", "3589"], lengths: [16, 19]),
        Issuer(name: "JCB historic", prefixes: ["2131", "1800"], lengths: [15], groupings: [15: [[4, 6, 5]]]),
        Issuer(
            name: "UnionPay", prefixes: ["62", "8100", "8171"], lengths: [16, 17, 18, 19], groupings: [19: [[4, 4, 4, 4, 3], [6, 13]]]),
        Issuer(
            name: "Maestro", prefixes: ["5018", "5020", "5038", "5893", "6304", "6759", "6761", "6762", "6763"], lengths: [16, 18, 19]),
        Issuer(
            name: "Maestro short", prefixes: ["5018", "5020", "5038", "6304", "6759", "6763"], lengths: [12, 13, 14, 15], needsWord: true),
        Issuer(name: "Maestro wide", prefixes: ["50", "56", "57", "58"], lengths: [16, 19], needsWord: true),
        Issuer(name: "Mir", prefixes: ["2200", "2202", "2204"], lengths: [16, 17, 18, 19]),
        Issuer(name: "RuPay", prefixes: ["60", "65", "81", "82", "508", "353", "356"], lengths: [16]),
        Issuer(
            name: "Elo",
            prefixes: [
                "401178", "401179", "438935", "451416", "457631", "504175", "506699", "506778", "509000", "509999", "627780", "636297",
                "636368",
                "650031", "655000",
            ], lengths: [16]),
        Issuer(name: "Hipercard", prefixes: ["606282", "637095", "637568", "637599", "637609", "637612"], lengths: [16]),
        Issuer(name: "Verve", prefixes: ["506099", "506198", "507865", "507964", "650002"], lengths: [16, 18, 19]),
        Issuer(name: "Troy", prefixes: ["9792"], lengths: [16]),
        Issuer(name: "Dankort", prefixes: ["5019", "4571"], lengths: [16]),
        Issuer(name: "UATP", prefixes: ["1"], lengths: [15], groupings: [15: [[4, 5, 6]]], needsWord: true),
        Issuer(name: "UzCard", prefixes: ["8600"], lengths: [16]),
        Issuer(name: "Humo", prefixes: ["9860"], lengths: [16]),
        Issuer(name: "NAPAS", prefixes: ["9704"], lengths: [16, 19]),
        Issuer(name: "Naranja", prefixes: ["589562"], lengths: [16]),
        Issuer(name: "Korean domestic", prefixes: ["9490", "9410", "94", "91"], lengths: [16], needsWord: true),
    ]

    /// A valid number with at least three different digits.
    func number(_ dice: inout Dice) -> String {
        let length = dice.pick(lengths)
        while true {
            var body = dice.pick(prefixes)
            while body.count < length - 1 { body += String(dice.below(10)) }
            let number = withCheckDigit(body)
            if Set(number).count >= 4 { return number }
        }
    }

    func grouping(_ length: Int, _ dice: inout Dice) -> [Int] {
        groupings[length].map { dice.pick($0) } ?? [4, 4, 4, 4, 4]
    }
}
