/// One range of issuer prefixes and the number lengths issued in it.
struct CardRange {
    /// First and last prefix, filled up to six digits.
    let prefixes: ClosedRange<UInt32>
    /// Bit n is set when cards of n digits count as evidence by themselves.
    let strongLengths: UInt32
    /// Bit n is set when a card word, expiry or security code must be near.
    let weakLengths: UInt32

    init(_ low: UInt32, _ high: UInt32, strong: [UInt32] = [], weak: [UInt32] = []) {
        prefixes = low...high
        strongLengths = strong.reduce(0) { $0 | 1 << $1 }
        weakLengths = weak.reduce(0) { $0 | 1 << $1 }
    }
}

/// How much a prefix and a length say by themselves.
enum BrandStrength: UInt8 {
    case none, weak, strong
}

/// The issuer prefixes of the world's card brands.
///
/// Sources: ISO/IEC 7812-1 for the form; each scheme's published ranges (Visa, Mastercard 2-series bulletin, American Express,
/// Discover network BIN table, Diners Club, JCB, UnionPay, NSPK Mir, NPCI RuPay, Elo, Hipercard, Verve, BKM Troy, Dankort, UATP,
/// UzCard and Humo, NAPAS, Naranja). Where brands overlap only the union matters. "Weak" are ranges or lengths that other numbers
/// fill as well: old Visa of 13 digits, short and wide Maestro, UATP, and the Korean domestic 9, for which no range table is published.
enum CardBrands {
    private static let long: [UInt32] = [16, 17, 18, 19]

    static let ranges: [CardRange] = [
        CardRange(100000, 199999, weak: [15]),  // UATP
        CardRange(180000, 180099, strong: [15]),  // JCB, historic
        CardRange(213100, 213199, strong: [15]),  // JCB, historic
        CardRange(220000, 220499, strong: long),  // Mir
        CardRange(222100, 272099, strong: [16]),  // Mastercard, 2-series
        CardRange(300000, 305999, strong: [14] + long),  // Diners Club
        CardRange(309500, 309599, strong: [14] + long),
        CardRange(360000, 369999, strong: [14] + long, weak: [15]),
        CardRange(380000, 399999, strong: [14] + long),
        CardRange(340000, 349999, strong: [15]),  // American Express
        CardRange(370000, 379999, strong: [15]),
        CardRange(352800, 358999, strong: long),  // JCB; RuPay 353 and 356 lie within
        CardRange(400000, 499999, strong: [16, 19], weak: [13, 18]),  // Visa; Elo and Dankort co-brands lie within
        CardRange(500000, 509999, weak: [12, 13, 14, 15, 16, 17, 18, 19]),  // Maestro, wide
        CardRange(560000, 589999, weak: [12, 13, 14, 15, 16, 17, 18, 19]),
        CardRange(600000, 699999, weak: [12, 13, 14, 15, 16, 17, 18, 19]),
        CardRange(501800, 501899, strong: long, weak: [12, 13, 14, 15]),  // Maestro, listed
        CardRange(502000, 502099, strong: long, weak: [12, 13, 14, 15]),
        CardRange(503800, 503899, strong: long, weak: [12, 13, 14, 15]),
        CardRange(589300, 589399, strong: long, weak: [12, 13, 14, 15]),
        CardRange(630400, 630499, strong: long, weak: [12, 13, 14, 15]),
        CardRange(675900, 675999, strong: long, weak: [12, 13, 14, 15]),
        CardRange(676100, 676399, strong: long, weak: [12, 13, 14, 15]),
        CardRange(501900, 501999, strong: [16]),  // Dankort
        CardRange(504175, 504175, strong: [16]),  // Elo
        CardRange(506099, 506198, strong: [16, 18, 19]),  // Verve
        CardRange(506699, 506778, strong: [16]),  // Elo
        CardRange(507865, 507964, strong: [16, 18, 19]),  // Verve
        CardRange(508000, 508999, strong: [16]),  // RuPay
        CardRange(509000, 509999, strong: [16]),  // Elo
        CardRange(510000, 559999, strong: [16]),  // Mastercard; Naranja 527572 lies within
        CardRange(589562, 589562, strong: [16]),  // Naranja
        CardRange(600000, 609999, strong: [16]),  // RuPay; Discover 6011 and Hipercard 606282 lie within
        CardRange(601100, 601199, strong: long),  // Discover
        CardRange(606282, 606282, strong: [16, 19]),  // Hipercard
        CardRange(620000, 629999, strong: long, weak: [14, 15]),  // UnionPay; Elo 627780 lies within
        CardRange(636297, 636297, strong: [16]),  // Elo
        CardRange(636368, 636368, strong: [16]),
        CardRange(637095, 637095, strong: [16, 19]),  // Hiper
        CardRange(637568, 637568, strong: [16, 19]),
        CardRange(637599, 637599, strong: [16, 19]),
        CardRange(637609, 637609, strong: [16, 19]),
        CardRange(637612, 637612, strong: [16, 19]),
        CardRange(644000, 659999, strong: long),  // Discover; RuPay, Elo, Verve and Troy parts of 65 lie within
        CardRange(810000, 829999, strong: [16]),  // RuPay
        CardRange(810000, 817199, strong: long, weak: [14, 15]),  // UnionPay
        CardRange(860000, 860099, strong: [16]),  // UzCard
        CardRange(900000, 999999, weak: [16]),  // Korean domestic
        CardRange(970400, 970499, strong: [16, 19]),  // NAPAS
        CardRange(979200, 979299, strong: [16]),  // Troy
        CardRange(986000, 986099, strong: [16]),  // Humo
    ]

    /// `ranges` by their first digit.
    private static let rangesByFirstDigit: [[CardRange]] = (0..<10).map { digit in
        ranges.filter { $0.prefixes.lowerBound / 100000 <= digit && digit <= $0.prefixes.upperBound / 100000 }
    }

    /// Maestro cards of the former 501080-501082, which carry no check digit.
    static let withoutCheckDigit: ClosedRange<UInt32> = 501080...501082

    /// The strength of a number of `length` digits that begins with the six digits `prefix`.
    static func strength(prefix: UInt32, length: Int) -> BrandStrength {
        var best = BrandStrength.none
        let bit = UInt32(1) << UInt32(length)
        for range in rangesByFirstDigit[Int(prefix / 100000)] where range.prefixes.contains(prefix) {
            if range.strongLengths & bit != 0 { return .strong }
            if range.weakLengths & bit != 0 { best = .weak }
        }
        return best
    }
}
