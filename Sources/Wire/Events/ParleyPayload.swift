package import Core
internal import JSONKit
package import Store

/// What an event of ours tells: things that the hosted product has no event for.
package enum ParleyPayload: Hashable, Sendable {
    /// The customer reacted to a message; `emoji` nil takes the reaction back. `target` is nil when the message is not known here.
    case reaction(Conversation, User, target: ID?, targetExternalID: String, emoji: String?)
    /// The text of a message was changed; the message is as it stands now.
    case messageEdited(Conversation, MessageRecord, user: User?)
    /// The sender took a message back.
    case messageUnsent(Conversation, User?, message: ID)
    /// The customer allowed or forbade a kind of message.
    case consent(Conversation?, User, kind: ConsentKind, allowed: Bool, detail: String?)
    case integrationAlarm(IntegrationAlarm)
    /// Nothing more is delivered to a webhook until somebody enables it again.
    case webhookDisabled(WebhookAlarm)
    /// The window of a customer closes soon; the conversation is the customer's newest.
    case windowClosing(Conversation, WindowState)
    /// The window of a customer is closed.
    case windowClosed(Conversation, WindowState)
    /// Events between the two are no longer kept: the reader of the event stream has missed them. Both are exclusive bounds.
    case gap(after: ID, oldest: ID?)
    /// A merge was taken back: what had come from `restored` is its own again.
    case userUnmerge(surviving: User, restored: User)
    /// Card numbers were masked in a message.
    case redaction(Conversation, message: ID, count: Int)
    /// A conversation was closed, by the customer or (nil) by the business.
    case conversationClosed(Conversation, by: User?)
    /// The customer says how satisfied it is, from 1 to 5.
    case conversationRating(Conversation, User, score: Int, comment: String?)
    /// A customer's file could not be fetched for good (`failed`), or is here after all (`stored`). `url` is what the message shows.
    case messageMedia(Conversation, message: ID, MediaRecord, url: String)
    /// A reply waits for a customer who is not connected and has not read it: once per absence. `mail`: whether a mail tells the customer.
    case customerAbsent(Conversation, User, message: ID, mail: Bool)
    /// A mail about such a reply was sent, or (with a failure) could not be.
    case customerMail(Conversation, User, message: ID, failure: Failure?)

    var type: EventType {
        switch self {
        case .reaction: .parleyReaction
        case .messageEdited: .parleyMessageEdited
        case .messageUnsent: .parleyMessageUnsent
        case .consent: .parleyConsent
        case .integrationAlarm: .parleyIntegrationAlarm
        case .webhookDisabled: .parleyWebhookDisabled
        case .windowClosing: .parleyWindowClosing
        case .windowClosed: .parleyWindowClosed
        case .gap: .parleyGap
        case .userUnmerge: .parleyUserUnmerge
        case .redaction: .parleyRedaction
        case .conversationClosed: .parleyConversationClosed
        case .conversationRating: .parleyConversationRating
        case .messageMedia: .parleyMessageMedia
        case .customerAbsent: .parleyCustomerAbsent
        case .customerMail: .parleyCustomerMail
        }
    }

    var conversation: Conversation? {
        switch self {
        case .reaction(let conversation, _, _, _, _), .messageEdited(let conversation, _, _), .messageUnsent(let conversation, _, _),
            .windowClosing(let conversation, _), .windowClosed(let conversation, _), .redaction(let conversation, _, _),
            .conversationClosed(let conversation, _), .conversationRating(let conversation, _, _, _),
            .messageMedia(let conversation, _, _, _), .customerAbsent(let conversation, _, _, _),
            .customerMail(let conversation, _, _, _):
            conversation
        case .consent(let conversation, _, _, _, _): conversation
        case .integrationAlarm, .webhookDisabled, .gap, .userUnmerge: nil
        }
    }

    func writeMembers(to json: inout JSONWriter, in language: WordsLanguage) {
        switch self {
        case .reaction(let conversation, let user, let target, let externalID, let emoji):
            json.place(conversation, user)
            json.object("reaction") { json in
                json.field("action", emoji == nil ? "remove" : "add")
                json.field("emoji", orNull: emoji)
                json.object("message") { json in
                    json.field("id", ifPresent: target)
                    json.field("externalId", externalID)
                }
            }
        case .messageEdited(let conversation, let message, let user):
            json.field("conversation", ConversationReference(conversation))
            json.key("message")
            message.write(to: &json, user: user.map { UserReference($0) })
        case .messageUnsent(let conversation, let user, let message):
            json.field("conversation", ConversationReference(conversation))
            json.field("user", ifPresent: user.map { UserReference($0) })
            json.object("message") { $0.field("id", message) }
        case .consent(let conversation, let user, let kind, let allowed, let detail):
            json.field("conversation", ifPresent: conversation.map { ConversationReference($0) })
            json.field("user", UserReference(user))
            json.object("consent") { json in
                json.field("kind", kind.rawValue)
                json.field("allowed", allowed)
                json.field("detail", orNull: detail)
            }
        case .integrationAlarm(let alarm): alarm.writeMembers(to: &json, in: language)
        case .webhookDisabled(let alarm): alarm.writeMembers(to: &json)
        case .windowClosing(let conversation, let window), .windowClosed(let conversation, let window):
            json.field("conversation", ConversationReference(conversation))
            json.field("unanswered", conversation.unanswered)
            json.field("window", window)
        case .gap(let after, let oldest):
            json.field("after", after)
            json.field("oldest", orNull: oldest)
        case .userUnmerge(let surviving, let restored):
            json.object("users") { json in
                json.field("surviving", UserReference(surviving))
                json.field("restored", restored)
            }
        case .redaction(let conversation, let message, let count):
            json.field("conversation", ConversationReference(conversation))
            json.object("message") { $0.field("id", message) }
            json.field("count", count)
        case .conversationClosed(let conversation, let user):
            json.field("conversation", ConversationReference(conversation))
            json.field("closedBy", user == nil ? "business" : "user")
            json.field("user", ifPresent: user.map { UserReference($0) })
        case .conversationRating(let conversation, let user, let score, let comment):
            json.place(conversation, user)
            json.object("rating") { json in
                json.field("score", score)
                json.field("comment", orNull: comment)
            }
        case .customerAbsent(let conversation, let user, let message, let mail):
            json.place(conversation, user)
            json.object("message") { $0.field("id", message) }
            json.field("mail", mail)
        case .customerMail(let conversation, let user, let message, let failure):
            json.place(conversation, user)
            json.object("message") { $0.field("id", message) }
            json.field("state", failure == nil ? "sent" : "failed")
            json.field("error", ifPresent: failure.map { EventFailure($0) })
        case .messageMedia(let conversation, let message, let media, let url):
            json.field("conversation", ConversationReference(conversation))
            json.object("message") { $0.field("id", message) }
            json.object("media") { json in
                json.field("id", media.id)
                json.field("state", media.state.rawValue)
                json.field("mediaUrl", url)
                json.field("mediaType", ifPresent: media.mediaType)
                json.field("mediaSize", ifPresent: media.size)
                json.field("error", ifPresent: media.failure.map { EventFailure($0, language: language) })
            }
        }
    }
}

