import Core
import JSONKit

/// Card numbers made for a test, each valid and used once, and the ways in which they are written.
struct PlantedCards {
    private var random = SeededGenerator(seed: 0x5EED_CA4D)
    /// All that were made, as numbers.
    private(set) var all: Set<UInt64> = []

    /// Issuers of sixteen digits whose numbers need no word near them.
    private static let prefixes = ["4556", "5412", "2223", "6011", "3530", "6221", "2202", "5105"]

    /// The next number.
    mutating func next() -> String {
        while true {
            var body = Self.prefixes[Int(random.next() % UInt64(Self.prefixes.count))]
            while body.utf8.count < 15 { body += String(random.next() % 10) }
            let card = body + String(Self.checkDigit(body))
            if Set(card).count >= 5, let number = UInt64(card), all.insert(number).inserted { return card }
        }
    }

    /// The next number in one of the writings, by turns.
    mutating func written() -> String {
        let card = next()
        return Self.writings[all.count % Self.writings.count](card)
    }

    /// The next number as it stands in an address, its groups kept apart by encoded spaces or dashes.
    mutating func inAddress() -> String {
        let card = next()
        return Self.grouped(card, ["%20", "%2D", "", "-"][all.count % 4])
    }

    private static let writings: [@Sendable (String) -> String] = [
        { $0 }, { grouped($0, " ") }, { grouped($0, "-") }, { script($0, 0xFF10) }, { grouped(script($0, 0x0660), " ") },
        { grouped($0, "\u{A0}") }, { script(grouped($0, "\u{2011}"), 0xFF10) },
    ]

    static func grouped(_ digits: String, _ gap: String) -> String {
        digits.unicodeScalars.enumerated().map { ($0 > 0 && $0 % 4 == 0 ? gap : "") + String($1) }.joined()
    }

    private static func script(_ text: String, _ zero: UInt32) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { $0.properties.numericType == .decimal ? Unicode.Scalar(zero + $0.value - 0x30)! : $0 }))
    }

    static func checkDigit(_ body: String) -> Int {
        let sum = body.utf8.reversed().enumerated().reduce(0) { sum, digit in
            let value = Int(digit.element) - 0x30
            return sum + (digit.offset % 2 == 0 ? (value > 4 ? 2 * value - 9 : 2 * value) : value)
        }
        return (10 - sum % 10) % 10
    }

    // MARK: Finding

    /// Those of the numbers that stand in `bytes` in any writing: digits of any of the scripts, written as they are or as escapes of JSON,
    /// with nothing, blanks, dashes or their encodings between them.
    func found(in bytes: [UInt8]) -> Set<UInt64> { bytes.withUnsafeBufferPointer { found(in: $0) } }

    private func found(in bytes: UnsafeBufferPointer<UInt8>) -> Set<UInt64> {
        var found: Set<UInt64> = []
        var window: UInt64 = 0
        var count = 0
        var index = 0
        while index < bytes.count {
            // Most bytes are letters and the like, and the files are long.
            let byte = bytes[index]
            if byte > 0x39, byte < 0xC2, byte != 0x5C {
                count = 0
                index += 1
                continue
            }
            let (digit, length) = Self.sign(bytes, index)
            index += length
            switch digit {
            case .digit(let value):
                window = (window % 1_000_000_000_000_000) * 10 + value
                count += 1
                if count >= 16, all.contains(window) { found.insert(window) }
            case .gap: break
            case .other: count = 0
            }
        }
        return found
    }

    private enum Sign {
        case digit(UInt64), gap, other
    }

    private static func sign(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> (Sign, Int) {
        func byte(_ offset: Int) -> UInt8 { index + offset < bytes.count ? bytes[index + offset] : 0 }
        switch byte(0) {
        case 0x30...0x39: return (.digit(UInt64(byte(0) - 0x30)), 1)
        case 0x20, 0x2D: return (.gap, 1)
        case 0x25 where byte(1) == 0x32 && (byte(2) == 0x30 || byte(2) | 0x20 == 0x64): return (.gap, 3)
        case 0xEF where byte(1) == 0xBC && 0x90...0x99 ~= byte(2): return (.digit(UInt64(byte(2) - 0x90)), 3)
        case 0xD9 where 0xA0...0xA9 ~= byte(1): return (.digit(UInt64(byte(1) - 0xA0)), 2)
        case 0xC2 where byte(1) == 0xA0: return (.gap, 2)
        case 0xE2 where byte(1) == 0x80 && byte(2) == 0x91: return (.gap, 3)
        case 0x5C where byte(1) == 0x75:
            guard index + 6 <= bytes.count, let unit = UInt32(String(decoding: bytes[(index + 2)..<(index + 6)], as: UTF8.self), radix: 16)
            else { return (.other, 1) }
            let value = Unicode.Scalar(unit)?.properties.numericValue.map { UInt64(max(0, $0)) }
            return (value.map { $0 < 10 ? .digit($0) : .other } ?? ([0xA0, 0x2011, 0x20].contains(unit) ? .gap : .other), 6)
        default: return (.other, 1)
        }
    }
}
