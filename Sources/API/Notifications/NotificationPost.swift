import ConnectorKit
import Core
import JSONKit
import Runtime
import Wire

/// The body of PostNotification.
struct NotificationPost: Sendable {
    let addressee: Posting.Addressee
    /// In order: nearly always one.
    let drafts: [MessageDraft]

    init(_ body: FieldReader) throws(WireProblem) {
        let destination = body["destination"]
        try destination.requireObject()
        guard let integration = ID(try destination["integrationId"].requiredText(limit: FieldLimit.shortText)) else {
            throw destination["integrationId"].problem("must be 24 lower-case hexadecimal characters")
        }
        guard let phone = E164.digits(of: try destination["destinationId"].requiredText(limit: FieldLimit.shortText)) else {
            throw destination["destinationId"].problem("must be a telephone number with country code, such as +15550107777")
        }
        addressee = Posting.Addressee(integration: integration, phone: phone)
        let author = try Author(body["author"])
        let metadata = try Metadata.decode(body["metadata"])
        let schema = try body["messageSchema"].word(["whatsapp"])
        let content = try schema == nil ? Content(body["message"]) : Self.whatsAppContent(body["message"])
        drafts = try Self.pieces(content, body["message"]["text"]).map { content, template in
            MessageDraft(content: content, authorName: author.name, actor: author.actor, metadata: metadata, template: template)
        }
    }

    /// Who writes, in the words of v1.1: the role must be `appMaker`.
    private struct Author {
        var name: String?
        var actor: SendActor

        init(_ field: FieldReader) throws(WireProblem) {
            try field.requireObject()
            guard try field["role"].word(["appMaker"]) != nil else { throw field["role"].problem("is missing: it must be appMaker") }
            name = try field["name"].text(limit: FieldLimit.shortText)
            if name == nil { name = try field["displayName"].text(limit: FieldLimit.shortText) }
            actor = .human
            for subtype in try field["subtypes"].elements(0...1) ?? [] {
                if try subtype.word(["AI", "activity"]) == "AI" { actor = .bot }
            }
        }
    }

    /// A message in Meta's shape: a template, its older form `hsm`, or a text.
    private static func whatsAppContent(_ field: FieldReader) throws(WireProblem) -> Content {
        try field.requireObject()
        switch try field["type"].word(["template", "hsm", "text"]) {
        case "template": return .template(try Template.decode(field["template"]))
        case "hsm": return .template(try Template.decode(hsm: field["hsm"]))
        case "text":
            let text = field["text"].json.kind == .object ? field["text"]["body"] : field["text"]
            return .text(TextContent(try text.requiredText(limit: FieldLimit.text)))
        default: throw field["type"].problem("is missing")
        }
    }

    private typealias Piece = (content: Content, template: TemplateShorthand?)

    /// The content, with a shorthand in its text taken out of it.
    private static func pieces(_ content: Content, _ field: FieldReader) throws(WireProblem) -> [Piece] {
        guard case .text(let text) = content, let reading = try ShorthandReader.read(text.text, path: field.path) else {
            return [(content, nil)]
        }
        let texts = [reading.before, reading.after].map { text -> [Piece] in text.isEmpty ? [] : [(.text(TextContent(text)), nil)] }
        return texts[0] + [(content, reading.template)] + texts[1]
    }
}