/// Something is wrong with an integration, or is right again, as a whole.
package struct IntegrationAlarm: Hashable, Sendable {
    package var integrationID: ID
    package var integrationType: String
    /// What it is about: a provider's field (`account_update`) or a word of ours (`credentials`, `template`).
    package var subject: String
    /// What happened, in the provider's word where it has one.
    package var event: String
    package var detail: String?
    package var failure: Failure?

    /// Makes an alarm.
    package init(
        integrationID: ID, integrationType: String, subject: String, event: String, detail: String? = nil, failure: Failure? = nil
    ) {
        self.integrationID = integrationID
        self.integrationType = integrationType
        self.subject = subject
        self.event = event
        self.detail = detail
        self.failure = failure
    }

    fileprivate func writeMembers(to json: inout JSONWriter, in language: WordsLanguage) {
        json.object("integration") { json in
            json.field("id", integrationID)
            json.field("type", integrationType)
        }
        json.object("alarm") { json in
            json.field("subject", subject)
            json.field("event", event)
            json.field("detail", orNull: detail)
            json.field("error", ifPresent: failure.map { EventFailure($0, language: language) })
        }
    }
}

/// A webhook was disabled, and why.
package struct WebhookAlarm: Hashable, Sendable {
    package var webhookID: ID
    package var integrationID: ID
    /// A plain sentence.
    package var reason: String

    /// Makes an alarm.
    package init(webhookID: ID, integrationID: ID, reason: String) {
        self.webhookID = webhookID
        self.integrationID = integrationID
        self.reason = reason
    }

    fileprivate func writeMembers(to json: inout JSONWriter) {
        json.object("webhook") { json in
            json.field("id", webhookID)
            json.field("integrationId", integrationID)
        }
        json.field("reason", reason)
    }
}
