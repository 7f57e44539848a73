package import Core

/// A person, in one app.
package struct User: Hashable, Sendable {
    package var id: ID
    package var appID: ID
    /// The app's own name of the person; unique within the app.
    package var externalID: String?
    /// Given name, surname, email, avatarUrl, locale: a flat object.
    package var profile: JSONBytes
    /// Free data, flat, at most 4 KB.
    package var metadata: JSONBytes
    package var createdAt: Instant
    package var signedUpAt: Instant?

    /// Makes a user.
    package init(
        id: ID, appID: ID, externalID: String? = nil, profile: JSONBytes = .emptyObject, metadata: JSONBytes = .emptyObject,
        createdAt: Instant,
        signedUpAt: Instant? = nil
    ) {
        self.id = id
        self.appID = appID
        self.externalID = externalID
        self.profile = profile
        self.metadata = metadata
        self.createdAt = createdAt
        self.signedUpAt = signedUpAt
    }
}

/// A user's identity on one channel.
package struct Client: Hashable, Sendable {
    /// Whether messages can go there.
    package enum Status: String, Hashable, Sendable { case active, blocked, inactive, pending }

    package var id: ID
    package var appID: ID
    package var integrationID: ID
    package var userID: ID
    /// The address that messages go to. Other addresses of the same person are aliases.
    package var externalID: String
    /// Telephone number, if known.
    package var phone: String?
    package var displayName: String?
    package var status: Status
    package var linkedAt: Instant
    package var lastSeen: Instant
    /// Curated facts, flat.
    package var info: JSONBytes
    /// The conversation that its messages belong to, when that is not its newest: after a transfer from another channel.
    package var threadID: ID?
    /// When it may be written to. Changed by `setWindow` alone: an update leaves it.
    package var window: ClientWindow

    /// Makes a client.
    package init(
        id: ID, appID: ID, integrationID: ID, userID: ID, externalID: String, phone: String? = nil, displayName: String? = nil,
        status: Status = .active, linkedAt: Instant, lastSeen: Instant, info: JSONBytes = .emptyObject, threadID: ID? = nil,
        window: ClientWindow = ClientWindow()
    ) {
        self.id = id
        self.appID = appID
        self.integrationID = integrationID
        self.userID = userID
        self.externalID = externalID
        self.phone = phone
        self.displayName = displayName
        self.status = status
        self.linkedAt = linkedAt
        self.lastSeen = lastSeen
        self.info = info
        self.threadID = threadID
        self.window = window
    }
}

/// How sure it is that an address belongs to a client.
package enum AddressProof: String, Hashable, Sendable {
    /// The provider said so in one event or answer.
    case provider
    /// A rule about spellings of one number (Brazil's ninth digit).
    case variant
    /// A signed token.
    case signed
    /// A person decided it.
    case agent
}

