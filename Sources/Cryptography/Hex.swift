/// Hexadecimal text (RFC 4648 section 8).
package enum Hex {
    /// Lower-case text, or upper-case when asked for.
    package static func encode(_ bytes: [UInt8], uppercase: Bool = false) -> String {
        let letters: UInt8 = uppercase ? UInt8(ascii: "A") - 10 : UInt8(ascii: "a") - 10
        func digit(_ value: UInt8) -> UInt8 { value < 10 ? UInt8(ascii: "0") + value : letters + value }
        return String(unsafeUninitializedCapacity: bytes.count * 2) { out in
            for (place, byte) in bytes.enumerated() {
                out[2 * place] = digit(byte >> 4)
                out[2 * place + 1] = digit(byte & 15)
            }
            return bytes.count * 2
        }
    }

    /// The bytes of a text in either case; nil for an odd length or another character.
    package static func decode(_ text: String) -> [UInt8]? {
        var text = text
        return text.withUTF8 { decode($0) }
    }

    /// The bytes of a text in either case; nil for an odd length or another character.
    package static func decode(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard text.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 2)
        for place in stride(from: 0, to: text.count, by: 2) {
            guard let high = value(text[place]), let low = value(text[place + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
