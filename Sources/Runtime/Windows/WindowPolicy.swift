import ConnectorKit
package import Core

/// Decides whether free-form messages may be sent, from the channel's rule and the provider's own time of what the customer did last.
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
        /// Opened by the customer at `openedAt`, closes at `closesAt` (margin already taken off).
        case open(openedAt: Instant, closesAt: Instant)
        /// Never opened, or closed since `closedAt`.
        case closed(openedAt: Instant?, closedAt: Instant?)
    }

    /// The state at `now`.
    ///
    /// - Parameter openedAt: `ClientWindow.openedAt` of the customer.
    package func state(openedAt: Instant?, now: Instant) -> State {
        switch rule {
        case .unlimited: return .unlimited
        case .afterCustomerMessage(let length):
            guard let openedAt else { return .closed(openedAt: nil, closedAt: nil) }
            let closesAt = openedAt + length - margin
            return now < closesAt ? .open(openedAt: openedAt, closesAt: closesAt) : .closed(openedAt: openedAt, closedAt: closesAt)
        }
    }

    /// When a window that was opened at `openedAt` closes, margin taken off; nil where windows never close.
    package func end(openedAt: Instant) -> Instant? {
        switch rule {
        case .unlimited: nil
        case .afterCustomerMessage(let length): openedAt + length - margin
        }
    }

    /// Why `content` may not be sent at `now`; nil when it may.
    package func refusal(of content: Content, openedAt: Instant?, now: Instant) -> Failure? {
        if case .template = content { return nil }
        return isClosed(openedAt: openedAt, now: now) ? Failure(.outsideWindow) : nil
    }

    /// Whether only what is free of windows may be sent.
    package func isClosed(openedAt: Instant?, now: Instant) -> Bool {
        switch state(openedAt: openedAt, now: now) {
        case .unlimited, .open: false
        case .closed: true
        }
    }

    /// Until when a message that is posted at `now` can be sent.
    package func deadline(of content: Content, openedAt: Instant?, now: Instant, life: Duration) -> Instant {
        if case .template = content { return now + life }
        switch state(openedAt: openedAt, now: now) {
        case .unlimited, .closed: return now + life
        case .open(_, let closesAt): return min(closesAt, now + life)
        }
    }
}

extension WindowPolicy {
    /// The policy of an integration.
    package init(_ integration: IntegrationEntry, _ settings: RuntimeSettings) {
        self.init(rule: integration.channel.capabilities.window, margin: settings.windowMargin)
    }
}
