package import Core
package import JSONKit

extension ID: JSONWritable {
    /// The 24 characters as a string.
    package func write(to json: inout JSONWriter) {
        json.value(plainASCII: 24) { writeHex(into: $0) }
    }
}

extension Instant: JSONWritable {
    /// A date string.
    package func write(to json: inout JSONWriter) {
        json.value(plainASCII: Self.wireLength) { writeWire(into: $0) }
    }
}

extension JSONBytes: JSONWritable {
    /// The bytes as they are.
    package func write(to json: inout JSONWriter) { json.value(raw: bytes) }
}

extension JSONWriter {
    /// Writes a member of an object; `null` when there is no value.
    package mutating func field<Value: JSONWritable>(_ key: StaticString, orNull value: Value?) {
        if let value { field(key, value) } else { self.key(key); null() }
    }

    /// Writes a member of an object, or nothing for no text and for the empty text: typed clients refuse empty strings in many places.
    mutating func field(_ key: StaticString, ifNotEmpty text: String?) {
        if let text, !text.isEmpty { field(key, text) }
    }
}

extension JSONBytes {
    /// One value, written by `body`.
    init(capacity: Int = 512, _ body: (inout JSONWriter) -> Void) {
        var json = JSONWriter(capacity: capacity)
        body(&json)
        self.init(json.finish())
    }
}
