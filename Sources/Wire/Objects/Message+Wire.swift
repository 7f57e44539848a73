package import Core
package import JSONKit
package import Store

extension MessageRecord: JSONWritable {
    /// Writes the message as the API shows it.
    package func write(to json: inout JSONWriter) { write(to: &json, user: nil as UserReference?) }

    /// Writes the message; with `user`, which webhooks nest in the author.
    func write(to json: inout JSONWriter, user: (some JSONWritable)?) {
        json.object { json in
            json.field("id", id)
            json.field("received", receivedAt)
            json.object("author") { json in
                json.field("type", author.rawValue)
                json.field("userId", ifPresent: authorUserID)
                json.field("displayName", ifNotEmpty: authorName)
                json.field("user", ifPresent: user)
                if isFromMachine { json.array("subtypes") { $0.value("AI") } }
            }
            json.field("content", ContentForm.outside(content))
            json.field("source", source)
            json.field("quotedMessage", ifPresent: quoted)
            json.field("metadata", ifPresent: metadata)
        }
    }
}

extension MessageRecord {
    /// Whether the business had a machine write it.
    private var isFromMachine: Bool {
        guard author == .business, let instructions, let document = try? JSONDocument.parse(instructions.bytes) else { return false }
        return document.root["actor"].string == SendActor.bot.rawValue
    }
}

/// Where a message or another doing of a user came from: `source` of messages and events.
package struct MessageSource: JSONWritable, Hashable, Sendable {
    /// The type of messages posted through the API.
    package static let api = "api:conversations"

    /// The type of messages that were sent as notifications.
    package static let notification = "api:notifications"

    /// The channel's type, or `MessageSource.api`. Must not be empty.
    package var type: String
    package var integrationID: ID?
    /// The channel's id of the message.
    package var originalMessageID: String?
    /// The channel's own time.
    package var originalMessageAt: Instant?

    /// Makes a source.
    package init(type: String, integrationID: ID? = nil, originalMessageID: String? = nil, originalMessageAt: Instant? = nil) {
        self.type = type
        self.integrationID = integrationID
        self.originalMessageID = originalMessageID
        self.originalMessageAt = originalMessageAt
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("type", type)
            json.field("integrationId", ifPresent: integrationID)
            json.field("originalMessageId", ifPresent: originalMessageID)
            json.field("originalMessageTimestamp", ifPresent: originalMessageAt)
        }
    }

    /// The form that message records keep.
    package func encoded() -> JSONBytes { JSONBytes(capacity: 256) { write(to: &$0) } }
}

/// `quotedMessage`: the message that another one answers.
package enum QuotedMessage: JSONWritable, Hashable, Sendable {
    /// A message that is known here. Its own quote is left out, so that quotes do not nest without end.
    case message(MessageRecord)
    /// The channel's id of a message that is not known here.
    case external(String)

    package func write(to json: inout JSONWriter) {
        json.object { json in
            switch self {
            case .message(var message):
                message.quoted = nil
                json.field("type", "message")
                json.field("message", message)
            case .external(let id):
                json.field("type", "externalMessageId")
                json.field("externalMessageId", id)
            }
        }
    }

    /// The form that message records keep.
    package func encoded() -> JSONBytes { JSONBytes { write(to: &$0) } }
}
