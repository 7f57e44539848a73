/// Masks card numbers in text. The runtime calls it at one place inbound (between decoding and reading) and one place outbound
/// (before a message is stored).
package protocol Masking: Sendable {
    /// The masked text, or nil when there is nothing to mask. Never throws: when masking fails it returns a placeholder.
    func mask(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]?
}

/// Masks nothing: for apps that have switched masking off, and for tests.
package struct NoMasking: Masking {
    /// Makes one.
    package init() {}

    package func mask(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? { nil }
}

extension Masking {
    /// The masked text.
    package func masked(_ text: String) -> String {
        var text = text
        let masked = text.withUTF8 { mask($0) }
        return masked.map { String(decoding: $0, as: UTF8.self) } ?? text
    }

    /// The masked text, or nil for nil.
    package func masked(_ text: String?) -> String? {
        text.map { masked($0) }
    }
}
