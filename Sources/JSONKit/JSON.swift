/// A value inside a parsed document, read on demand.
///
/// Tolerant: a step that finds nothing or the wrong type gives a missing value, so that `json["text"]["body"].string` needs no
/// optionals in between. Holding one keeps the whole document in memory. Copies are cheap.
package struct JSON: Sendable {
    let document: JSONDocument
    /// The position on the tape; 0 means missing.
    let index: Int

    init(_ document: JSONDocument, _ index: Int) {
        self.document = document
        self.index = index
    }

    var tape: JSONTape { document.tape }

    /// Reads text on the tape; the document is sure to live until `body` returns.
    func read<Result>(_ body: (JSONTape) -> Result) -> Result {
        withExtendedLifetime(document) { body(document.tape) }
    }

    /// A value that is not there.
    package static var missing: JSON { JSON(.empty, 0) }

    /// What a value is.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Not there.
        case missing
        case null
        case bool
        /// A number written without fraction and exponent, of any size.
        case integer
        /// A number written with a fraction or an exponent.
        case double
        case string
        case array
        case object
    }

    /// What this value is.
    package var kind: Kind {
        switch tape.tag(index) {
        case JSONTape.Tag.object: .object
        case JSONTape.Tag.array: .array
        case JSONTape.Tag.string: .string
        case JSONTape.Tag.int64, JSONTape.Tag.uint64: .integer
        case JSONTape.Tag.double: .double
        case JSONTape.Tag.largeNumber: isLargeInteger ? .integer : .double
        case JSONTape.Tag.yes, JSONTape.Tag.no: .bool
        case JSONTape.Tag.null: .null
        default: .missing
        }
    }

    var isLargeInteger: Bool {
        read { tape in
            tape.utf8(index).allSatisfy { $0 == UInt8(ascii: "-") || ($0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9")) }
        }
    }

    /// False for a value that is not there. A `null` exists.
    package var exists: Bool { index != 0 }

    /// True for `null` only.
    package var isNull: Bool { tape.tag(index) == JSONTape.Tag.null }

    /// The value of the first key that equals `key`; missing when there is none or this is no object.
    package subscript(_ key: StaticString) -> JSON {
        self[utf8: UnsafeBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount)]
    }

    /// The value of the first key that equals `key`; missing when there is none or this is no object.
    @_disfavoredOverload
    package subscript(_ key: String) -> JSON {
        var key = key
        return key.withUTF8 { self[utf8: $0] }
    }

    private subscript(utf8 key: UnsafeBufferPointer<UInt8>) -> JSON {
        guard tape.tag(index) == JSONTape.Tag.object else { return JSON(document, 0) }
        return JSON(document, read { $0.find(key, in: index) } ?? 0)
    }

    /// The element at a position, counted from 0; missing when there is none or this is no array. Takes time linear in `position`.
    package subscript(_ position: Int) -> JSON {
        guard position >= 0, tape.tag(index) == JSONTape.Tag.array, position < tape.count(index) else { return JSON(document, 0) }
        var at = index + 1
        for _ in 0..<position { at = tape.after(at) }
        return JSON(document, at)
    }
}

extension JSON: CustomStringConvertible, CustomReflectable {
    /// The kind only: documents hold customers' texts.
    package var description: String { "JSON(\(kind.rawValue))" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
