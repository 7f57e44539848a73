/// The path and query of a request line, exactly as received.
struct RequestTarget: Hashable {
    var path: String
    var query: String?

    /// Reads an origin-form (`/path?query`), absolute-form (`http://host/path`) or asterisk-form (`*`) target; nil when it is neither or
    /// holds a byte that is not a visible ASCII character.
    init?(_ bytes: UnsafeRawBufferPointer) {
        guard !bytes.isEmpty, bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        var rest = bytes[...]
        if rest.first == UInt8(ascii: "*") {
            guard rest.count == 1 else { return nil }
        } else if rest.first != UInt8(ascii: "/") {
            guard let start = Self.pathOfAbsoluteForm(rest) else { return nil }
            rest = rest[start...]
        }
        if let mark = rest.firstIndex(of: UInt8(ascii: "?")) {
            query = String(decoding: rest[(mark + 1)...], as: UTF8.self)
            rest = rest[..<mark]
        }
        path = rest.isEmpty ? "/" : String(decoding: rest, as: UTF8.self)
    }

    private static func pathOfAbsoluteForm(_ bytes: Slice<UnsafeRawBufferPointer>) -> Int? {
        for scheme in ["http://", "https://"] where bytes.starts(with: scheme.utf8, by: { $0 | 0x20 == $1 | 0x20 }) {
            let authority = bytes.startIndex + scheme.utf8.count
            let end = bytes[authority...].firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? bytes.endIndex
            return end > authority ? end : nil
        }
        return nil
    }
}
