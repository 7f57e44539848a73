extension JSON {
    /// The text of a string; nil for any other value.
    package var string: String? {
        guard tape.tag(index) == JSONTape.Tag.string else { return nil }
        return read { String(decoding: $0.utf8(index), as: UTF8.self) }
    }

    /// The UTF-8 of a string; nil for any other value.
    package var bytes: [UInt8]? {
        guard tape.tag(index) == JSONTape.Tag.string else { return nil }
        return read { Array($0.utf8(index)) }
    }

    /// Runs `body` on the UTF-8 of a string, which is valid only inside it; nil for any other value.
    @inlinable
    package func withUTF8<Result, Failure: Error>(
        _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result? {
        guard let utf8 = unsafeUTF8 else { return nil }
        defer { withExtendedLifetime(self) {} }
        return try body(utf8)
    }

    /// The UTF-8 of a string, as long as the document lives.
    @usableFromInline
    var unsafeUTF8: UnsafeBufferPointer<UInt8>? { tape.tag(index) == JSONTape.Tag.string ? tape.utf8(index) : nil }

    /// The value of an integer; nil for any other value and for one outside 64 bits with a sign.
    package var int: Int64? {
        guard tape.tag(index) == JSONTape.Tag.int64 else { return nil }
        return Int64(bitPattern: tape.bits(index))
    }

    /// The value of an integer from 0 to 2^64 - 1; nil for any other value.
    package var uint: UInt64? {
        switch tape.tag(index) {
        case JSONTape.Tag.uint64: tape.bits(index)
        case JSONTape.Tag.int64: UInt64(exactly: Int64(bitPattern: tape.bits(index)))
        default: nil
        }
    }

    /// The value of a number; nil for any other value, and for an integer that a double does not hold exactly.
    package var double: Double? {
        switch tape.tag(index) {
        case JSONTape.Tag.double: Double(bitPattern: tape.bits(index))
        case JSONTape.Tag.int64: Double(exactly: Int64(bitPattern: tape.bits(index)))
        case JSONTape.Tag.uint64: Double(exactly: tape.bits(index))
        default: nil
        }
    }

    /// The value of `true` or `false`; nil for any other value.
    package var bool: Bool? {
        switch tape.tag(index) {
        case JSONTape.Tag.yes: true
        case JSONTape.Tag.no: false
        default: nil
        }
    }

    /// The text of a number; nil for any other value.
    ///
    /// For integers, and for numbers too large for a double, it is as written. For the rest it is the shortest text of the same
    /// double, because simdjson's DOM does not keep what was written.
    package var numberText: String? {
        switch tape.tag(index) {
        case JSONTape.Tag.int64: String(Int64(bitPattern: tape.bits(index)))
        case JSONTape.Tag.uint64: String(tape.bits(index))
        case JSONTape.Tag.double: Double(bitPattern: tape.bits(index)).description
        case JSONTape.Tag.largeNumber: read { String(decoding: $0.utf8(index), as: UTF8.self) }
        default: nil
        }
    }

    /// The text of a string or of an integer of any size, for identifiers that come as either; nil for any other value.
    package var stringOrNumber: String? {
        switch kind {
        case .string: string
        case .integer: numberText
        case .missing, .null, .bool, .double, .array, .object: nil
        }
    }

    /// True for a string that equals `text`; compared without making a `String`.
    package static func == (json: JSON, text: StaticString) -> Bool {
        guard let utf8 = json.unsafeUTF8 else { return false }
        return json.read { _ in JSONTape.equal(utf8, UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)) }
    }

    /// False for a string that equals `text`.
    package static func != (json: JSON, text: StaticString) -> Bool { !(json == text) }
}
