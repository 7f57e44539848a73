package import Core

/// How a webhook's signature is written.
package enum Signing: String, Hashable, Sendable, CaseIterable {
    /// As the provider does.
    case right
    /// One bit of the code differs.
    case wrong
    /// The hexadecimal digits in upper case.
    case upperHex
    /// Without the header.
    case missing
}

/// One webhook: a body that is delivered until it is answered with 200.
package struct WebhookDelivery: Sendable {
    /// What it is about, for the log and for fault rules: `inbound/text`, `status/read`.
    package var label: String
    /// The customer, for fault rules.
    package var recipient: String?
    /// Where it goes.
    package var url: String
    /// The exact bytes.
    package var body: [UInt8]
    /// The header fields, signature included, in the asked style.
    package var headers: @Sendable (Signing) -> HTTPFields
    /// Called with the answer that ends the delivery, for providers that read something in it.
    package var answered: (@Sendable (HTTPResponse) -> Void)?

    /// Makes a delivery.
    package init(
        label: String, recipient: String? = nil, url: String, body: [UInt8], headers: @escaping @Sendable (Signing) -> HTTPFields,
        answered: (@Sendable (HTTPResponse) -> Void)? = nil
    ) {
        self.label = label
        self.recipient = recipient
        self.url = url
        self.body = body
        self.headers = headers
        self.answered = answered
    }
}

/// How webhooks are delivered. All times are real times.
package struct WebhookPolicy: Hashable, Sendable {
    /// How many are under way at a time.
    package var concurrency = 16
    /// How long an answer may take.
    package var timeout: Duration = .seconds(10)
    /// The wait before the second repetition; the first comes at once.
    package var firstGap: Duration = .seconds(1)
    /// The longest wait; each is twice the one before.
    package var longestGap: Duration = .seconds(3600)
    /// How long a delivery is repeated before it is dropped.
    package var lifetime: Duration = .seconds(7 * 86_400)
    /// How many wait at most; more are refused.
    package var pendingLimit = 200_000

    /// The standard policy.
    package init() {}

    /// The wait before repetition `number`, counted from 1.
    package func gap(before number: Int) -> Duration {
        guard number > 1 else { return .zero }
        let doublings = min(number - 2, 30)
        return min(firstGap * (1 << doublings), longestGap)
    }
}
