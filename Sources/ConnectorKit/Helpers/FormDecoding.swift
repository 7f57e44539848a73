/// Decodes `application/x-www-form-urlencoded`, in a body or a query (WHATWG URL, section 5.1).
package enum FormDecoding {
    /// The most fields that are read; what follows is left out.
    package static let mostFields = 1000

    /// The fields of a query or body, in order. A `%` without two digits behind it stands for itself; bytes that are not UTF-8 become U+FFFD.
    package static func fields(_ text: [UInt8]) -> [FormField] {
        var fields: [FormField] = []
        for pair in text.split(separator: UInt8(ascii: "&")).prefix(mostFields) {
            let middle = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            fields.append(FormField(name: decoded(pair[..<middle]), value: decoded(pair[middle...].dropFirst())))
        }
        return fields
    }

    /// The fields of a query; none for nil.
    package static func fields(query: String?) -> [FormField] { query.map { fields(Array($0.utf8)) } ?? [] }

    private static func decoded(_ text: ArraySlice<UInt8>) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var at = text.startIndex
        while at < text.endIndex {
            if text[at] == UInt8(ascii: "%"), at + 2 < text.endIndex, let high = digit(text[at + 1]), let low = digit(text[at + 2]) {
                bytes.append(high << 4 | low)
                at += 3
            } else {
                bytes.append(text[at] == UInt8(ascii: "+") ? UInt8(ascii: " ") : text[at])
                at += 1
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

extension [FormField] {
    /// The first value under a name.
    package subscript(_ name: String) -> String? { first { $0.name == name }?.value }
}
