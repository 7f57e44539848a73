package import Core
package import JSONKit

/// Where a message of the business shall go.
package enum Destination: Hashable, Sendable {
    /// The user's client of this integration.
    case integration(ID)
    /// The user's client of this type of integration.
    case type(String)
    /// Nowhere: the message is only stored (`integrationType: "none"`).
    case silent

    /// Reads `destination` of a request; nil when absent.
    package static func decode(_ field: FieldReader) throws(WireProblem) -> Destination? {
        guard field.isPresent else { return nil }
        try field.requireObject()
        if let id = try field["integrationId"].text(limit: FieldLimit.shortText) {
            guard let id = ID(id) else { throw field["integrationId"].problem("must be 24 lower-case hexadecimal characters") }
            return .integration(id)
        }
        guard let type = try field["integrationType"].text(limit: FieldLimit.shortText) else {
            throw field.problem("needs integrationId or integrationType")
        }
        return type == "none" ? .silent : .type(type)
    }
}

extension Destination: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            switch self {
            case .integration(let id): json.field("integrationId", id)
            case .type(let type): json.field("integrationType", type)
            case .silent: json.field("integrationType", "none")
            }
        }
    }
}

/// What a send needs and the wire form of the message does not show. Stored with the message.
package struct SendInstructions: Hashable, Sendable {
    /// Who is behind a message of the business: some channels allow more to people.
    package enum Actor: String, Hashable, Sendable { case human, bot }

    /// `override` of the request: provider payloads by channel type, sent as they are.
    package var override: JSONBytes?
    /// Who is behind the message.
    package var actor: Actor
    /// The provider's id of the message that this one answers.
    package var quotedExternalID: String?
    package var destination: Destination?

    /// Makes instructions.
    package init(override: JSONBytes? = nil, actor: Actor = .human, quotedExternalID: String? = nil, destination: Destination? = nil) {
        self.override = override
        self.actor = actor
        self.quotedExternalID = quotedExternalID
        self.destination = destination
    }

    /// Reads what `encoded()` made; throws for other bytes.
    package init(stored: JSONBytes) throws {
        let document = try JSONDocument.parse(stored.bytes)
        let field = FieldReader(document.root, path: "instructions")
        try field.requireObject()
        guard let actor = field.json["actor"].string.flatMap({ Actor(rawValue: $0) }) else {
            throw field["actor"].problem("is not an actor")
        }
        self.init(
            override: field["override"].isPresent ? JSONBytes(field.json["override"].serialized()) : nil, actor: actor,
            quotedExternalID: field.json["quotedExternalId"].string, destination: try Destination.decode(field["destination"]))
    }

    /// The form that message records keep.
    package func encoded() -> JSONBytes {
        JSONBytes { json in
            json.object { json in
                json.field("actor", actor.rawValue)
                json.field("override", ifPresent: override)
                json.field("quotedExternalId", ifPresent: quotedExternalID)
                json.field("destination", ifPresent: destination)
            }
        }
    }
}
