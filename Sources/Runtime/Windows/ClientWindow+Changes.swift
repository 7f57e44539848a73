package import Core
package import Store

extension ClientWindow {
    /// The customer did something that counts, at `time` by the provider's clock.
    ///
    /// - Parameter lead: how long before its end a window is told of.
    /// - Returns: whether the window begins anew; what comes late changes nothing.
    package mutating func customerCame(at time: Instant, now: Instant, policy: WindowPolicy, lead: Duration) -> Bool {
        // A provider's clock that runs ahead must not lengthen the window.
        let time = min(time, now)
        if let openedAt, time <= openedAt { return false }
        openedAt = time
        // A notice that waits already is mostly for a window that would have ended before: it is looked at then, and moved.
        if let end = policy.end(openedAt: time) { noticeAt = min(noticeAt ?? end - lead, end - lead) }
        return true
    }

    /// An advertisement brought the customer, who wrote at `time`.
    package mutating func customerWasReferred(at time: Instant, now: Instant) {
        referredAt = max(referredAt ?? .zero, min(time, now))
    }

    /// The business answered. Returns whether messages are free from now on because of an advertisement.
    package mutating func businessAnswered(now: Instant, _ rule: Capabilities.FreeEntry) -> Bool {
        guard let since = referredAt else { return false }
        // One answer decides for one arrival.
        referredAt = nil
        if now - since <= rule.answerWithin { freeUntil = now + rule.length }
        return true
    }

    /// What is to be told.
    package enum Notice: Hashable, Sendable { case closing, closed }

    /// What is to be told at `now`, if anything. Plans the next look.
    package mutating func takeNotice(now: Instant, policy: WindowPolicy, lead: Duration) -> Notice? {
        guard let openedAt, let end = policy.end(openedAt: openedAt) else {
            noticeAt = nil
            return nil
        }
        if now >= end {
            noticeAt = nil
            return .closed
        }
        guard now >= end - lead else {
            noticeAt = end - lead
            return nil
        }
        noticeAt = end
        guard lead > .zero, closingToldFor != openedAt else { return nil }
        closingToldFor = openedAt
        return .closing
    }
}
