import Core
import Runtime
import Store
import Wire

/// The body of PostMessage, as a draft.
struct PostedMessage: Sendable {
    private(set) var draft: MessageDraft
    let destination: Destination?
    private let author: Author
    /// Texts before and behind the template in the text: messages of their own.
    private let around: (before: String, after: String)

    init(_ body: FieldReader) throws(WireProblem) {
        let post = try MessagePost(body)
        author = post.author
        draft = MessageDraft(
            content: post.content, authorName: post.author.displayName, actor: post.author.isAI ? .bot : .human, metadata: post.metadata,
            override: post.override, quoted: try Self.quoted(body["quotedMessage"]), template: post.template?.template)
        around = (post.template?.before ?? "", post.template?.after ?? "")
        draft.isSilent = post.destination == .silent
        destination = draft.isSilent ? nil : post.destination
    }

    /// The post with the user who writes it, if it is one.
    func naming(_ call: APICall) async throws -> PostedMessage {
        guard author.type == .user else { return self }
        let (app, author) = (call.app, author)
        let user = try await call.read { store in
            try author.userID.map { try store.user(app: app, $0) }
                ?? author.userExternalID.flatMap { try store.user(app: app, externalID: $0) }
        }
        guard let user else { throw APIProblem.notFound(.user) }
        var named = self
        named.draft.user = user.id
        return named
    }

    /// The messages that the post becomes, in order: nearly always one.
    var drafts: [MessageDraft] {
        let texts = [around.before, around.after].map { text -> [MessageDraft] in
            guard !text.isEmpty else { return [] }
            var plain = draft
            plain.content = .text(TextContent(text))
            plain.template = nil
            plain.override = nil
            return [plain]
        }
        return texts[0] + [draft] + texts[1]
    }

    private static func quoted(_ field: FieldReader) throws(WireProblem) -> ID? {
        guard field.isPresent else { return nil }
        try field.requireObject()
        // The shape in which messages show it is taken as well.
        let id = field["message"].isPresent ? field["message"]["id"] : field["id"]
        guard let id = ID(try id.requiredText(limit: FieldLimit.shortText)) else {
            throw id.problem("must be 24 lower-case hexadecimal characters")
        }
        return id
    }

    /// The post with the client of the user that its destination names.
    func leading(_ id: ID, _ call: APICall) async throws -> PostedMessage {
        guard let destination else { return self }
        let (app, directory) = (call.app, call.services.directory)
        let client = try await call.read { store in
            let conversation = try store.shownConversation(app: app, id)
            return try Self.client(destination, conversation, clients: try store.clients(user: conversation.userID), directory)
        }
        var leading = self
        leading.draft.destination = client.id
        return leading
    }

    /// The client that a destination names: of several the conversation's own, else the one that was seen last.
    private static func client(_ destination: Destination, _ conversation: Conversation, clients: [Client], _ directory: Directory)
        throws(APIProblem) -> Client
    {
        let name: String
        let fitting: [Client]
        switch destination {
        case .integration(let id):
            name = "destination.integrationId"
            fitting = clients.filter { $0.integrationID == id }
        case .type(let type):
            name = "destination.integrationType"
            fitting = clients.filter { directory.integrations[$0.integrationID]?.type == type }
        case .silent:
            name = "destination.integrationType"
            fitting = []
        }
        let open = fitting.filter { $0.status == .active || $0.id == conversation.clientID }
        if let own = open.first(where: { $0.id == conversation.clientID }) { return own }
        guard let client = open.max(by: { ($0.lastSeen, $0.id) < ($1.lastSeen, $1.id) }) else {
            throw APIProblem(404, "client_not_found", "\(name) names a channel on which the user has no client.")
        }
        return client
    }
}
