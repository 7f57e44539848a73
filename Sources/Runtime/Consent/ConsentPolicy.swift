import ConnectorKit
import Core
import Store

/// Decides whether a customer's word forbids a message. A value without effects.
struct ConsentPolicy: Sendable {
    let consent: Consent
    let rule: Capabilities.ConsentRule
    let requireOptIn: Bool
    let window: WindowPolicy
    /// When the customer came last.
    let openedAt: Instant?

    init(_ integration: IntegrationEntry, _ settings: RuntimeSettings, _ client: Client) {
        consent = Consent(of: client)
        rule = integration.channel.capabilities.consent
        requireOptIn = integration.policies.requireOptIn
        window = WindowPolicy(integration, settings)
        openedAt = client.window.openedAt
    }

    /// What is about to be sent.
    enum Message: Hashable, Sendable {
        /// Written for this customer.
        case freeform
        /// A template; `category` nil when it is not known.
        case template(MessageTemplate.Category?)
    }

    /// Why the message may not be sent at `now`; nil when nothing speaks against it.
    func refusal(of message: Message, now: Instant) -> Failure? {
        if let no = consent.all, !no.allowed, !answers(no, message, now: now) { return Failure(.recipientOptedOut) }
        guard case .template(.marketing) = message else { return nil }
        if consent.marketing?.allowed == false { return Failure(.recipientOptedOut) }
        guard requireOptIn, !isAnswer(now: now) else { return nil }
        return (consent.marketing ?? consent.all)?.allowed == true ? nil : Failure(.recipientNotOptedIn)
    }

    /// Whether the message answers what the customer wrote after saying no. The no itself is not answered.
    private func answers(_ no: Consent.Word, _ message: Message, now: Instant) -> Bool {
        guard rule.answersAfterRefusal, message == .freeform, let openedAt, openedAt > no.at else { return false }
        return isAnswer(now: now)
    }

    /// Whether the customer wrote lately enough for a message to count as an answer; a day where the channel has no rule.
    private func isAnswer(now: Instant) -> Bool {
        guard let openedAt else { return false }
        return now < window.end(openedAt: openedAt) ?? openedAt + .hours(24)
    }
}