/// A run of messages with one user.
package struct Conversation: Hashable, Sendable {
    /// Whether messages can be added.
    package enum Status: String, Hashable, Sendable { case open, closed }
    /// How many take part. The words are stored: never change one.
    package enum Kind: String, Hashable, Sendable {
        /// One user.
        case personal
        /// Up to ten users, who are participants; there is no channel, and messages are only stored and told of.
        case group
        /// The message that asks a customer on another channel whether it is them: never shown, listed or told of.
        case invitation
    }

    package var id: ID
    package var appID: ID
    package var kind: Kind
    /// `ID.none` for a group.
    package var userID: ID
    /// The channel that replies go to; `ID.none` when the conversation has none.
    package var integrationID: ID
    /// The client that replies go to; `ID.none` when the conversation has none. The client may be gone.
    package var clientID: ID
    package var status: Status
    /// The user's first conversation.
    package var isDefault: Bool
    package var displayName: String?
    /// At most 100 characters.
    package var description: String?
    package var iconURL: String?
    package var metadata: JSONBytes
    package var createdAt: Instant
    package var closedAt: Instant?
    package var lastUpdatedAt: Instant
    /// Provider time of the customer's latest message that counts for the window. Never goes back.
    package var lastCustomerMessageAt: Instant?
    package var lastBusinessMessageAt: Instant?
    /// Whether the latest message is the customer's.
    package var unanswered: Bool
    package var businessLastRead: Instant?
    /// Who of a switchboard has control, in JSON; nil when nobody has.
    package var control: JSONBytes?

    /// Makes a conversation.
    package init(
        id: ID, appID: ID, kind: Kind = .personal, userID: ID, integrationID: ID, clientID: ID, status: Status = .open, isDefault: Bool,
        displayName: String? = nil, description: String? = nil, iconURL: String? = nil, metadata: JSONBytes = .emptyObject,
        createdAt: Instant, closedAt: Instant? = nil, lastUpdatedAt: Instant, lastCustomerMessageAt: Instant? = nil,
        lastBusinessMessageAt: Instant? = nil, unanswered: Bool = false, businessLastRead: Instant? = nil, control: JSONBytes? = nil
    ) {
        self.id = id
        self.appID = appID
        self.kind = kind
        self.userID = userID
        self.integrationID = integrationID
        self.clientID = clientID
        self.status = status
        self.isDefault = isDefault
        self.displayName = displayName
        self.description = description
        self.iconURL = iconURL
        self.metadata = metadata
        self.createdAt = createdAt
        self.closedAt = closedAt
        self.lastUpdatedAt = lastUpdatedAt
        self.lastCustomerMessageAt = lastCustomerMessageAt
        self.lastBusinessMessageAt = lastBusinessMessageAt
        self.unanswered = unanswered
        self.businessLastRead = businessLastRead
        self.control = control
    }
}

/// A user's part in a group conversation.
package struct Membership: Hashable, Sendable {
    package var id: ID
    package var conversationID: ID
    package var userID: ID
    package var lastRead: Instant?

    /// Makes a membership.
    package init(id: ID, conversationID: ID, userID: ID, lastRead: Instant? = nil) {
        self.id = id
        self.conversationID = conversationID
        self.userID = userID
        self.lastRead = lastRead
    }
}

/// A message, in either direction, as it is shown.
package struct MessageRecord: Hashable, Sendable {
    /// Who wrote it.
    package enum Author: String, Hashable, Sendable { case user, business }

    package var id: ID
    package var appID: ID
    package var conversationID: ID
    package var author: Author
    /// The user who wrote it, for `user`.
    package var authorUserID: ID?
    /// The name shown: an agent's or the customer's.
    package var authorName: String?
    /// When it was written: the provider's time inbound, ours outbound.
    package var receivedAt: Instant
    /// When it was stored here.
    package var storedAt: Instant
    /// `content` in the wire form, masked.
    package var content: JSONBytes
    /// `source` in the wire form: type, integrationId, originalMessageId, originalMessageTimestamp.
    package var source: JSONBytes
    package var metadata: JSONBytes?
    /// `quotedMessage` in the wire form.
    package var quoted: JSONBytes?
    /// What a send needs and the wire form does not show: override, actor, external id of the quoted message; `SendInstructions` in JSON.
    package var instructions: JSONBytes?
    /// Earlier versions of an edited message, oldest first, as a JSON array of contents.
    package var versions: JSONBytes?

    /// Makes a message.
    package init(
        id: ID, appID: ID, conversationID: ID, author: Author, authorUserID: ID? = nil, authorName: String? = nil, receivedAt: Instant,
        storedAt: Instant, content: JSONBytes, source: JSONBytes, metadata: JSONBytes? = nil, quoted: JSONBytes? = nil,
        instructions: JSONBytes? = nil, versions: JSONBytes? = nil
    ) {
        self.id = id
        self.appID = appID
        self.conversationID = conversationID
        self.author = author
        self.authorUserID = authorUserID
        self.authorName = authorName
        self.receivedAt = receivedAt
        self.storedAt = storedAt
        self.content = content
        self.source = source
        self.metadata = metadata
        self.quoted = quoted
        self.instructions = instructions
        self.versions = versions
    }
}
