/// Telephone numbers with country code, as digits without `+` (ITU-T E.164: at most 15 digits).
package enum E164 {
    /// The digits of a number written with or without `+`, spaces, dots, dashes and brackets; nil when something else is in it,
    /// or when it has fewer than 5 or more than 15 digits.
    package static func digits(of text: String) -> String? {
        var digits: [UInt8] = []
        for (place, byte) in text.utf8.enumerated() {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digits.append(byte)
            case UInt8(ascii: "+") where place == 0: break
            case UInt8(ascii: " "), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "("), UInt8(ascii: ")"): break
            default: return nil
            }
        }
        return (5...15).contains(digits.count) ? String(decoding: digits, as: UTF8.self) : nil
    }

    /// The other forms under which the owner of a number may be known, for numbers in digits with country code.
    ///
    /// Brazilian mobiles with and without the 9 behind the area code, Mexican ones with and without 1 behind the country code,
    /// Argentine ones with and without 9. A variant is an alias, never a replacement for an address that works.
    package static func variants(of digits: String) -> [String] {
        let number = Array(digits.utf8)
        func joined(_ head: String, _ rest: ArraySlice<UInt8>) -> String { head + String(decoding: rest, as: UTF8.self) }
        func digit(_ place: Int, _ range: ClosedRange<Character>) -> Bool { range.contains(Character(UnicodeScalar(number[place]))) }
        if digits.hasPrefix("55"), number.count == 13, digit(4, "9"..."9"), digit(5, "6"..."9") {
            return [joined(String(digits.prefix(4)), number[5...])]
        }
        if digits.hasPrefix("55"), number.count == 12, digit(4, "6"..."9") {
            return [joined(String(digits.prefix(4)) + "9", number[4...])]
        }
        if digits.hasPrefix("521"), number.count == 13 { return [joined("52", number[3...])] }
        if digits.hasPrefix("52"), number.count == 12 { return [joined("521", number[2...])] }
        if digits.hasPrefix("549"), number.count == 13 { return [joined("54", number[3...])] }
        if digits.hasPrefix("54"), number.count == 12 { return [joined("549", number[2...])] }
        return []
    }
}
