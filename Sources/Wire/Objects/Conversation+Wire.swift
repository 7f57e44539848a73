package import Core
package import JSONKit
package import Store

extension Conversation: JSONWritable {
    /// Writes the whole conversation, as the API shows it.
    package func write(to json: inout JSONWriter) {
        json.object { json in
            writeIdentity(to: &json)
            json.field("isDefault", isDefault)
            json.field("displayName", ifNotEmpty: displayName)
            json.field("description", ifNotEmpty: description)
            json.field("iconUrl", ifNotEmpty: iconURL)
            json.field("businessLastRead", ifPresent: businessLastRead)
            json.field("lastUpdatedAt", lastUpdatedAt)
            json.field("createdAt", createdAt)
        }
    }

    fileprivate func writeIdentity(to json: inout JSONWriter) {
        json.field("id", id)
        json.field("type", kind == .group ? "sdkGroup" : "personal")
        json.field("metadata", metadata)
        if let control { ConversationControl(stored: control).writeMembers(to: &json) }
    }
}

/// The short form of a conversation: all that webhooks carry of it.
package struct ConversationReference: JSONWritable, Hashable, Sendable {
    /// The conversation.
    package var conversation: Conversation

    /// Wraps a conversation.
    package init(_ conversation: Conversation) { self.conversation = conversation }

    package func write(to json: inout JSONWriter) {
        json.object { conversation.writeIdentity(to: &$0) }
    }
}

/// A user's part in a conversation.
package struct Participant: JSONWritable, Hashable, Sendable {
    /// A client that the user takes part with.
    package struct Association: Hashable, Sendable {
        package var clientID: ID
        package var type: ClientType

        /// Makes an association.
        package init(clientID: ID, type: ClientType) {
            self.clientID = clientID
            self.type = type
        }
    }

    package var id: ID
    package var userID: ID
    package var userExternalID: String?
    package var unreadCount: Int
    package var lastRead: Instant?
    /// Most recent first; the first is tried first for delivery.
    package var associations: [Association]

    /// Makes a participant.
    package init(
        id: ID, userID: ID, userExternalID: String? = nil, unreadCount: Int = 0, lastRead: Instant? = nil, associations: [Association]
    ) {
        self.id = id
        self.userID = userID
        self.userExternalID = userExternalID
        self.unreadCount = unreadCount
        self.lastRead = lastRead
        self.associations = associations
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("userId", userID)
            json.field("userExternalId", ifNotEmpty: userExternalID)
            json.field("unreadCount", unreadCount)
            json.field("lastRead", ifPresent: lastRead)
            json.array("clientAssociations") { json in
                for association in associations {
                    json.object { json in
                        json.field("type", association.type.rawValue)
                        json.field("clientId", association.clientID)
                    }
                }
            }
        }
    }
}
