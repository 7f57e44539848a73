import Core
import Redaction
import Store
import Wire

extension PostTransaction {
    /// Stores a message that goes by no channel: of a user, to a group, to a user without a channel, or to nobody on purpose.
    func keep(_ given: MessageDraft, _ conversation: Conversation) throws -> Posting.Result {
        var (draft, conversation) = (given, conversation)
        if conversation.status == .closed, directory.integrations[conversation.integrationID]?.threading.reopen == .never {
            return .conversationClosed
        }
        let quoted = try draft.quoted.flatMap { try store.message(app: conversation.appID, $0) }
        if draft.quoted != nil, quoted?.conversationID != conversation.id { return .quotedMessageNotFound }
        let user = try draft.user.flatMap { try store.user(app: conversation.appID, $0) }
        if draft.user != nil {
            guard let user, try takesPart(user, in: conversation) else { return .notAMember }
        }
        let seen = SeenMessage(id: id, event: context.ids.next(at: now), call: call)
        // Nobody gets a template here: what is kept is what people read in its place.
        let content = given.template.map { Content.text(TextContent($0.words)) } ?? given.content
        let parts = splitCard(content, seen, conversation)
        draft.content = content.masking(parts.filter { $0.message.id == id })
        var message = record(draft, conversation, quoted: quoted, quotedExternalID: nil)
        message.instructions = nil
        if let user {
            message.author = .user
            message.authorUserID = user.id
            conversation.customerWrote(at: now, now: now, opensWindow: false)
            conversation.status = .open
            conversation.closedAt = nil
            context.assignControl(&conversation)
        } else {
            conversation.businessAnswered(now: now)
        }
        try store.insert(message)
        try store.update(conversation)
        let emitter = EventEmitter(context)
        try emitter.emit(
            .message(conversation, message, user: user), id: seen.event, app: conversation.appID, conversation: conversation.id, store,
            now: now)
        if !parts.isEmpty {
            try SplitCardRewrite(store: store, app: conversation.appID, integration: nil, emitter: emitter, now: now)
                .mask(parts, current: (id, content))
        }
        return .kept(message)
    }

    private func takesPart(_ user: User, in conversation: Conversation) throws -> Bool {
        switch conversation.kind {
        case .personal: user.id == conversation.userID
        case .group: try store.members(conversation: conversation.id).contains { $0.userID == user.id }
        case .invitation: false
        }
    }
}

extension Conversation {
    /// The business wrote through the API.
    mutating func businessAnswered(now: Instant) {
        lastBusinessMessageAt = now
        lastUpdatedAt = now
        unanswered = false
        status = .open
        closedAt = nil
    }

    /// The client that replies go to; nil when there is none.
    ///
    /// When the client is gone, the conversation moves to the user's client that was seen last, with the window that is open there.
    mutating func findRoute(_ store: any StoreReader, _ directory: Directory) throws -> Client? {
        if let client = try store.client(clientID) { return client }
        guard kind == .personal else { return nil }
        let others = try store.clients(user: userID).filter { $0.status == .active && directory.integrations[$0.integrationID] != nil }
        guard let next = others.max(by: { ($0.lastSeen, $0.id) < ($1.lastSeen, $1.id) }) else { return nil }
        lastCustomerMessageAt = next.window.openedAt
        clientID = next.id
        integrationID = next.integrationID
        return next
    }

    /// The user's client of this id, if it can be written to.
    func client(named id: ID?, _ store: any StoreReader) throws -> Client? {
        guard kind == .personal, let id, let client = try store.client(id), client.userID == userID, client.status == .active else {
            return nil
        }
        return client
    }

    /// The conversation as it stands towards another client of the user, with the window that is open there. Not to be stored.
    func leading(to client: Client) -> Conversation {
        guard client.id != clientID else { return self }
        var conversation = self
        conversation.lastCustomerMessageAt = client.window.openedAt
        conversation.clientID = client.id
        conversation.integrationID = client.integrationID
        return conversation
    }
}
