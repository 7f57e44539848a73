/// The names and values of a URL's query, decoded.
package struct QueryItems: Hashable, Sendable {
    private var items: [String: String] = [:]

    /// Reads `a=1&b=2`; nil is an empty query. Of equal names the last counts.
    package init(_ query: String?) {
        for pair in (query ?? "").utf8.split(separator: UInt8(ascii: "&")) {
            let mark = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            let value = mark < pair.endIndex ? pair[pair.index(after: mark)...] : pair[mark...]
            items[Self.decode(pair[..<mark])] = Self.decode(value)
        }
    }

    /// All names with their values.
    package var all: [String: String] { items }

    /// The value of a name; nil when it is not there.
    package subscript(_ name: String) -> String? { items[name] }

    /// Encodes a value for a query: all but letters, digits and `-._~` as `%XX`.
    package static func encode(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var out: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: out.append(byte)
            default: out += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    private static func decode(_ text: Substring.UTF8View) -> String {
        var out: [UInt8] = []
        var rest = text[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let high = rest.first.flatMap(digit), let low = rest.dropFirst().first.flatMap(digit) {
                out.append(high << 4 | low)
                rest = rest.dropFirst(2)
            } else {
                out.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }
}
