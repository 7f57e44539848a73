import API
import Core
import JSONKit
import Testing
import Wire

/// The description of the API tells the truth about events: what is emitted fits the schema of its type, and what is not does not.
@Suite struct EventSchemaTests {
    private static let judge = SchemaJudge((try? JSONDocument.parse(OpenAPIDocument.bytes))?.root ?? .missing)

    private static func schema(_ type: EventType) -> JSON {
        let mapping = judge.document["components"]["schemas"]["Event"]["discriminator"]["mapping"]
        return judge.resolve(mapping[type.rawValue].string ?? "")
    }

    private static func event(_ sample: EventSample) throws -> JSON {
        try JSONDocument.parse(Event(id: Fixture.id(7), createdAt: Fixture.at, sample.payload).encoded().bytes).root
    }

    @Test(arguments: EventSample.all) func `an event fits the schema of its type`(_ sample: EventSample) throws {
        let problems = Self.judge.problems(try Self.event(sample), Self.schema(sample.type), at: "event")
        #expect(problems.isEmpty, "\(sample.type.rawValue): \(problems)")
    }

    @Test(arguments: EventSample.all) func `an event without its payload's members does not fit`(_ sample: EventSample) throws {
        let bare = #"{"id":"\#(Fixture.id(7))","type":"\#(sample.type.rawValue)","createdAt":"\#(Fixture.time)","payload":{}}"#
        let root = try JSONDocument.parse(Array(bare.utf8)).root
        #expect(!Self.judge.problems(root, Self.schema(sample.type), at: "event").isEmpty, "\(sample.type.rawValue)")
    }

    @Test func `an event fits the schema of no other type`() throws {
        for sample in EventSample.all {
            for type in EventType.allCases where type != sample.type {
                #expect(!Self.judge.problems(try Self.event(sample), Self.schema(type), at: "event").isEmpty, "\(sample) as \(type)")
            }
        }
    }

    @Test func `each member that an event has is described`() throws {
        for sample in EventSample.all {
            let payload = Self.schema(sample.type)["properties"]["payload"]["properties"]
            for (key, _) in try Self.event(sample)["payload"].object { #expect(payload[key].exists, "\(sample).\(key)") }
        }
    }
}

/// As much of a judge by JSON Schema as the description of the API needs.
struct SchemaJudge {
    let document: JSON

    init(_ document: JSON) { self.document = document }

    func resolve(_ reference: String) -> JSON {
        reference.split(separator: "/").dropFirst().reduce(document) { $0[String($1)] }
    }

    func problems(_ value: JSON, _ schema: JSON, at place: String) -> [String] {
        if let reference = schema["$ref"].string { return problems(value, resolve(reference), at: place) }
        if value.isNull, schema["nullable"].bool == true { return [] }
        var found = schema["allOf"].array.flatMap { problems(value, $0, at: place) }
        for choice in ["anyOf", "oneOf"] where schema[choice].exists {
            let fits = schema[choice].array.count { problems(value, $0, at: place).isEmpty }
            if fits == 0 || (choice == "oneOf" && fits > 1) { found.append("\(place) fits \(fits) of \(choice)") }
        }
        if let type = schema["type"].string, !has(value, type) { return found + ["\(place) is no \(type)"] }
        let words = schema["enum"].array.compactMap(\.string)
        if !words.isEmpty, value.string.map({ !words.contains($0) }) ?? true { found.append("\(place) is none of \(words)") }
        for key in schema["required"].array.compactMap(\.string) where !value[key].exists { found.append("\(place).\(key) is missing") }
        for (key, member) in value.object where schema["properties"][key].exists {
            found += problems(member, schema["properties"][key], at: "\(place).\(key)")
        }
        for element in value.array where schema["items"].exists { found += problems(element, schema["items"], at: place + "[]") }
        return found
    }

    private func has(_ value: JSON, _ type: String) -> Bool {
        switch type {
        case "object": value.kind == .object
        case "array": value.kind == .array
        case "string": value.string != nil
        case "boolean": value.bool != nil
        case "integer": value.int != nil
        case "number": value.double != nil
        default: false
        }
    }
}
