package import ConnectorKit

/// Writes `application/x-www-form-urlencoded` (WHATWG URL, section 5.2); `FormDecoding` reads it.
package enum FormCoding {
    /// The fields, with everything escaped but letters, digits and `-._~`.
    package static func encode(_ fields: [FormField]) -> String {
        var out: [UInt8] = []
        for field in fields {
            if !out.isEmpty { out.append(UInt8(ascii: "&")) }
            append(field.name, to: &out)
            out.append(UInt8(ascii: "="))
            append(field.value, to: &out)
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// One `name=value`, decoded.
    static func field(_ part: some Collection<UInt8>) -> FormField {
        FormDecoding.fields(Array(part)).first ?? FormField(name: "", value: "")
    }

    private static func append(_ text: String, to out: inout [UInt8]) {
        let digits = Array("0123456789ABCDEF".utf8)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
                out.append(byte)
            default: out.append(contentsOf: [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]])
            }
        }
    }
}
