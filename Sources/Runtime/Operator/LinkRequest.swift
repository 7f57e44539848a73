package import Core
import JSONKit
package import Store

/// The wish to connect a user with another channel.
package struct LinkRequest: Sendable {
    package var user: User
    /// The conversation that moves.
    package var conversation: Conversation
    package var integration: IntegrationEntry
    /// The spellings under which the channel may know the customer, the usual one first. At least one.
    package var addresses: [String]
    /// In digits with country code, if the address is a number.
    package var phone: String?
    /// Whether replies of the conversation go to the new client once it is confirmed.
    package var isPrimary: Bool
    package var confirmation: LinkRecord.Confirmation
    /// What the customer is sent; for `prompt` it must be there.
    package var content: Content?

    /// Makes a request.
    package init(
        user: User, conversation: Conversation, integration: IntegrationEntry, addresses: [String], phone: String?, isPrimary: Bool,
        confirmation: LinkRecord.Confirmation, content: Content?
    ) {
        self.user = user
        self.conversation = conversation
        self.integration = integration
        self.addresses = addresses
        self.phone = phone
        self.isPrimary = isPrimary
        self.confirmation = confirmation
        self.content = content
    }
}

/// A link that waits for its confirmation. Kept as a document, named by the client.
package struct LinkRecord: Hashable, Sendable {
    /// How the customer confirms ("Sunshine Conversations API, confirmation").
    package enum Confirmation: String, Hashable, Sendable, CaseIterable {
        /// Not at all.
        case immediate
        /// By any message on the new channel.
        case userActivity
        /// By saying yes to a question. Any other message says no.
        case prompt
    }

    /// The user that the client shall have.
    var userID: ID
    var conversationID: ID
    var isPrimary: Bool
    var confirmation: Confirmation
    /// The status of a client that was known before; nil when it was made for the link.
    var previous: Client.Status?
    /// The conversation that holds the question.
    var invitationID: ID?
}

extension LinkRecord {
    static func name(of client: Client) -> String { "\(client.id)" }

    static func of(_ client: Client, _ store: any StoreReader) throws -> LinkRecord? {
        try store.document(app: client.appID, kind: .link, name: name(of: client)).flatMap { LinkRecord(stored: $0.body) }
    }

    func document(of client: Client, now: Instant) -> Document {
        let body = JSONWriter.object { json in
            json.field("userId", userID)
            json.field("conversationId", conversationID)
            json.field("primary", isPrimary)
            json.field("confirmation", confirmation.rawValue)
            json.field("previous", ifPresent: previous?.rawValue)
            json.field("invitationId", ifPresent: invitationID)
        }
        return Document(appID: client.appID, kind: .link, name: Self.name(of: client), body: JSONBytes(body), updatedAt: now)
    }

    private init?(stored: JSONBytes) {
        guard let json = try? JSONDocument.parse(stored.bytes).root, let user = json["userId"].string.flatMap({ ID($0) }),
            let conversation = json["conversationId"].string.flatMap({ ID($0) }),
            let confirmation = json["confirmation"].string.flatMap({ Confirmation(rawValue: $0) })
        else { return nil }
        self.init(
            userID: user, conversationID: conversation, isPrimary: json["primary"].bool ?? true, confirmation: confirmation,
            previous: json["previous"].string.flatMap { Client.Status(rawValue: $0) },
            invitationID: json["invitationId"].string.flatMap { ID($0) })
    }
}

/// The question whether the customer on a new channel is the one who asked to go there.
package enum LinkPrompt {
    /// What pressing the buttons sends.
    package static let accept = "parley:link:accept"
    package static let decline = "parley:link:decline"

    /// The question with its two buttons.
    package static func content(_ question: String) -> Content {
        .text(
            TextContent(
                question,
                actions: [
                    Action(.reply(payload: accept, iconURL: nil), text: "Yes"), Action(.reply(payload: decline, iconURL: nil), text: "No"),
                ]))
    }

    /// What is asked when the caller says nothing.
    package static let question = "Do you want to continue your conversation with us here?"

    /// Whether what the customer said is a yes or a no; nil for anything else. On a channel without buttons the label is typed.
    static func answer(text: String?, payload: String?) -> Bool? {
        switch payload {
        case accept: return true
        case decline: return false
        case .some, .none: break
        }
        switch text.map({ $0.lowercased().filter { !$0.isWhitespace } }) {
        case "yes": return true
        case "no": return false
        case .some, .none: return nil
        }
    }
}
