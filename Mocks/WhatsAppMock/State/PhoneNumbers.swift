/// Reads the phone numbers that a business writes into `to`.
enum PhoneNumbers {
    /// The digits of a number; nil when it holds anything but digits, a leading `+`, spaces, dashes, dots and brackets.
    static func digits(_ text: String) -> String? {
        var digits: [UInt8] = []
        for (place, byte) in text.utf8.enumerated() {
            switch byte {
            case 0x30...0x39: digits.append(byte)
            case UInt8(ascii: "+") where place == 0: break
            case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "."): break
            default: return nil
            }
        }
        return 5...15 ~= digits.count ? String(decoding: digits, as: UTF8.self) : nil
    }

    /// Other forms of the same account, the likeliest first: Brazilian mobiles with and without the 9, Mexican ones with and without the 1.
    ///
    /// Source: Meta, Cloud API, phone numbers: WhatsApp may change the prefix of Brazilian and Mexican numbers.
    static func forms(_ digits: String) -> [String] {
        let utf8 = Array(digits.utf8)
        func text(_ bytes: some Sequence<UInt8>) -> String { String(decoding: Array(bytes), as: UTF8.self) }
        if digits.hasPrefix("55"), utf8.count == 13, utf8[4] == UInt8(ascii: "9") {
            let short = text(utf8[..<4] + utf8[5...])
            // Accounts of the area codes below 31 have kept the 9.
            return utf8[2] >= UInt8(ascii: "3") ? [short, digits] : [digits, short]
        }
        if digits.hasPrefix("55"), utf8.count == 12, utf8[4] >= UInt8(ascii: "6") {
            return [digits, text(utf8[..<4] + [UInt8(ascii: "9")] + utf8[4...])]
        }
        if digits.hasPrefix("521"), utf8.count == 13 { return [digits, text(utf8[..<2] + utf8[3...])] }
        if digits.hasPrefix("52"), utf8.count == 12 { return [text(utf8[..<2] + [UInt8(ascii: "1")] + utf8[2...]), digits] }
        return [digits]
    }
}
