package import Core
internal import JSONKit
package import Store

/// Control of a conversation changed hands, or should have: the payload of the seven switchboard events.
package struct ControlNews: Hashable, Sendable {
    /// What was asked for.
    package enum Action: String, Hashable, Sendable, CaseIterable { case accept, offer, pass, release }

    /// Why control was passed or released, where the caller says so ("Sunshine Conversations API, switchboard events").
    package enum Reason: String, Hashable, Sendable, CaseIterable { case ticketClosed, transferToEmail }

    /// Why it did not happen ("Sunshine Conversations API, switchboard events").
    package enum FailureCode: String, Hashable, Sendable, CaseIterable {
        case uncategorized = "uncategorized_error"
        case invalidTarget = "switchboard_invalid_target"
    }

    /// What went wrong.
    package struct Failure: Hashable, Sendable {
        package var code: FailureCode
        /// A plain sentence.
        package var message: String

        /// Makes a failure.
        package init(_ code: FailureCode, _ message: String) {
            self.code = code
            self.message = message
        }
    }

    package var action: Action
    /// As it is afterwards: who has control, and to whom it is offered.
    package var conversation: Conversation
    /// Free data of the caller.
    package var metadata: JSONBytes?
    package var reason: Reason?
    /// The latest messages, oldest first, as many as the target asks for: a member of ours.
    package var history: [MessageRecord]
    /// Nil when it happened.
    package var failure: Failure?

    /// Makes news of control.
    package init(
        _ action: Action, _ conversation: Conversation, metadata: JSONBytes? = nil, reason: Reason? = nil, history: [MessageRecord] = [],
        failure: Failure? = nil
    ) {
        self.action = action
        self.conversation = conversation
        self.metadata = metadata
        self.reason = reason
        self.history = history
        self.failure = failure
    }

    var type: EventType {
        switch (action, failure) {
        case (.accept, nil): .acceptControl
        case (.offer, nil): .offerControl
        case (.pass, nil): .passControl
        // A release cannot fail: there is always something to be empty.
        case (.release, _): .releaseControl
        case (.accept, _?): .acceptControlFailure
        case (.offer, _?): .offerControlFailure
        case (.pass, _?): .passControlFailure
        }
    }

    func writeMembers(to json: inout JSONWriter) {
        json.field("conversation", ConversationReference(conversation))
        json.field("metadata", ifPresent: metadata)
        json.field("reason", ifPresent: reason?.rawValue)
        if !history.isEmpty { json.array("messageHistory") { json in for message in history { json.value(message) } } }
        guard let failure else { return }
        json.object("error") { json in
            json.field("code", failure.code.rawValue)
            json.field("message", failure.message)
        }
    }
}
