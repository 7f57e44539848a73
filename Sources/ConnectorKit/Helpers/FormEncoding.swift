/// Encodes `application/x-www-form-urlencoded` (WHATWG URL, section 5.2): a space as `+`, all but letters, digits and `*-._` as `%XX`.
package enum FormEncoding {
    /// The fields, in order, joined by `&`.
    package static func bytes(_ fields: [FormField]) -> [UInt8] {
        var out: [UInt8] = []
        for field in fields {
            if !out.isEmpty { out.append(UInt8(ascii: "&")) }
            append(field.name, to: &out)
            out.append(UInt8(ascii: "="))
            append(field.value, to: &out)
        }
        return out
    }

    private static func append(_ text: String, to out: inout [UInt8]) {
        let digits = StaticString("0123456789ABCDEF")
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2A, 0x2D, 0x2E, 0x5F: out.append(byte)
            case 0x20: out.append(UInt8(ascii: "+"))
            default: out += [UInt8(ascii: "%"), digits.utf8Start[Int(byte >> 4)], digits.utf8Start[Int(byte & 15)]]
            }
        }
    }
}
