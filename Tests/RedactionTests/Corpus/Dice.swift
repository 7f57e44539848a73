import Core

/// A seeded source of choices, so that a corpus is the same on every run.
struct Dice {
    private var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func next() -> UInt64 { random.next() }
    mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }
    mutating func within(_ range: ClosedRange<Int>) -> Int { range.lowerBound + below(range.count) }
    mutating func chance(_ percent: Int) -> Bool { below(100) < percent }
    mutating func pick<T>(_ list: [T]) -> T { list[below(list.count)] }

    /// `count` random digits, the first not zero.
    mutating func digits(_ count: Int) -> String {
        var text = String(within(1...9))
        while text.count < count { text += String(below(10)) }
        return String(text.prefix(count))
    }
}

/// The check digit rule of ISO/IEC 7812-1, written here anew: the scanner's own mistakes must not hide.
func luhnHolds(_ digits: String) -> Bool {
    var sum = 0
    for (index, character) in digits.reversed().enumerated() {
        guard let digit = character.wholeNumberValue else { return false }
        let doubled = digit * 2
        sum += index % 2 == 0 ? digit : (doubled > 9 ? doubled - 9 : doubled)
    }
    return sum % 10 == 0
}

/// `body` with the digit appended that makes it valid.
func withCheckDigit(_ body: String) -> String {
    for digit in 0...9 where luhnHolds(body + String(digit)) { return body + String(digit) }
    return body + "0"
}

/// `digits` cut into groups of `sizes`; the last takes what is left.
func cut(_ digits: String, _ sizes: [Int]) -> [String] {
    var rest = Substring(digits)
    var groups: [String] = []
    for size in sizes where !rest.isEmpty {
        groups.append(String(rest.prefix(size)))
        rest = rest.dropFirst(size)
    }
    if !rest.isEmpty { groups.append(String(rest)) }
    return groups
}
