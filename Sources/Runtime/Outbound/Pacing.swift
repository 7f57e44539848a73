import Core

/// The paces of all accounts and their recipients.
final class Pacing: Sendable {
    private struct Key: Hashable {
        var integration: ID
        /// The conversation, or nil for the account as a whole.
        var lane: ID?
    }

    /// How many recipients are remembered; rested ones are forgotten past it.
    private static let limit = 50_000

    private let pacers = Lock<[Key: Pacer]>([:])

    /// Takes a place for one send. Nil when there is one; else when to come again, and no place is taken.
    func take(integration: ID, lane: ID, account: Capabilities.Pace, recipient: Capabilities.Pace?, now: Instant) -> Instant? {
        pacers.withLock { pacers in
            let accountKey = Key(integration: integration, lane: nil)
            let recipientKey = Key(integration: integration, lane: lane)
            var accountPacer = pacers[accountKey] ?? Pacer(account)
            if let recipient {
                // The recipient first: a place of the account must not be used up by somebody who has to wait anyway.
                var recipientPacer = pacers[recipientKey] ?? Pacer(recipient)
                if let later = recipientPacer.take(now: now) { return later }
                if let later = accountPacer.take(now: now) { return later }
                if pacers.count >= Self.limit { pacers = pacers.filter { !$0.value.isRested(now: now) } }
                pacers[recipientKey] = recipientPacer
            } else if let later = accountPacer.take(now: now) {
                return later
            }
            pacers[accountKey] = accountPacer
            return nil
        }
    }

    /// The lane turned out to lead to a group, to which another pace holds: it counts from the send that was just made.
    func slow(integration: ID, lane: ID, to pace: Capabilities.Pace, now: Instant) {
        pacers.withLock { pacers in
            let key = Key(integration: integration, lane: lane)
            if let known = pacers[key], known.keeps(pace) { return }
            var pacer = Pacer(pace)
            _ = pacer.take(now: now)
            pacers[key] = pacer
        }
    }
}
