/// How far a message, or one part of it, has come.
package enum DeliveryState: String, Hashable, Sendable, CaseIterable {
    /// Stored, waiting for its turn. Next: sending, failed.
    case queued
    /// An intent is committed and the call may be on its way. Next: queued (surely not sent), sent, unknown, failed.
    case sending
    /// Whether the provider took it cannot be told. Next: sent, delivered, read, failed.
    case unknown
    /// The provider took it. Next: delivered, read, failed.
    case sent
    /// It reached the customer's device. Next: read.
    case delivered
    /// The customer saw it. Final.
    case read
    /// It did not arrive. Final, unless proof of delivery follows.
    case failed
}

/// What a provider says became of a message.
package struct StatusUpdate: Hashable, Sendable {
    /// The provider's id of the message.
    package var messageExternalID: String
    /// `sent`, `delivered`, `read` or `failed`.
    package var state: DeliveryState
    /// Why it failed.
    package var failure: Failure?
    /// What we handed the provider with the send to know it again: the `correlation` given to the connector.
    package var correlation: String?
    /// What the customer refused, where the failure says that it is by the customer's own will.
    package var optOut: ConsentKind?
    /// What the provider says of the price. May come with any state and more than once: the first word counts.
    package var charge: MessageCharge?

    /// Makes a status.
    package init(
        messageExternalID: String, state: DeliveryState, failure: Failure? = nil, correlation: String? = nil, charge: MessageCharge? = nil
    ) {
        self.messageExternalID = messageExternalID
        self.state = state
        self.failure = failure
        self.correlation = correlation
        self.charge = charge
    }
}
