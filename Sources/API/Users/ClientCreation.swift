import ConnectorKit
import Core
import Runtime
import Store
import Wire

/// The body of CreateClient.
struct ClientCreation: Sendable {
    /// The types that can be named, which all know their customers by a number or an address.
    enum Kind: String, CaseIterable { case whatsapp, twilio, messagebird, mailgun }

    private let kind: Kind
    private let integrationID: ID
    private let isPrimary: Bool
    private let addresses: [String]
    private let phone: String?
    private let confirmation: LinkRecord.Confirmation
    private let content: Content?
    private let conversationID: ID

    init(_ body: FieldReader) throws {
        let criteria = body["matchCriteria"]
        try criteria.requireObject()
        guard let kind = try criteria["type"].word(Kind.allCases.map(\.rawValue)).flatMap({ Kind(rawValue: $0) }) else {
            throw criteria["type"].problem("is missing")
        }
        self.kind = kind
        integrationID = try criteria["integrationId"].requiredID()
        isPrimary = try criteria["primary"].flag() ?? true
        (addresses, phone) = try Self.addresses(criteria, kind)
        try body["confirmation"].requireObject()
        let type = body["confirmation"]["type"]
        let words = LinkRecord.Confirmation.allCases.map(\.rawValue)
        guard let confirmation = try type.word(words).flatMap({ LinkRecord.Confirmation(rawValue: $0) }) else {
            throw type.problem("is missing")
        }
        self.confirmation = confirmation
        content = try Self.content(body["confirmation"]["message"], confirmation)
        try body["target"].requireObject()
        conversationID = try body["target"]["conversationId"].requiredID()
    }

    /// The spellings of the address, the one that the channel uses first.
    private static func addresses(_ criteria: FieldReader, _ kind: Kind) throws -> ([String], phone: String?) {
        switch kind {
        case .mailgun: return ([try criteria["address"].requiredText(limit: 128)], nil)
        case .whatsapp, .twilio, .messagebird:
            let field = criteria["phoneNumber"]
            let text = try field.requiredText(limit: 64)
            guard text.hasPrefix("+"), let digits = E164.digits(of: text) else {
                throw field.problem("must be a telephone number with + and country code, such as +1 212 555 2368")
            }
            return (kind == .whatsapp ? [digits, "+" + digits] : ["+" + digits, digits], digits)
        }
    }

    private static func content(_ message: FieldReader, _ confirmation: LinkRecord.Confirmation) throws -> Content? {
        guard message.isPresent else { return confirmation == .prompt ? LinkPrompt.content(LinkPrompt.question) : nil }
        try message.requireObject()
        let content = try Content(message["content"])
        let actions: [Action]
        switch content {
        case .text(let text): actions = text.actions
        case .image(let media): actions = media.actions
        case .file, .location, .carousel, .list, .template, .form, .formResponse:
            throw message["content"]["type"].problem("must be text or image")
        }
        let areLinks = actions.allSatisfy { action in
            if case .link = action.kind { true } else { false }
        }
        guard areLinks else { throw message["content"]["actions"].problem("must be links only") }
        guard confirmation == .prompt else { return content }
        guard case .text(let text) = content, text.actions.isEmpty else {
            throw message["content"].problem("must be a text without actions for a prompt: the two answers are its buttons")
        }
        return LinkPrompt.content(text.text)
    }

    /// The request, with what it names.
    func request(user: User, app: ID, _ directory: Directory, _ store: any StoreReader) throws -> LinkRequest {
        guard let integration = directory.integrations[integrationID], integration.appID == app else {
            throw APIProblem.notFound(.integration)
        }
        guard integration.type == kind.rawValue else {
            throw APIProblem.field("matchCriteria.integrationId", "must name an integration of type \(kind.rawValue)")
        }
        guard let conversation = try store.conversation(app: app, conversationID), conversation.kind == .personal,
            conversation.userID == user.id
        else { throw APIProblem.notFound(.conversation) }
        return LinkRequest(
            user: user, conversation: conversation, integration: integration, addresses: addresses, phone: phone, isPrimary: isPrimary,
            confirmation: confirmation, content: content)
    }
}

extension FieldReader {
    /// An identifier that must be there.
    func requiredID() throws(WireProblem) -> ID {
        guard let id = ID(try requiredText(limit: FieldLimit.shortText)) else {
            throw problem("must be 24 lower-case hexadecimal characters")
        }
        return id
    }
}
