import ConnectorKit
import Core

/// Decides what follows from the outcome of one call. A value without effects.
struct SendPolicy: Hashable, Sendable {
    /// What to do.
    enum Decision: Hashable, Sendable {
        /// The step is done.
        case accept(externalID: String?, recipient: String?)
        /// The provider has refused the message for good.
        case fail(Failure, optOut: ConsentKind?)
        /// Nothing was sent, and it is too late for another try. The account's other sends wait until `pausedUntil`.
        case giveUp(Failure, pausedUntil: Instant?)
        /// Nothing was sent; try again at `at`. `countsAsTry` is false for waits that are nobody's fault.
        case tryAgain(Failure, at: Instant, countsAsTry: Bool, pause: Pause?)
        /// Nobody knows; make the same call again at `at`, since the provider tells a repetition by its key.
        case sendAgain(Failure, at: Instant)
        /// Nobody knows; wait until `until` for a status that tells.
        case waitForProof(Failure, until: Instant)
        /// Nobody knows, and nothing will tell: the lane goes on.
        case leaveUnknown(Failure)
    }

    /// A pause of everything that the account sends.
    enum Pause: Hashable, Sendable {
        /// The provider asked to slow down.
        case throttled
        /// An administrator must act.
        case needsAdmin
    }

    /// The longest wait that a provider can ask for.
    static let longestRetryAfter: Duration = .hours(24)

    /// The shortest: a provider that says "at once" while it refuses must not be called without a pause.
    static let shortestRetryAfter: Duration = .seconds(1)

    var capabilities: Capabilities
    var proofWait: Duration

    /// What follows.
    ///
    /// - Parameters:
    ///   - tries: calls made for this step before this one.
    ///   - deadline: past it the message is given up.
    ///   - resendable: the step carries a key that the provider still honours.
    ///   - jitter: any number that differs between messages.
    func decide(_ outcome: Outcome, tries: Int, deadline: Instant, resendable: Bool, now: Instant, jitter: UInt64) -> Decision {
        switch outcome {
        case .accepted(let externalID, let recipient): return .accept(externalID: externalID, recipient: recipient)
        case .rejected(let failure): return .fail(failure, optOut: nil)
        case .recipientGone(let failure, let optOut): return .fail(failure, optOut: optOut)
        case .throttled(let failure, let retryAfter, let scope):
            let wait = bounded(retryAfter) ?? (scope == .recipient ? Self.pairWait(tries) : scheduled(.transient, tries, jitter))
            return again(
                failure, now + wait, deadline: deadline, countsAsTry: retryAfter == nil, pause: scope == .account ? .throttled : nil)
        case .unavailable(let failure, let retryAfter):
            let wait = bounded(retryAfter) ?? scheduled(.transient, tries, jitter)
            return again(failure, now + wait, deadline: deadline, countsAsTry: true, pause: nil)
        case .accountInvalid(let failure):
            let wait = scheduled(.needsAdmin, tries, jitter)
            return again(failure, now + wait, deadline: deadline, countsAsTry: true, pause: .needsAdmin)
        case .ambiguous(let failure):
            let next = now + scheduled(.transient, tries, jitter)
            if resendable, next <= deadline { return .sendAgain(failure, at: next) }
            let unknown = Failure(.unknownOutcome, provider: failure.provider, detail: failure.detail)
            return capabilities.correlatesStatuses ? .waitForProof(unknown, until: now + proofWait) : .leaveUnknown(unknown)
        }
    }

    private func again(_ failure: Failure, _ at: Instant, deadline: Instant, countsAsTry: Bool, pause: Pause?) -> Decision {
        guard at <= deadline else { return .giveUp(failure, pausedUntil: pause.map { _ in at }) }
        return .tryAgain(failure, at: at, countsAsTry: countsAsTry, pause: pause)
    }

    /// Towards one customer: 1 s, 4 s, 16 s and so on, ten minutes at most (Meta, error 131056: wait 4^n seconds).
    private static func pairWait(_ tries: Int) -> Duration { .seconds(min(600, Int64(1) << (2 * min(max(tries, 0), 5)))) }

    private func bounded(_ wait: Duration?) -> Duration? {
        wait.map { min(max($0, Self.shortestRetryAfter), Self.longestRetryAfter) }
    }

    private func scheduled(_ schedule: RetrySchedule, _ tries: Int, _ jitter: UInt64) -> Duration {
        // Both schedules repeat their last wait, so there always is one.
        schedule.delay(afterFailure: tries + 1, jitter: jitter) ?? .hours(1)
    }
}

extension Outcome {
    /// The word for the ledger and the metrics.
    var word: String {
        switch self {
        case .accepted: "accepted"
        case .rejected: "rejected"
        case .throttled: "throttled"
        case .unavailable: "unavailable"
        case .ambiguous: "ambiguous"
        case .recipientGone: "recipientGone"
        case .accountInvalid: "accountInvalid"
        }
    }

    /// The failure, if it is one.
    var failure: Failure? {
        switch self {
        case .accepted: nil
        case .rejected(let failure), .throttled(let failure, _, _), .unavailable(let failure, _), .ambiguous(let failure),
            .recipientGone(let failure, _), .accountInvalid(let failure):
            failure
        }
    }
}
