package import Core

/// A message to be sent, as a connector sees it.
package struct OutboundMessage: Hashable, Sendable {
    /// Our id of the message.
    package var id: ID
    /// The customer's address on this channel.
    package var recipient: String
    /// What to say.
    package var content: Content
    /// The provider's own body, to be sent instead of `content`.
    package var override: JSONBytes?
    /// The provider's id of the message that this one answers.
    package var quoted: String?
    /// Whether a person or a program wrote it.
    package var actor: SendActor
    /// The files of the worker that `content` names, by the URL in it. A URL that is not here is somebody else's.
    package var files: [String: OutboundFile]

    /// Makes a message.
    package init(
        id: ID, recipient: String, content: Content, override: JSONBytes? = nil, quoted: String? = nil, actor: SendActor = .human,
        files: [String: OutboundFile] = [:]
    ) {
        self.id = id
        self.recipient = recipient
        self.content = content
        self.override = override
        self.quoted = quoted
        self.actor = actor
        self.files = files
    }
}

/// One request on the way to sending a message.
package struct Step: Hashable, Sendable {
    /// What the step is for.
    package enum Purpose: Hashable, Sendable {
        /// Something that must be there first, such as an uploaded file. The customer sees nothing of it, and it may be made twice.
        ///
        /// When its request has a form with a file, the id in the provider's answer is kept for these bytes and this account, as long as
        /// `Capabilities.MediaRules.uploadLife` says: it is the file's `upload` at the next `render`, of this message and of others.
        case prepare
        /// Part `index` of the message; the provider's answer names it.
        case deliver(part: Int)
    }

    /// What it is for.
    package var purpose: Purpose
    /// The request; empty for a deposit.
    package var request: OutboundRequest
    /// Set when nothing is called: the message is complete where it is stored, and the customer's own program fetches it (web chat). The
    /// id by which statuses name it.
    package private(set) var deposit: String?
    /// The key by which the provider recognises a repetition, if it honours one. Must depend on message and step only, not on the attempt.
    package var idempotencyKey: String?
    /// Whether it goes to a group, for which `Capabilities.groupPace` holds.
    package var isForGroup: Bool
    /// How many units the provider will bill, where that can be counted before the send, such as the segments of an SMS. Reported as a metric.
    package var segments: Int?
    /// The text that the customer reads in it, letter by letter, where the provider may tell of our own sends (echoes): an echo proves the
    /// step by this text.
    package var text: String?

    /// Makes a step.
    package init(
        _ purpose: Purpose, _ request: OutboundRequest, idempotencyKey: String? = nil, isForGroup: Bool = false, segments: Int? = nil,
        text: String? = nil
    ) {
        self.purpose = purpose
        self.request = request
        self.idempotencyKey = idempotencyKey
        self.isForGroup = isForGroup
        self.segments = segments
        self.text = text
    }

    /// Makes a step that delivers `part` by having it in the store.
    package init(depositing part: Int, as externalID: String) {
        purpose = .deliver(part: part)
        request = OutboundRequest(method: "", url: "")
        deposit = externalID
        isForGroup = false
    }
}

/// What is known of a step that is done. Stored; a step with a receipt is never made again.
package struct StepReceipt: Hashable, Sendable {
    /// Position of the step in the message, from 0.
    package var index: Int
    /// What the step was for.
    package var purpose: Step.Purpose
    /// What the provider calls the result: a message id, a media id.
    package var externalID: String?

    /// Makes a receipt.
    package init(index: Int, purpose: Step.Purpose, externalID: String?) {
        self.index = index
        self.purpose = purpose
        self.externalID = externalID
    }
}

/// What an answer means. The runtime decides from it what to do next.
package enum Outcome: Hashable, Sendable {
    /// The provider took it. `recipient` is the address under which it knows the customer, if it names another than the one used.
    case accepted(externalID: String?, recipient: String?)
    /// It will never go, as it is.
    case rejected(Failure)
    /// Too fast: nothing was sent. `retryAfter` nil leaves the time to the runtime.
    case throttled(Failure, retryAfter: Duration?, scope: ThrottleScope)
    /// The provider is down and says so: nothing was sent.
    case unavailable(Failure, retryAfter: Duration?)
    /// It may have been sent.
    case ambiguous(Failure)
    /// This customer cannot be reached on this channel; `optOut` says what the customer refused, if it is by the customer's own will.
    case recipientGone(Failure, optOut: ConsentKind?)
    /// Credentials or account: nothing goes until an administrator acts. The queue is kept.
    case accountInvalid(Failure)
}

/// Whom a throttle holds back.
package enum ThrottleScope: Hashable, Sendable {
    /// All sends of the account.
    case account
    /// Only sends to this customer.
    case recipient
}
