/// Why bytes were refused as JSON. Never holds any of the document's text.
package struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The closed set of reasons.
    package enum Reason: String, Hashable, Sendable, CaseIterable {
        /// Not the grammar of RFC 8259; also a document that ends early.
        case syntax
        /// Not UTF-8.
        case utf8
        /// More containers inside each other than `JSONLimits.depth`.
        case depth
        /// More bytes than `JSONLimits.bytes`, or no memory for them.
        case tooLarge
        /// Nothing but white space.
        case empty
        /// A number that is not written by JSON's rules, like `01` or `1.`.
        case number
    }

    /// What is wrong.
    package let reason: Reason
    /// Where, counted in bytes from the start; nil when the parser does not tell (it does for `utf8` only).
    package let offset: Int?

    /// Puts a reason and a place together.
    package init(_ reason: Reason, at offset: Int? = nil) {
        self.reason = reason
        self.offset = offset
    }

    /// A plain sentence, safe for logs and for the sender of the document.
    package var description: String {
        let place = offset.map { " at byte \($0)" } ?? ""
        return switch reason {
        case .syntax: "the text is not valid JSON\(place)"
        case .utf8: "the text is not valid UTF-8\(place)"
        case .depth: "the JSON is nested too deeply"
        case .tooLarge: "the JSON is too large"
        case .empty: "the JSON is empty"
        case .number: "the JSON has a malformed number\(place)"
        }
    }
}

/// Bounds on what `JSONDocument.parse` takes.
package struct JSONLimits: Hashable, Sendable {
    /// Most containers inside each other, 1 to 1,024.
    package let depth: Int
    /// Most bytes of the document.
    package let bytes: Int

    /// Makes limits; `depth` is brought into 1...1,024, because reading recurses once per level.
    package init(depth: Int = 64, bytes: Int = 16 << 20) {
        self.depth = min(max(depth, 1), 1024)
        self.bytes = bytes
    }

    /// 64 levels, 16 MiB.
    package static let standard = JSONLimits()
}
