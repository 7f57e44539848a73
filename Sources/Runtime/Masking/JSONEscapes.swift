/// Reads the escapes of JSON strings in text that is not valid JSON as a whole.
enum JSONEscapes {
    /// The text with every escape replaced by what it stands for; what is no escape stays. Half surrogates become U+FFFD.
    static func resolved(_ text: [UInt8]) -> [UInt8] {
        guard text.contains(backslash) else { return text }
        var out: [UInt8] = []
        out.reserveCapacity(text.count)
        var at = 0
        while at < text.count {
            guard text[at] == backslash, at + 1 < text.count else {
                out.append(text[at])
                at += 1
                continue
            }
            at += resolve(text, at, into: &out)
        }
        return out
    }

    private static let backslash = UInt8(ascii: "\\")

    /// Appends what the escape at `at` stands for and returns its length.
    private static func resolve(_ text: [UInt8], _ at: Int, into out: inout [UInt8]) -> Int {
        switch text[at + 1] {
        case UInt8(ascii: "n"): out.append(UInt8(ascii: "\n"))
        case UInt8(ascii: "t"): out.append(UInt8(ascii: "\t"))
        case UInt8(ascii: "r"): out.append(UInt8(ascii: "\r"))
        case UInt8(ascii: "b"), UInt8(ascii: "f"): out.append(UInt8(ascii: " "))
        case UInt8(ascii: "\""), UInt8(ascii: "/"), backslash: out.append(text[at + 1])
        case UInt8(ascii: "u"):
            guard let unit = codeUnit(text, at + 2) else { fallthrough }
            let scalar = Unicode.Scalar(unit) ?? "\u{FFFD}"
            out.append(contentsOf: Array(String(Character(scalar)).utf8))
            return 6
        default:
            out.append(backslash)
            return 1
        }
        return 2
    }

    private static func codeUnit(_ text: [UInt8], _ at: Int) -> UInt16? {
        guard at + 4 <= text.count else { return nil }
        return UInt16(String(decoding: text[at..<at + 4], as: UTF8.self), radix: 16)
    }
}
