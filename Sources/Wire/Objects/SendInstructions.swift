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
    /// `override` of the request: provider payloads by channel type, sent as they are.
    package var override: JSONBytes?
    /// The template to send, in the provider's own shape, where the content is the text that the customer reads.
    package var template: JSONBytes?
    /// Who is behind the message.
    package var actor: SendActor
    /// The provider's id of the message that this one answers.
    package var quotedExternalID: String?
    package var destination: Destination?
    /// The client that the message goes to, fixed when it was posted.
    package var clientID: ID?

    /// Makes instructions.
    package init(
        override: JSONBytes? = nil, template: JSONBytes? = nil, actor: SendActor = .human, quotedExternalID: String? = nil,
        destination: Destination? = nil, clientID: ID? = nil
    ) {
        self.override = override
        self.template = template
        self.actor = actor
        self.quotedExternalID = quotedExternalID
        self.destination = destination
        self.clientID = clientID
    }

    /// Reads what `encoded()` made; throws for other bytes.
    package init(stored: JSONBytes) throws {
        let document = try JSONDocument.parse(stored.bytes)
        let field = FieldReader(document.root, path: "instructions")
        try field.requireObject()
        guard let actor = field.json["actor"].string.flatMap({ SendActor(rawValue: $0) }) else {
            throw field["actor"].problem("is not an actor")
        }
        self.init(
            override: field["override"].isPresent ? JSONBytes(field.json["override"].serialized()) : nil,
            template: field["template"].isPresent ? JSONBytes(field.json["template"].serialized()) : nil, actor: actor,
            quotedExternalID: field.json["quotedExternalId"].string, destination: try Destination.decode(field["destination"]),
            clientID: field.json["clientId"].string.flatMap { ID($0) })
    }

    /// The form that message records keep.
    package func encoded() -> JSONBytes {
        JSONBytes { json in
            json.object { json in
                json.field("actor", actor.rawValue)
                json.field("override", ifPresent: override)
                json.field("template", ifPresent: template)
                json.field("quotedExternalId", ifPresent: quotedExternalID)
                json.field("destination", ifPresent: destination)
                json.field("clientId", ifPresent: clientID)
            }
        }
    }

    /// What is sent of a message whose record shows `content`.
    package func sent(of content: Content) -> Content { template.map { .template($0) } ?? content }

    /// The provider's own body for a channel of `type`, nil without one.
    package func payload(for type: String) -> JSONBytes? {
        guard let override, let document = try? JSONDocument.parse(override.bytes) else { return nil }
        let payload = document.root[type]["payload"]
        return payload.exists ? JSONBytes(payload.serialized()) : nil
    }
}
