import JSONKit

extension Schema {
    /// A member of an object.
    struct Member: Sendable {
        let key: String
        let schema: Schema
        let isRequired: Bool
        let isInExample: Bool

        /// A member that is always there.
        static func required(_ key: String, _ schema: Schema) -> Member {
            Member(key: key, schema: schema, isRequired: true, isInExample: true)
        }

        /// A member that may be left out.
        static func optional(_ key: String, _ schema: Schema, inExample: Bool = true) -> Member {
            Member(key: key, schema: schema, isRequired: false, isInExample: inExample)
        }

        /// A member that is always there and may be `null`.
        static func nullable(_ key: String, _ schema: Schema) -> Member {
            Member(key: key, schema: schema.orNull, isRequired: true, isInExample: true)
        }

        /// A member that may be left out or `null`: for requests, whose reader takes both for the same.
        static func clearable(_ key: String, _ schema: Schema, inExample: Bool = true) -> Member {
            Member(key: key, schema: schema.orNull, isRequired: false, isInExample: inExample)
        }
    }

    /// An object. Members that are not listed may come along: clients ignore what they do not know, and so does the worker.
    static func object(_ members: [Member]) -> Schema {
        let required = members.filter(\.isRequired).map { JSONValue.string($0.key) }
        return Schema(
            [
                ("type", "object"), ("required", required.isEmpty ? nil : .array(required)),
                ("properties", .object(members.map { JSONValue.Member($0.key, $0.schema.form) })),
            ],
            example: .object(members.filter(\.isInExample).map { JSONValue.Member($0.key, $0.schema.example) }),
            components: merged(members.map(\.schema)))
    }

    /// An object under a name.
    static func object(_ name: String, _ members: [Member]) -> Schema { object(members).named(name) }

    /// An object whose keys are free.
    static func map(of schema: Schema, like example: JSONValue) -> Schema {
        Schema([("type", "object"), ("additionalProperties", schema.form)], example: example, components: schema.components)
    }

    /// An object whose members another party decides.
    static func freeObject(like example: JSONValue) -> Schema { Schema([("type", "object")], example: example) }

    static func array(of schema: Schema, _ counts: ClosedRange<Int>? = nil) -> Schema {
        Schema(
            [
                ("type", "array"), ("items", schema.form),
                ("minItems", counts.flatMap { $0.lowerBound > 0 ? .int(Int64($0.lowerBound)) : nil }),
                ("maxItems", counts.map { .int(Int64($0.upperBound)) }),
            ], example: [schema.example], components: schema.components)
    }

    /// One of several objects, of which exactly one must fit; the first is the example.
    static func oneOf(_ schemas: [Schema]) -> Schema {
        Schema(
            [("oneOf", .array(schemas.map(\.form)))], example: schemas.first?.example ?? .null, components: merged(schemas))
    }

    /// One of several objects, of which at least one must fit; the first is the example.
    static func anyOf(_ schemas: [Schema]) -> Schema {
        Schema(
            [("anyOf", .array(schemas.map(\.form)))], example: schemas.first?.example ?? .null, components: merged(schemas))
    }

    /// One of several named objects, told apart by the word that `property` holds in each; the first is the example.
    static func oneOf(_ choices: [(word: String, schema: Schema)], toldBy property: String) -> Schema {
        let mapping = choices.map { JSONValue.Member($0.word, $0.schema.form["$ref"] ?? .null) }
        return Schema(
            [
                ("oneOf", .array(choices.map(\.schema.form))),
                ("discriminator", ["propertyName": .string(property), "mapping": .object(mapping)]),
            ],
            example: choices.first?.schema.example ?? .null, components: merged(choices.map(\.schema)))
    }

    private static func merged(_ schemas: [Schema]) -> [String: JSONValue] {
        schemas.reduce(into: [:]) { all, schema in all.merge(schema.components, uniquingKeysWith: sameName) }
    }

    /// Which of two schemas of one name is kept. They must be the same.
    static func sameName(_ first: JSONValue, _ second: JSONValue) -> JSONValue {
        assert(first == second, "Two schemas have one name.")
        return first
    }
}
