import Core
import JSONKit
import Runtime
import Store
import Wire

/// Whose conversations are listed.
enum ConversationFilter: Hashable, Sendable {
    case user(ID)
    case externalUser(String)

    init(_ query: QueryParameters) throws(APIProblem) {
        let id = try query.member("filter", "userId")
        let externalID = try query.member("filter", "userExternalId")
        switch (id, externalID) {
        case (nil, nil): throw .field("filter", "needs filter[userId] or filter[userExternalId]")
        case (_?, _?): throw .field("filter[userExternalId]", "cannot be used together with filter[userId]")
        case (nil, let externalID?): self = .externalUser(externalID)
        case (let text?, nil):
            guard let id = ID(text) else { throw .field("filter[userId]", "must be 24 lower-case hexadecimal characters") }
            self = .user(id)
        }
    }

    func user(app: ID, _ store: any StoreReader) throws -> User? {
        switch self {
        case .user(let id): try store.user(app: app, id)
        case .externalUser(let id): try store.user(app: app, externalID: id)
        }
    }
}

/// The body of UpdateConversation. An absent field stays, `null` clears.
struct ConversationChange: Hashable, Sendable {
    private let displayName: String??
    private let description: String??
    private let iconURL: String??
    private let metadata: JSONBytes?

    init(_ body: FieldReader) throws {
        displayName = body["displayName"].json.exists ? .some(try body["displayName"].text(limit: 100)) : nil
        metadata = body["metadata"].json.exists ? try Metadata.decode(body["metadata"]) ?? .emptyObject : nil
        description = body["description"].json.exists ? .some(try body["description"].text(limit: 100)) : nil
        iconURL = body["iconUrl"].json.exists ? .some(try body["iconUrl"].url()) : nil
    }

    func apply(to conversation: inout Conversation, now: Instant) {
        if let displayName { conversation.displayName = displayName }
        if let description { conversation.description = description }
        if let iconURL { conversation.iconURL = iconURL }
        if let metadata { conversation.metadata = metadata }
        conversation.lastUpdatedAt = now
    }
}

/// The body of PostActivity.
struct PostedActivity: Hashable, Sendable {
    enum Kind: String, CaseIterable {
        case typingStart = "typing:start"
        case typingStop = "typing:stop"
        case read = "conversation:read"
    }

    let kind: Kind
    private let author: Author

    init(_ body: FieldReader) throws {
        author = try Author(body["author"])
        guard let kind = try body["type"].word(Kind.allCases.map(\.rawValue)).flatMap({ Kind(rawValue: $0) }) else {
            throw body["type"].problem("is missing")
        }
        if author.type == .user, kind != .read { throw body["type"].problem("must be conversation:read for a user") }
        self.kind = kind
    }

    /// What the customer is shown of it; nothing of what the user did.
    var shown: SignalSender.Activity? {
        guard author.type == .business else { return nil }
        switch kind {
        case .typingStart: return .typing(true)
        case .typingStop: return .typing(false)
        case .read: return .read
        }
    }

    /// The user that did it, who must take part; nil for the business.
    func user(in conversation: Conversation, app: ID, _ store: any StoreReader) throws -> User? {
        guard author.type == .user else { return nil }
        let user =
            if let id = author.userID {
                try store.user(app: app, id)
            } else {
                try author.userExternalID.flatMap { try store.user(app: app, externalID: $0) }
            }
        guard let user else { throw APIProblem.notFound(.user) }
        switch conversation.kind {
        case .personal: guard user.id == conversation.userID else { throw APIProblem.notFound(.user) }
        case .group:
            guard try store.members(conversation: conversation.id).contains(where: { $0.userID == user.id }) else {
                throw APIProblem.notFound(.user)
            }
        case .invitation: throw APIProblem.notFound(.user)
        }
        return user
    }
}
