/// A JSON value on its own, for tests and small free-form metadata. Objects keep the order of their members.
package enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case int(Int64)
    case double(Double)
    /// The text of a number that is neither an `Int64` nor a `Double`, exactly as it is written.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([Member])

    /// A key and its value.
    package struct Member: Hashable, Sendable {
        package let key: String
        package let value: JSONValue

        /// Puts a key and a value together.
        package init(_ key: String, _ value: JSONValue) {
            self.key = key
            self.value = value
        }
    }

    /// Copies a value out of its document; `null` when it is missing. Of equal keys all are kept.
    package init(_ json: JSON) {
        switch json.kind {
        case .missing, .null: self = .null
        case .bool: self = .bool(json.bool ?? false)
        case .integer: self = json.int.map { .int($0) } ?? .number(json.numberText ?? "")
        case .double: self = json.double.map { .double($0) } ?? .number(json.numberText ?? "")
        case .string: self = .string(json.string ?? "")
        case .array: self = .array(json.array.map { JSONValue($0) })
        case .object: self = .object(json.object.map { Member($0.key, JSONValue($0.value)) })
        }
    }

    /// The value of the first key that equals `key`; nil when there is none or this is no object.
    package subscript(_ key: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }
}

extension JSONValue: JSONWritable {
    package func write(to json: inout JSONWriter) {
        switch self {
        case .null: json.null()
        case .bool(let value): json.value(value)
        case .int(let value): json.value(value)
        case .double(let value): json.value(value)
        case .number(let text): json.value(raw: Array(text.utf8))
        case .string(let text): json.value(text)
        case .array(let elements): json.array { json in for element in elements { element.write(to: &json) } }
        case .object(let members): json.object { json in for member in members { json.field(member.key, member.value) } }
        }
    }

    /// The value as compact JSON.
    package func serialized() -> [UInt8] {
        var json = JSONWriter()
        write(to: &json)
        return json.finish()
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByNilLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int64) { self = .int(value) }
    package init(floatLiteral value: Double) { self = .double(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(nilLiteral: ()) { self = .null }
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, JSONValue)...) { self = .object(elements.map { Member($0.0, $0.1) }) }
}
