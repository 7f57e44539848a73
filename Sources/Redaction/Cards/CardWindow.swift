/// How the digits of a possible card are grouped.
enum Grouping: UInt8 {
    /// Any other way: by itself no sign of a card.
    case odd
    /// As people mistype or wrap a printed number: blocks of four run together, one digit or two at a time, mixed separators.
    case near
    /// All digits in one row.
    case bare
    /// As on the card.
    case printed
}

/// Whole groups of a run that together may be a card.
struct CardWindow {
    var groups: ClosedRange<Int>
    var digits: Int
    var strength: BrandStrength
    var grouping: Grouping
}

extension DigitRun {
    /// The grouping of `window`, which holds `digits` digits.
    func grouping(of window: ClosedRange<Int>, digits: Int) -> Grouping {
        if window.count == 1 { return .bare }
        let uniform = hasUniformGaps(window)
        if isPrinted(window, digits: digits) { return uniform || !isPair(window) ? .printed : .near }
        if isEven(window) || isMergedFours(window, digits: digits) { return .near }
        return .odd
    }

    /// 4-4-4-4 and what longer numbers append, 4-6-5, 4-6-4, 4-5-6, 6-13.
    private func isPrinted(_ window: ClosedRange<Int>, digits: Int) -> Bool {
        let first = groups[window.lowerBound].count
        if window.count == 2 { return digits == 19 && first == 6 }
        guard first == 4 else { return false }
        if window.count == 3, digits <= 15 {
            let second = groups[window.lowerBound + 1].count
            if digits == 15 { return second == 6 || second == 5 }
            if digits == 14 { return second == 6 }
        }
        for index in window.dropLast() where groups[index].count != 4 { return false }
        return groups[window.upperBound].count <= 4
    }

    /// One digit at a time, two, or three or five with a shorter rest; 8-8.
    private func isEven(_ window: ClosedRange<Int>) -> Bool {
        let size = groups[window.lowerBound].count
        guard size <= 2 || size == 8 else { return false }
        for index in window.dropLast() where groups[index].count != size { return false }
        return groups[window.upperBound].count <= size
    }

    /// Every break falls on a multiple of four.
    private func isMergedFours(_ window: ClosedRange<Int>, digits: Int) -> Bool {
        guard digits >= 15 else { return false }
        for index in window.dropLast() where groups[index].count % 4 != 0 { return false }
        return true
    }

    /// Threes after the first group: an amount.
    func isThousands(_ window: ClosedRange<Int>) -> Bool {
        guard window.count > 1 else { return false }
        for index in window.dropFirst() where groups[index].count != 3 { return false }
        return groups[window.lowerBound].count <= 3
    }

    private func hasUniformGaps(_ window: ClosedRange<Int>) -> Bool {
        let gap = groups[window.lowerBound + 1].gap.joint
        for index in window.dropFirst() where groups[index].gap.joint != gap && !groups[index].gap.breaksLine { return false }
        return true
    }

    /// 4-4 4-4 with a wider gap in the middle: two telephone numbers of eight digits.
    private func isPair(_ window: ClosedRange<Int>) -> Bool {
        guard window.count == 4 else { return false }
        let first = groups[window.lowerBound + 1].gap
        let middle = groups[window.lowerBound + 2].gap
        return first == groups[window.upperBound].gap && middle.joint != first.joint && !middle.isTight
    }

    /// An end of `window` is bound closer to what lies beyond it than to the rest of the window, as the first part of a date is.
    func tearsUnit(_ window: ClosedRange<Int>) -> Bool {
        guard window.count > 1 else { return false }
        let first = window.lowerBound
        if first > 0, groups[first].gap.isTight, !groups[first + 1].gap.isTight, groups[first - 1].count >= 3 { return true }
        let next = window.upperBound + 1
        return next < count && groups[next].gap.isTight && !groups[window.upperBound].gap.isTight && groups[next].state == .free
            && companions(from: next, cardDigits: 16) == 0
    }

    /// A few groups with spaces, dashes or line breaks between: not a list of numbers.
    func looksHandGrouped(_ window: ClosedRange<Int>) -> Bool {
        guard window.count <= 6 else { return false }
        for index in window.dropFirst() {
            switch groups[index].gap.joint {
            case .space, .newline, .dash: continue
            case .dot, .slash, .underscore, .comma, .pipe, .middleDot, .plus: return false
            }
        }
        return true
    }
}
