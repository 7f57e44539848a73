package import Core
package import Store
import Wire

/// What a caller says of a new conversation.
package struct ConversationDetails: Hashable, Sendable {
    package var displayName: String?
    package var description: String?
    package var iconURL: String?
    package var metadata: JSONBytes

    /// Puts details together.
    package init(displayName: String? = nil, description: String? = nil, iconURL: String? = nil, metadata: JSONBytes = .emptyObject) {
        self.displayName = displayName
        self.description = description
        self.iconURL = iconURL
        self.metadata = metadata
    }
}

/// Makes conversations because the API asks for it, and lets users join and leave groups.
package struct ConversationBeginning: Sendable {
    /// The most members of a group ("Sunshine Conversations API, participants").
    package static let memberLimit = 10

    private let context: RuntimeContext
    private let now: Instant

    /// A beginning at this moment.
    package init(_ context: RuntimeContext) {
        self.context = context
        now = context.clock.now()
    }

    /// Makes a conversation with one user. What the user writes goes on where it went before.
    package func beginPersonal(_ details: ConversationDetails, with user: User, in store: any StoreTransaction) throws -> Conversation {
        let isFirst = try !store.conversations(user: user.id, page: PageRequest(limit: 1)).contains(where: \.isDefault)
        var conversation = blank(.personal, details, app: user.appID)
        conversation.userID = user.id
        conversation.isDefault = isFirst
        if var client = try conversation.findRoute(store, context.directory), client.threadID == nil,
            let thread = try store.latestConversation(client: client.id)
        {
            client.threadID = thread.id
            try store.update(client)
        }
        context.assignControl(&conversation)
        try store.insert(conversation)
        try emit(
            .conversationCreate(conversation, user, reason: .none, source: MessageSource(type: MessageSource.api), referral: nil),
            conversation, store)
        return conversation
    }

    /// Makes a group.
    package func beginGroup(
        _ details: ConversationDetails, with users: [User], app: ID, in store: any StoreTransaction
    ) throws -> Conversation {
        var conversation = blank(.group, details, app: app)
        context.assignControl(&conversation)
        try store.insert(conversation)
        for user in users {
            try store.insert(Membership(id: context.ids.next(at: now), conversationID: conversation.id, userID: user.id))
        }
        try emit(
            .conversationCreate(conversation, nil, reason: .none, source: MessageSource(type: MessageSource.api), referral: nil),
            conversation, store)
        return conversation
    }

    private func blank(_ kind: Conversation.Kind, _ details: ConversationDetails, app: ID) -> Conversation {
        Conversation(
            id: context.ids.next(at: now), appID: app, kind: kind, userID: .none, integrationID: .none, clientID: .none, isDefault: false,
            displayName: details.displayName, description: details.description, iconURL: details.iconURL, metadata: details.metadata,
            createdAt: now, lastUpdatedAt: now)
    }

    // MARK: Members

    /// Why a user cannot join.
    package enum Refusal: Error, Hashable, Sendable {
        case notAGroup, full, memberAlready
    }

    /// Makes a user a member of a group.
    package func join(_ user: User, _ conversation: Conversation, in store: any StoreTransaction) throws -> Membership {
        guard conversation.kind == .group else { throw Refusal.notAGroup }
        let members = try store.members(conversation: conversation.id)
        if members.contains(where: { $0.userID == user.id }) { throw Refusal.memberAlready }
        guard members.count < Self.memberLimit else { throw Refusal.full }
        let member = Membership(id: context.ids.next(at: now), conversationID: conversation.id, userID: user.id)
        try store.insert(member)
        try emit(.conversationJoin(conversation, user), conversation, store)
        return member
    }

    /// Ends a membership. False when the user has none.
    package func leave(_ user: User, _ conversation: Conversation, in store: any StoreTransaction) throws -> Bool {
        guard conversation.kind == .group else { throw Refusal.notAGroup }
        guard try store.remove(member: user.id, conversation: conversation.id) else { return false }
        try emit(.conversationLeave(conversation, user), conversation, store)
        return true
    }

    private func emit(_ payload: EventPayload, _ conversation: Conversation, _ store: any StoreTransaction) throws {
        try EventEmitter(context).emit(payload, app: conversation.appID, conversation: conversation.id, store, now: now)
    }
}
