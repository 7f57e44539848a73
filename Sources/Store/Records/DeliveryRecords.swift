package import Core

/// How far an outbound message has come, as a whole. There is one for each message of the business.
package struct Delivery: Hashable, Sendable {
    package var messageID: ID
    package var appID: ID
    package var conversationID: ID
    package var integrationID: ID
    package var state: DeliveryState
    /// False when a failure is a guess.
    package var certain: Bool
    package var failure: Failure?
    package var queuedAt: Instant
    /// When the message is given up if it could not be sent.
    package var deadline: Instant
    /// Whether all parts are sent, so that the weakest part's state is the message's.
    package var complete: Bool
    /// Number of the next ledger entry.
    package var nextSequence: Int

    /// Makes a delivery.
    package init(
        messageID: ID, appID: ID, conversationID: ID, integrationID: ID, state: DeliveryState, certain: Bool = true,
        failure: Failure? = nil,
        queuedAt: Instant, deadline: Instant, complete: Bool = false, nextSequence: Int = 0
    ) {
        self.messageID = messageID
        self.appID = appID
        self.conversationID = conversationID
        self.integrationID = integrationID
        self.state = state
        self.certain = certain
        self.failure = failure
        self.queuedAt = queuedAt
        self.deadline = deadline
        self.complete = complete
        self.nextSequence = nextSequence
    }
}

/// One step of sending a message that is done or failed: its receipt, and for a part its state.
package struct Part: Hashable, Sendable {
    package var messageID: ID
    /// Position of the step, from 0.
    package var step: Int
    /// The part of the message that the step delivers; nil for a preparing step.
    package var part: Int?
    package var state: DeliveryState
    /// The provider's id.
    package var externalID: String?
    package var failure: Failure?
    /// What the provider said first of its price.
    package var charge: MessageCharge?
    /// Whether the charge was counted: once, when the customer has the part.
    package var isCharged: Bool

    /// Makes a part.
    package init(
        messageID: ID, step: Int, part: Int?, state: DeliveryState, externalID: String? = nil, failure: Failure? = nil,
        charge: MessageCharge? = nil, isCharged: Bool = false
    ) {
        self.messageID = messageID
        self.step = step
        self.part = part
        self.state = state
        self.externalID = externalID
        self.failure = failure
        self.charge = charge
        self.isCharged = isCharged
    }
}

/// One call to a provider. Committed before the call with no end: after a crash, an attempt without an end is unknown.
package struct Attempt: Hashable, Sendable {
    package var id: ID
    package var messageID: ID
    package var step: Int
    package var startedAt: Instant
    package var endedAt: Instant?
    /// `accepted`, `rejected`, `throttled`, `unavailable`, `ambiguous`, `recipientGone`, `accountInvalid`; nil while open.
    package var outcome: String?
    package var httpStatus: Int?
    package var failure: Failure?

    /// Makes an attempt.
    package init(
        id: ID, messageID: ID, step: Int, startedAt: Instant, endedAt: Instant? = nil, outcome: String? = nil, httpStatus: Int? = nil,
        failure: Failure? = nil
    ) {
        self.id = id
        self.messageID = messageID
        self.step = step
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.outcome = outcome
        self.httpStatus = httpStatus
        self.failure = failure
    }
}

/// One line of a message's delivery history. Lines are only added.
package struct LedgerEntry: Hashable, Sendable {
    /// Who said it.
    package enum Source: String, Hashable, Sendable { case policy, api, provider, webhook, `operator` }

    package var messageID: ID
    package var sequence: Int
    package var state: DeliveryState
    /// The part it is about; nil for the whole message.
    package var part: Int?
    /// When it happened, by the teller's clock.
    package var at: Instant
    /// When it was written here.
    package var receivedAt: Instant
    package var source: Source
    package var failure: Failure?

    /// Makes a line.
    package init(
        messageID: ID, sequence: Int, state: DeliveryState, part: Int? = nil, at: Instant, receivedAt: Instant, source: Source,
        failure: Failure? = nil
    ) {
        self.messageID = messageID
        self.sequence = sequence
        self.state = state
        self.part = part
        self.at = at
        self.receivedAt = receivedAt
        self.source = source
        self.failure = failure
    }
}
