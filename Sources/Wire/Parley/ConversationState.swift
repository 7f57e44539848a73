package import Core
package import JSONKit
package import Store

/// Whether free-form messages may be sent, and until when.
package struct WindowState: JSONWritable, Hashable, Sendable {
    /// Whether it is open.
    package enum State: String, Hashable, Sendable { case open, closed, unlimited }

    /// The channel's rule in short: `24h`, `7d`, `unlimited`.
    package var rule: String
    package var state: State
    package var openedAt: Instant?
    package var closesAt: Instant?
    /// Until it closes; 0 when it is closed, nil when it never closes.
    package var secondsLeft: Int64?
    /// Until when messages are free because an advertisement brought the customer; nil when they are not.
    package var freeUntil: Instant?

    /// Makes a state.
    package init(
        rule: String, state: State, openedAt: Instant? = nil, closesAt: Instant? = nil, secondsLeft: Int64? = nil, freeUntil: Instant? = nil
    ) {
        self.rule = rule
        self.state = state
        self.openedAt = openedAt
        self.closesAt = closesAt
        self.secondsLeft = secondsLeft
        self.freeUntil = freeUntil
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("rule", rule)
            json.field("state", state.rawValue)
            json.field("openedAt", orNull: openedAt)
            json.field("closesAt", orNull: closesAt)
            json.field("secondsLeft", orNull: secondsLeft)
            json.field("freeUntil", ifPresent: freeUntil)
        }
    }
}

/// What may be sent now, and why not more.
package struct SendPermission: JSONWritable, Hashable, Sendable {
    package var freeform: Bool
    package var template: Bool
    /// Whether a person may still write under the channel's rule for human agents.
    package var humanTag: Bool
    /// Why free-form messages are not taken; nil when they are.
    package var failureCode: FailureCode?
    /// The language of `nextStep`.
    package var language: WordsLanguage

    /// Makes a permission.
    package init(
        freeform: Bool, template: Bool, humanTag: Bool = false, failureCode: FailureCode? = nil, language: WordsLanguage = .english
    ) {
        self.freeform = freeform
        self.template = template
        self.humanTag = humanTag
        self.failureCode = failureCode
        self.language = language
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("freeform", freeform)
            json.field("template", template)
            json.field("humanTag", humanTag)
            json.field("failureCode", orNull: failureCode?.rawValue)
            json.field("nextStep", orNull: failureCode?.words(in: language).nextStep)
        }
    }
}

/// `conversation` of `/parley/v1`: the state of a conversation and what may be sent now.
package struct ConversationState: JSONWritable, Hashable, Sendable {
    /// The messages that wait in the conversation.
    package struct Lane: Hashable, Sendable {
        package var queued: Int
        /// The message that holds up the others.
        package var blockedBy: ID?

        /// Makes a lane.
        package init(queued: Int, blockedBy: ID? = nil) {
            self.queued = queued
            self.blockedBy = blockedBy
        }
    }

    package var conversation: Conversation
    package var integrationType: String
    package var clientExternalID: String
    package var window: WindowState
    package var sendable: SendPermission
    package var lane: Lane

    /// Makes a state.
    package init(
        _ conversation: Conversation, integrationType: String, clientExternalID: String, window: WindowState, sendable: SendPermission,
        lane: Lane
    ) {
        self.conversation = conversation
        self.integrationType = integrationType
        self.clientExternalID = clientExternalID
        self.window = window
        self.sendable = sendable
        self.lane = lane
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", conversation.id)
            json.field("status", conversation.status.rawValue)
            writeAddress(to: &json)
            json.field("createdAt", conversation.createdAt)
            json.field("closedAt", orNull: conversation.closedAt)
            json.field("lastCustomerMessageAt", orNull: conversation.lastCustomerMessageAt)
            json.field("lastBusinessMessageAt", orNull: conversation.lastBusinessMessageAt)
            json.field("unanswered", conversation.unanswered)
            json.field("window", window)
            json.field("sendable", sendable)
            json.object("lane") { json in
                json.field("queued", lane.queued)
                json.field("blockedBy", orNull: lane.blockedBy)
            }
        }
    }

    private func writeAddress(to json: inout JSONWriter) {
        json.object("integration") { json in
            json.field("id", conversation.integrationID)
            json.field("type", integrationType)
        }
        json.object("user") { $0.field("id", conversation.userID) }
        json.object("client") { json in
            json.field("id", conversation.clientID)
            json.field("externalId", clientExternalID)
        }
    }
}
