internal import JSONKit

/// Changes of JSON values by place, for cases that are derived from recorded ones.
enum JSONTree {
    /// A step from a value to one inside it.
    enum Step: Hashable, CustomStringConvertible {
        case key(String, at: Int)
        case element(Int)

        var description: String {
            switch self {
            case .key(let key, _): key
            case .element(let place): String(place)
            }
        }

        var place: Int {
            switch self {
            case .key(_, let place), .element(let place): place
            }
        }
    }

    static func parse(_ bytes: [UInt8]) -> JSONValue? { (try? JSONDocument.parse(bytes)).map { JSONValue($0.root) } }

    /// The places of all values, the root first.
    static func places(in value: JSONValue, at path: [Step] = []) -> [[Step]] {
        switch value {
        case .array(let elements):
            [path] + elements.enumerated().flatMap { places(in: $0.element, at: path + [.element($0.offset)]) }
        case .object(let members):
            [path] + members.enumerated().flatMap { places(in: $0.element.value, at: path + [.key($0.element.key, at: $0.offset)]) }
        case .null, .bool, .int, .double, .number, .string: [path]
        }
    }

    /// The value at a place.
    static func value(in value: JSONValue, at path: some Sequence<Step>) -> JSONValue {
        path.reduce(value) { inner, step in
            switch inner {
            case .array(let elements): elements[step.place]
            case .object(let members): members[step.place].value
            case .null, .bool, .int, .double, .number, .string: inner
            }
        }
    }

    /// The value with what stands at a place changed; removed when `change` returns nil.
    static func changing(_ value: JSONValue, at path: ArraySlice<Step>, _ change: (JSONValue) -> JSONValue?) -> JSONValue? {
        guard let step = path.first else { return change(value) }
        switch value {
        case .array(var elements):
            let inner = changing(elements[step.place], at: path.dropFirst(), change)
            if let inner { elements[step.place] = inner } else { elements.remove(at: step.place) }
            return .array(elements)
        case .object(var members):
            let key = members[step.place].key
            let inner = changing(members[step.place].value, at: path.dropFirst(), change)
            if let inner { members[step.place] = JSONValue.Member(key, inner) } else { members.remove(at: step.place) }
            return .object(members)
        case .null, .bool, .int, .double, .number, .string: return value
        }
    }

    /// The value with the members of every object in another order.
    static func reordered(_ value: JSONValue, _ order: ([JSONValue.Member]) -> [JSONValue.Member]) -> JSONValue {
        switch value {
        case .array(let elements): .array(elements.map { reordered($0, order) })
        case .object(let members): .object(order(members.map { JSONValue.Member($0.key, reordered($0.value, order)) }))
        case .null, .bool, .int, .double, .number, .string: value
        }
    }

    /// The value with keys in order and whole doubles as integers, so that equal JSON is equal.
    static func sorted(_ value: JSONValue) -> JSONValue {
        switch value {
        case .array(let elements): .array(elements.map(sorted))
        case .object(let members):
            .object(members.map { JSONValue.Member($0.key, sorted($0.value)) }.sorted { $0.key < $1.key })
        case .double(let number): Int64(exactly: number).map { .int($0) } ?? value
        case .null, .bool, .int, .number, .string: value
        }
    }
}
