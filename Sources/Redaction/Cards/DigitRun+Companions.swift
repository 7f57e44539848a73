/// What an expiry date may be.
enum Expiry {
    static func isMonth(_ number: UInt64) -> Bool { number >= 1 && number <= 12 }
    /// Two digits, or four.
    static func isYear(_ number: UInt64, digits: Int) -> Bool {
        digits == 2 ? number >= 15 && number <= 49 : digits == 4 && number >= 2015 && number <= 2049
    }
    /// The year of a full date.
    static func isYearOfDate(_ group: DigitGroup) -> Bool { group.count == 4 && group.number >= 1900 && group.number < 2100 }
    /// MMYY or MMYYYY in one row.
    static func isMonthAndYear(_ number: UInt64, digits: Int) -> Bool {
        switch digits {
        case 4: isMonth(number / 100) && isYear(number % 100, digits: 2)
        case 6: isMonth(number / 10000) && isYear(number % 10000, digits: 4)
        default: false
        }
    }
}

extension DigitRun {
    /// How many groups from `first` on look like the expiry date and the security code of a card of `cardDigits` digits.
    func companions(from first: Int, cardDigits: Int) -> Int {
        guard first < count else { return 0 }
        let expiry = expiryGroups(from: first)
        let next = first + expiry
        let isCode = next < count && isSecurityCode(next, cardDigits: cardDigits, afterExpiry: expiry > 0)
        let code = isCode ? 1 : 0
        if code == 1, expiry == 0 { return 1 + expiryGroups(from: next + 1) }
        if expiry > 0, code == 0, next + 2 < count, groups[next].count == 1 { return expiry + singles(from: next, 3) }
        return expiry + code
    }

    private func expiryGroups(from first: Int) -> Int {
        guard first < count else { return 0 }
        let month = groups[first]
        if Expiry.isMonthAndYear(month.number, digits: month.count) { return 1 }
        guard first + 1 < count else { return 0 }
        let year = groups[first + 1]
        if month.count <= 2, Expiry.isMonth(month.number), Expiry.isYear(year.number, digits: year.count) {
            return year.count == 2 && isDate(first) ? 0 : 2
        }
        return singles(from: first, 4)
    }

    /// Day, month and year with one separator.
    private func isDate(_ first: Int) -> Bool {
        first + 2 < count && Expiry.isYearOfDate(groups[first + 2]) && groups[first + 2].gap == groups[first + 1].gap
            && groups[first + 1].gap.isTight
    }

    /// `wanted`, if that many groups of one digit are there.
    private func singles(from first: Int, _ wanted: Int) -> Int {
        guard first + wanted <= count else { return 0 }
        for index in first..<(first + wanted) where groups[index].count != 1 { return 0 }
        if wanted == 4 {
            let month = groups[first].number * 10 + groups[first + 1].number
            return Expiry.isMonth(month) ? 4 : 0
        }
        return wanted
    }

    private func isSecurityCode(_ index: Int, cardDigits: Int, afterExpiry: Bool) -> Bool {
        let digits = groups[index].count
        return digits == 3 || (digits == 4 && (afterExpiry || cardDigits == 15) && index + 1 == count)
    }

    /// Nothing of the run is left beside `window` but what belongs to a card.
    func fillsRun(_ window: ClosedRange<Int>, cardDigits: Int) -> Bool {
        guard mayFillRun(from: window.lowerBound) else { return false }
        let next = window.upperBound + 1
        if next == count || groups[next].state == .taken { return true }
        let companions = companions(from: next, cardDigits: cardDigits)
        if companions > 0, next + companions == count { return true }
        return groups[window.upperBound].count > 1 && isOwnUnit(after: window.upperBound)
    }

    /// Nothing of the run stands before group `first` but the number of a list, or another card.
    func mayFillRun(from first: Int) -> Bool {
        !continues && (first == 0 || isListNumber(before: first) || endsCard(before: first))
    }

    /// The run begins with a short number that counts lines, set off from the rest.
    private func isListNumber(before index: Int) -> Bool {
        index == 1 && groups[0].count <= 2 && groups[1].gap.joint == .dot && (groups[1].count > 2 || !groups[1].gap.isTight)
    }

    /// The groups before `index` are an accepted card, perhaps with its expiry and security code.
    func endsCard(before index: Int) -> Bool {
        for back in 1...4 where index - back >= 0 {
            guard groups[index - back].state == .taken else { continue }
            return back == 1 || companions(from: index - back + 1, cardDigits: 16) >= back - 1
        }
        return false
    }

    /// What follows group `index` is set off from it by a line break, or bound closer to itself.
    private func isOwnUnit(after index: Int) -> Bool {
        let gap = groups[index + 1].gap
        return gap.breaksLine || (!gap.isTight && index + 2 < count && groups[index + 2].gap.isTight)
    }
}
