package import Core
internal import JSONKit
package import Store

/// What an event tells. One case for each kind; the fields are those of "Sunshine Conversations API, webhooks, payload per event".
package enum EventPayload: Hashable, Sendable {
    /// A message was stored. `user` is nested in the author of a message of the user; `notifications` are the proactive messages since the
    /// user's previous one.
    case message(Conversation, MessageRecord, user: User?, notifications: [MessageRecord] = [])
    /// A message of the business came further, or failed.
    case delivery(DeliveryNews)
    /// The user is nil for a group.
    case conversationCreate(Conversation, User?, reason: CreationReason, source: MessageSource?, referral: Referral?)
    /// The user or the business read the conversation.
    case conversationRead(Conversation, Activity)
    /// The user or the business types, or stopped.
    case conversationTyping(Conversation, Activity, isTyping: Bool)
    case conversationPostback(Conversation, User, source: MessageSource, payload: String, metadata: JSONBytes?)
    case conversationReferral(Conversation, User, source: MessageSource, referral: Referral)
    case conversationRemove(Conversation)
    /// A user became a member of a group.
    case conversationJoin(Conversation, User)
    case conversationLeave(Conversation, User)
    /// Control of a conversation changed hands, or should have.
    case control(ControlNews)
    case userUpdate(User, reason: UserUpdateReason?, source: MessageSource?)
    case userMerge(UserMerge)
    case userRemove(User)
    case clientAdd(ClientNews, reason: ClientAddReason?)
    case clientUpdate(ClientNews, reason: ClientUpdateReason?)
    case clientRemove(ClientNews, reason: ClientRemoveReason, failure: Failure?)
    case parley(ParleyPayload)

    /// The type that goes with the payload.
    package var type: EventType {
        switch self {
        case .message: .conversationMessage
        case .delivery(let news): news.type
        case .conversationCreate: .conversationCreate
        case .conversationRead: .conversationRead
        case .conversationTyping: .conversationTyping
        case .conversationPostback: .conversationPostback
        case .conversationReferral: .conversationReferral
        case .conversationRemove: .conversationRemove
        case .conversationJoin: .conversationJoin
        case .conversationLeave: .conversationLeave
        case .control(let news): news.type
        case .userUpdate: .userUpdate
        case .userMerge: .userMerge
        case .userRemove: .userRemove
        case .clientAdd: .clientAdd
        case .clientUpdate: .clientUpdate
        case .clientRemove: .clientRemove
        case .parley(let payload): payload.type
        }
    }
}

extension EventPayload {
    /// The conversation that it is about, as it is told; nil for what is about a user or an integration.
    package var conversation: Conversation? {
        switch self {
        case .message(let conversation, _, _, _), .conversationCreate(let conversation, _, _, _, _), .conversationRead(let conversation, _),
            .conversationTyping(let conversation, _, _), .conversationPostback(let conversation, _, _, _, _),
            .conversationReferral(let conversation, _, _, _), .conversationRemove(let conversation), .conversationJoin(let conversation, _),
            .conversationLeave(let conversation, _):
            conversation
        case .delivery(let news): news.conversation
        case .control(let news): news.conversation
        case .clientAdd(let news, _), .clientUpdate(let news, _), .clientRemove(let news, _, _): news.conversation
        case .userUpdate, .userMerge, .userRemove: nil
        case .parley(let payload): payload.conversation
        }
    }
}

/// Why a conversation was made.
package enum CreationReason: String, Hashable, Sendable, CaseIterable {
    case linkRequest, message, none, notification, prechatCapture, startConversation, proactiveMessaging
}

/// Why a user changed.
package enum UserUpdateReason: String, Hashable, Sendable, CaseIterable { case authentication, localeDetection }

/// Why a client was made.
package enum ClientAddReason: String, Hashable, Sendable, CaseIterable { case channelLinking, sdkLogin, authCode }

/// Why a client changed.
package enum ClientUpdateReason: String, Hashable, Sendable, CaseIterable { case confirmed, blocked, unblocked, matched }

/// Why a client is gone.
package enum ClientRemoveReason: String, Hashable, Sendable, CaseIterable { case api, linkCancelled, linkFailed, sdk, theft }

/// Why two users became one.
package enum UserMergeReason: String, Hashable, Sendable, CaseIterable { case api, channelLinking, sdkLogin }

/// A doing in a conversation that is no message.
package struct Activity: Hashable, Sendable {
    /// Who did it: a user, or nil for the business.
    package var user: User?
    package var source: MessageSource

    /// Makes an activity.
    package init(user: User?, source: MessageSource) {
        self.user = user
        self.source = source
    }
}

/// What an event about a client carries.
package struct ClientNews: Hashable, Sendable {
    package var conversation: Conversation?
    package var user: User
    package var client: Client
    /// The type of the client's integration.
    package var integrationType: String
    package var source: MessageSource?

    /// Makes news of a client.
    package init(conversation: Conversation? = nil, user: User, client: Client, integrationType: String, source: MessageSource? = nil) {
        self.conversation = conversation
        self.user = user
        self.client = client
        self.integrationType = integrationType
        self.source = source
    }
}

/// Two users that became one.
package struct UserMerge: Hashable, Sendable {
    package var surviving: User
    package var discarded: User
    /// Conversations that were joined, if any were.
    package var conversations: Pair<Conversation>?
    /// Clients that were joined, if any were.
    package var clients: Pair<ClientForm>?
    /// Metadata of the discarded user that was not taken over.
    package var discardedMetadata: JSONBytes?
    package var reason: UserMergeReason

    /// What stays and what goes.
    package struct Pair<Value: Hashable & Sendable>: Hashable, Sendable {
        package var surviving: Value
        package var discarded: Value

        /// Makes a pair.
        package init(surviving: Value, discarded: Value) {
            self.surviving = surviving
            self.discarded = discarded
        }
    }

    /// Makes a merge.
    package init(
        surviving: User, discarded: User, conversations: Pair<Conversation>? = nil, clients: Pair<ClientForm>? = nil,
        discardedMetadata: JSONBytes? = nil, reason: UserMergeReason
    ) {
        self.surviving = surviving
        self.discarded = discarded
        self.conversations = conversations
        self.clients = clients
        self.discardedMetadata = discardedMetadata
        self.reason = reason
    }
}
