package import ConnectorKit

/// `application/x-www-form-urlencoded`, read tolerantly and written strictly (WHATWG URL, section 5).
package enum FormCoding {
    /// More fields than this are not read.
    package static let fieldLimit = 2000

    /// The fields in order; nil when there are too many. What is no valid escape is taken literally; bytes that are not UTF-8 become U+FFFD.
    package static func decode(_ text: some Collection<UInt8>) -> [FormField]? {
        let parts = text.split(separator: UInt8(ascii: "&"), maxSplits: fieldLimit)
        guard parts.count <= fieldLimit else { return nil }
        return parts.map { field($0) }
    }

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

    /// One `name=value`.
    static func field(_ part: some Collection<UInt8>) -> FormField {
        guard let equals = part.firstIndex(of: UInt8(ascii: "=")) else { return FormField(name: unescape(part), value: "") }
        return FormField(name: unescape(part[..<equals]), value: unescape(part[part.index(after: equals)...]))
    }

    private static func unescape(_ text: some Collection<UInt8>) -> String {
        var out: [UInt8] = []
        out.reserveCapacity(text.count)
        var rest = text[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "+") {
                out.append(UInt8(ascii: " "))
            } else if byte == UInt8(ascii: "%"), let high = digit(rest.first), let low = digit(rest.dropFirst().first) {
                out.append(high << 4 | low)
                rest = rest.dropFirst(2)
            } else {
                out.append(byte)
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8?) -> UInt8? {
        switch byte {
        case .some(UInt8(ascii: "0")...UInt8(ascii: "9")): byte! - UInt8(ascii: "0")
        case .some(UInt8(ascii: "a")...UInt8(ascii: "f")): byte! - UInt8(ascii: "a") + 10
        case .some(UInt8(ascii: "A")...UInt8(ascii: "F")): byte! - UInt8(ascii: "A") + 10
        default: nil
        }
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
