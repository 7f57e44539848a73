/// Header fields in the order received. Names compare without regard to ASCII case; a name may occur more than once.
package struct HTTPFields: Hashable, Sendable {
    /// One header field.
    package struct Field: Hashable, Sendable {
        /// The name as written.
        package var name: String
        /// The value, without surrounding white space.
        package var value: String

        /// Makes a field.
        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// All fields, in order.
    package var fields: [Field]

    /// Makes fields from pairs.
    package init(_ pairs: KeyValuePairs<String, String> = [:]) {
        fields = pairs.map { Field(name: $0.key, value: $0.value) }
    }

    /// The first value under `name`, or nil. Setting replaces all values of that name; setting nil removes them.
    package subscript(name: String) -> String? {
        get { fields.first { Self.same($0.name, name) }?.value }
        set {
            fields.removeAll { Self.same($0.name, name) }
            if let newValue { fields.append(Field(name: name, value: newValue)) }
        }
    }

    /// All values under `name`, in order.
    package func values(_ name: String) -> [String] {
        var values: [String] = []
        for field in fields where Self.same(field.name, name) { values.append(field.value) }
        return values
    }

    /// Adds a field, keeping those of the same name.
    package mutating func append(_ name: String, _ value: String) {
        fields.append(Field(name: name, value: value))
    }

    private static func same(_ a: String, _ b: String) -> Bool {
        guard a.utf8.count == b.utf8.count else { return false }
        // Mostly written alike, and that is one comparison of memory.
        return a == b || zip(a.utf8, b.utf8).allSatisfy { lower($0) == lower($1) }
    }

    private static func lower(_ byte: UInt8) -> UInt8 {
        byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
    }
}
