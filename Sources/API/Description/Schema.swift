import Core
import JSONKit

/// What a JSON value looks like, as the description of the API tells it (OpenAPI 3.0.3, Schema Object), with an example of it.
///
/// A schema with a name is written once, among the components, and referred to everywhere else.
struct Schema: Sendable {
    /// How it is written where it is used: the schema itself, or a reference to a named one.
    let form: JSONValue
    /// A value that fits.
    let example: JSONValue
    /// The named schemas that `form` needs, by name.
    let components: [String: JSONValue]

    init(_ members: [(String, JSONValue?)], example: JSONValue, components: [String: JSONValue] = [:]) {
        form = .object(members.compactMap { key, value in value.map { JSONValue.Member(key, $0) } })
        self.example = example
        self.components = components
    }

    private init(form: JSONValue, example: JSONValue, components: [String: JSONValue]) {
        self.form = form
        self.example = example
        self.components = components
    }

    /// The same under a name, which must be unique.
    func named(_ name: String) -> Schema {
        Schema(
            form: ["$ref": .string("#/components/schemas/\(name)")], example: example,
            components: components.merging([name: form], uniquingKeysWith: Self.sameName))
    }

    /// The same, or `null`.
    var orNull: Schema {
        guard case .object(let members) = form else { return self }
        // Beside a reference nothing else counts.
        if form["$ref"] != nil { return Schema([("allOf", [form]), ("nullable", true)], example: example, components: components) }
        let widened = members.map { member in
            guard member.key == "enum", case .array(let words) = member.value else { return member }
            return JSONValue.Member("enum", .array(words + [.null]))
        }
        return Schema(form: .object(widened + [JSONValue.Member("nullable", true)]), example: example, components: components)
    }

    /// The same with words about it.
    func about(_ text: String) -> Schema {
        guard case .object(let members) = form else { return self }
        if form["$ref"] != nil {
            return Schema([("allOf", [form]), ("description", .string(text))], example: example, components: components)
        }
        return Schema(form: .object(members + [JSONValue.Member("description", .string(text))]), example: example, components: components)
    }

    /// The same with another example.
    func like(_ example: JSONValue) -> Schema { Schema(form: form, example: example, components: components) }
}

// MARK: - Single values

extension Schema {
    /// An identifier.
    static let id = text(like: "65f0c1d2e3a4b5c6d7e8f901", pattern: ID.pattern)
    /// A time.
    static let date = text(
        like: "2026-01-31T09:05:07.123Z", pattern: #"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$"#)
    /// An address on the web.
    static let url = text(0...2048, like: "https://example.com/picture.png", pattern: "^[hH][tT][tT][pP][sS]?://")

    /// A file in a form.
    static let binary = Schema([("type", "string"), ("format", "binary")], example: "%PDF-1.4")

    /// A string; its length counts Unicode scalars.
    static func text(_ lengths: ClosedRange<Int>? = nil, like example: String, pattern: String? = nil) -> Schema {
        Schema(
            [
                ("type", "string"), ("minLength", lengths.flatMap { $0.lowerBound > 0 ? .int(Int64($0.lowerBound)) : nil }),
                ("maxLength", lengths.map { .int(Int64($0.upperBound)) }), ("pattern", pattern.map { .string($0) }),
            ], example: .string(example))
    }

    /// One of the words; the first is the example.
    static func word(_ words: String...) -> Schema { word(words) }

    /// One of the words; the first is the example.
    static func word(_ words: [String]) -> Schema {
        Schema([("type", "string"), ("enum", .array(words.map { .string($0) }))], example: .string(words.first ?? ""))
    }

    /// One of the words of a type; the first is the example.
    static func word<Word: CaseIterable & RawRepresentable>(of type: Word.Type) -> Schema where Word.RawValue == String {
        word(type.allCases.map(\.rawValue))
    }

    static func integer(_ range: ClosedRange<Int>? = nil, like example: Int = 1) -> Schema {
        Schema(
            [
                ("type", "integer"), ("minimum", range.map { .int(Int64($0.lowerBound)) }),
                ("maximum", range.map { .int(Int64($0.upperBound)) }),
            ], example: .int(Int64(example)))
    }

    static func number(_ range: ClosedRange<Double>? = nil, like example: Double) -> Schema {
        Schema(
            [("type", "number"), ("minimum", range.map { .double($0.lowerBound) }), ("maximum", range.map { .double($0.upperBound) })],
            example: .double(example))
    }

    static func flag(like example: Bool = true) -> Schema { Schema([("type", "boolean")], example: .bool(example)) }

    /// Any value.
    static func any(like example: JSONValue) -> Schema { Schema([], example: example) }
}

extension ID {
    /// What every identifier matches.
    fileprivate static let pattern = "^[0-9a-f]{24}$"
}
