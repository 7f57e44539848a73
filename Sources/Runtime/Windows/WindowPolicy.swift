import ConnectorKit
package import Core

/// Decides whether free-form messages may be sent, from the channel's rule and the provider's own time of the customer's last message.
package struct WindowPolicy: Hashable, Sendable {
    /// The channel's rule.
    package var rule: Capabilities.WindowRule
    /// How long before its end the window counts as closed, so that nothing arrives late.
    package var margin: Duration

    /// Makes a policy.
    package init(rule: Capabilities.WindowRule, margin: Duration) {
        self.rule = rule
        self.margin = margin
    }

    /// The state of a window.
    package enum State: Hashable, Sendable {
        /// The channel has no window.
        case unlimited
        /// Opened at the customer's message, closes at `closesAt` (margin already taken off).
        case open(openedAt: Instant, closesAt: Instant)
        /// Never opened, or closed since `closedAt`.
        case closed(openedAt: Instant?, closedAt: Instant?)
    }

    /// The state at `now`.
    package func state(lastCustomerMessageAt: Instant?, now: Instant) -> State {
        switch rule {
        case .unlimited: return .unlimited
        case .afterCustomerMessage(let length):
            guard let openedAt = lastCustomerMessageAt else { return .closed(openedAt: nil, closedAt: nil) }
            let closesAt = openedAt + length - margin
            return now < closesAt ? .open(openedAt: openedAt, closesAt: closesAt) : .closed(openedAt: openedAt, closedAt: closesAt)
        }
    }

    /// Why `content` may not be sent at `now`; nil when it may.
    package func refusal(of content: Content, lastCustomerMessageAt: Instant?, now: Instant) -> Failure? {
        if case .template = content { return nil }
        return isClosed(lastCustomerMessageAt: lastCustomerMessageAt, now: now) ? Failure(.outsideWindow) : nil
    }

    private func isClosed(lastCustomerMessageAt: Instant?, now: Instant) -> Bool {
        switch state(lastCustomerMessageAt: lastCustomerMessageAt, now: now) {
        case .unlimited, .open: false
        case .closed: true
        }
    }

    /// Until when a message that is posted at `now` can be sent.
    package func deadline(of content: Content, lastCustomerMessageAt: Instant?, now: Instant, life: Duration) -> Instant {
        if case .template = content { return now + life }
        switch state(lastCustomerMessageAt: lastCustomerMessageAt, now: now) {
        case .unlimited, .closed: return now + life
        case .open(_, let closesAt): return min(closesAt, now + life)
        }
    }
}

extension WindowPolicy {
    /// Why `message` may not be sent at `now`; nil when it may. What counts is what is sent: the override, if there is one.
    func refusal(
        of message: OutboundMessage, by integration: IntegrationEntry, lastCustomerMessageAt: Instant?, now: Instant
    ) -> Failure? {
        guard let override = message.override else {
            return refusal(of: message.content, lastCustomerMessageAt: lastCustomerMessageAt, now: now)
        }
        if integration.channel.isFreeOfWindow(override) { return nil }
        return isClosed(lastCustomerMessageAt: lastCustomerMessageAt, now: now) ? Failure(.outsideWindow) : nil
    }

    /// The policy of an integration.
    package init(_ integration: IntegrationEntry, _ settings: RuntimeSettings) {
        self.init(rule: integration.channel.capabilities.window, margin: settings.windowMargin)
    }
}
