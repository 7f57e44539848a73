import Core

/// Decides what is done about a reply that waits. A value without effects.
enum AbsencePolicy {
    /// What to do.
    enum Decision: Hashable, Sendable {
        /// Nothing, any more.
        case drop
        /// The customer is connected and may look at any moment: look again then.
        case lookAgain(at: Instant)
        /// Tell the business, and the customer by mail where that is wanted.
        case tell
    }

    /// A reply that waits for so long, with the customer connected, has been seen or is not wanted.
    static let patience: Duration = .hours(24)

    /// - Parameters:
    ///   - isRead: whether the customer has read the reply.
    ///   - isPresent: whether the customer is connected.
    ///   - repliedAt: when the reply was written.
    static func decide(isRead: Bool, isPresent: Bool, repliedAt: Instant, delay: Duration, now: Instant) -> Decision {
        if isRead { return .drop }
        guard isPresent else { return .tell }
        return now - repliedAt < patience ? .lookAgain(at: now + delay) : .drop
    }

    /// Waits between tries to hand a mail to its server: it is of use for a day.
    static let mailSchedule = RetrySchedule([.minutes(1), .minutes(5), .minutes(20), .hours(1), .hours(4), .hours(12)], repeatsLast: false)
}
