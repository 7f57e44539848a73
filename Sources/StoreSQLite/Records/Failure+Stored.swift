import Core

/// A failure in one text column: each field as its length in bytes, a colon and the text, or `-` for none.
extension Failure {
    /// The text for the column.
    var stored: String {
        [code.rawValue, provider?.code, provider?.message, provider?.details, detail]
            .map { field in field.map { "\($0.utf8.count):\($0)" } ?? "-" }
            .joined()
    }

    /// Reads the column's bytes; nil if they are not what `stored` writes.
    init?(stored bytes: UnsafeRawBufferPointer) {
        var rest = bytes[...]
        var fields: [String?] = []
        while !rest.isEmpty {
            guard let field = Self.takeField(&rest) else { return nil }
            fields.append(field)
        }
        guard fields.count == 5, let code = fields[0].flatMap(FailureCode.init(rawValue:)) else { return nil }
        var provider: ProviderError?
        if let code = fields[1], let message = fields[2] { provider = ProviderError(code: code, message: message, details: fields[3]) }
        self.init(code, provider: provider, detail: fields[4])
    }

    /// The next field: `.some(nil)` for none, nil if the form is broken.
    private static func takeField(_ rest: inout Slice<UnsafeRawBufferPointer>) -> String?? {
        if rest.first == UInt8(ascii: "-") {
            rest.removeFirst()
            return .some(nil)
        }
        guard let colon = rest.firstIndex(of: UInt8(ascii: ":")), let count = Int(String(decoding: rest[..<colon], as: UTF8.self)),
            count >= 0, count < rest.endIndex - colon
        else { return nil }
        let text = rest[(colon + 1)...].prefix(count)
        rest = rest[(colon + 1 + count)...]
        return String(decoding: text, as: UTF8.self)
    }
}
