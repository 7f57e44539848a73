/// Up to nineteen digits of a possible card. Has no description: the number must not show anywhere.
struct CardDigits {
    /// The digits as one decimal number; nineteen fit in 64 bits.
    private(set) var number: UInt64 = 0
    private(set) var count = 0

    /// The longest card.
    static let most = 19

    /// Appends `digits`, a number of `count` digits. The sum must not pass `most`.
    mutating func append(_ digits: UInt64, count added: Int) {
        number = number &* Self.powers[added] &+ digits
        count += added
    }

    /// The first six digits; the count must be at least six.
    var prefix: UInt32 { UInt32(number / Self.powers[count - 6]) }

    /// Whether the last digit is right (Luhn, ISO/IEC 7812-1 annex B).
    var passesLuhn: Bool {
        var rest = number
        var sum: UInt64 = 0
        for position in 0..<count {
            let digit = rest % 10
            rest /= 10
            let doubled = digit * 2
            sum += position & 1 == 0 ? digit : doubled > 9 ? doubled - 9 : doubled
        }
        return sum % 10 == 0
    }

    /// Whether enough different digits occur: a repeated digit is a filler, the schemes' own test numbers excepted.
    var isVaried: Bool {
        var rest = number
        var seen: UInt32 = 0
        for _ in 0..<count {
            seen |= 1 << UInt32(rest % 10)
            rest /= 10
        }
        return seen.nonzeroBitCount >= 3 || Self.testNumbers.contains(number)
    }

    /// What brand and check digit say together.
    var strength: BrandStrength {
        let leading = prefix
        let found = CardBrands.strength(prefix: leading, length: count)
        if found == .none { return .none }
        let strength = passesLuhn ? found : CardBrands.withoutCheckDigit.contains(leading) ? .weak : .none
        return strength != .none && isVaried ? strength : .none
    }

    /// Test numbers in wide use that are made of two different digits.
    private static let testNumbers: [UInt64] = [
        4_111_111_111_111_111, 4_242_424_242_424_242, 4_222_222_222_222, 5_555_555_555_554_444, 5_454_545_454_545_454,
    ]

    private static let powers: [UInt64] = {
        var powers: [UInt64] = [1]
        for _ in 0..<19 { powers.append(powers[powers.count - 1] &* 10) }
        return powers
    }()
}
