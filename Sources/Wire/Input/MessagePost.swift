package import Core
internal import JSONKit
package import Store

/// The body of a call that posts a message ("Sunshine Conversations API, PostMessage").
package struct MessagePost: Hashable, Sendable {
    package var author: Author
    package var content: Content
    /// The template that the text of `content` holds in shorthand, with the texts around it.
    package var template: ShorthandReader.Reading?
    package var destination: Destination?
    package var metadata: JSONBytes?
    /// Provider payloads by channel type, each `{"payload": {...}}`, as they came.
    package var override: JSONBytes?

    /// Reads the body. The first field that cannot be taken is thrown, by its path.
    package init(_ body: FieldReader) throws(WireProblem) {
        try body.requireObject()
        author = try Author(body["author"])
        content = try Content(body["content"])
        template = try Self.template(in: content, body["content"])
        let schema = try body["schema"].word(["whatsapp"])
        if case .template = content, schema == nil { throw body["schema"].problem("must be whatsapp for a template") }
        destination = try Destination.decode(body["destination"])
        if destination != nil, author.type == .user { throw body["destination"].problem("is only for messages of the business") }
        metadata = try Metadata.decode(body["metadata"])
        override = try Self.override(body["override"])
    }

    private static func template(in content: Content, _ field: FieldReader) throws(WireProblem) -> ShorthandReader.Reading? {
        guard case .text(let text) = content, let reading = try ShorthandReader.read(text.text, path: field["text"].path) else {
            return nil
        }
        if !text.actions.isEmpty { throw field["actions"].problem("cannot be used together with a template: its buttons are its own") }
        return reading
    }

    private static func override(_ field: FieldReader) throws(WireProblem) -> JSONBytes? {
        guard field.isPresent else { return nil }
        try field.requireObject()
        for (channel, value) in field.json.object where !value.isNull {
            guard value["payload"].kind == .object else { throw WireProblem("\(field.path).\(channel).payload", "must be an object") }
        }
        return JSONBytes(field.json.serialized())
    }
}

/// `author` of a request.
package struct Author: Hashable, Sendable {
    /// Who writes.
    package var type: MessageRecord.Author
    /// Whether the text comes from a machine (`subtypes` holds `AI`), which channels may demand to be told.
    package var isAI: Bool
    /// The user, for `user`; or `userExternalID`.
    package var userID: ID?
    package var userExternalID: String?
    /// The name shown.
    package var displayName: String?
    package var avatarURL: String?

    /// Reads an author. A user must be named by `userId` or `userExternalId`.
    package init(_ field: FieldReader) throws(WireProblem) {
        try field.requireObject()
        guard let type = try field["type"].word(["business", "user"]).flatMap({ MessageRecord.Author(rawValue: $0) }) else {
            throw field["type"].problem("is missing")
        }
        self.type = type
        isAI = false
        for subtype in try field["subtypes"].elements(0...1) ?? [] {
            guard let word = try subtype.word(["AI", "activity"]) else { throw subtype.problem("must be one of: AI, activity") }
            isAI = word == "AI"
        }
        if let id = try field["userId"].text(limit: FieldLimit.shortText) {
            guard let id = ID(id) else { throw field["userId"].problem("must be 24 lower-case hexadecimal characters") }
            userID = id
        }
        userExternalID = try field["userExternalId"].text(limit: FieldLimit.shortText)
        displayName = try field["displayName"].text(limit: FieldLimit.shortText)
        avatarURL = try field["avatarUrl"].url()
        if type == .user, userID == nil, userExternalID == nil { throw field.problem("needs userId or userExternalId") }
    }
}
