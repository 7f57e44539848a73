import ConnectorKit
import Core

/// Decides what follows from a help desk's answer. A value without effects.
enum WebhookPolicy {
    /// What to do.
    enum Decision: Hashable, Sendable {
        case delivered
        case tryAgain(at: Instant, reason: String)
        case giveUp(reason: String)
        /// The receiver wants nothing any more.
        case disable(reason: String)
    }

    /// 2xx is success, 410 ends it all. Everything else is tried again on the schedule, as is silence; a wait that the receiver asks for
    /// is kept. Source: Standard Webhooks 1.0.0, delivery.
    static func decide(_ answer: TransportOutcome, tries: Int, now: Instant, jitter: UInt64) -> Decision {
        if let status = answer.status, (200..<300).contains(status) { return .delivered }
        if answer.status == 410 { return .disable(reason: "The receiver answered 410: it wants no more events.") }
        let reason = answer.sentence
        guard let wait = RetrySchedule.webhooks.delay(afterFailure: tries + 1, jitter: jitter) else {
            return .giveUp(reason: reason + " All attempts are used up.")
        }
        return .tryAgain(at: now + max(wait, min(retryAfter(answer, now) ?? .zero, SendPolicy.longestRetryAfter)), reason: reason)
    }

    private static func retryAfter(_ answer: TransportOutcome, _ now: Instant) -> Duration? {
        guard case .answered(let response) = answer else { return nil }
        return RetryAfter.wait(in: response.headers, now: now)
    }

    /// What a failure makes of a webhook's health: since when it fails, and whether that is too long.
    static func health(_ health: WebhookHealth?, afterFailureAt now: Instant, reason: String) -> WebhookHealth {
        var health = health ?? WebhookHealth(failingSince: nil)
        let since = health.failingSince ?? now
        health.failingSince = since
        if health.disabled == nil, now - since >= WebhookHealth.patience {
            health.disabled = WebhookHealth.Disabled(at: now, reason: "Every attempt has failed for five days. \(reason)")
        }
        return health
    }
}

extension TransportOutcome {
    /// A word for logs and metrics: the status, or the reason why there is none.
    var word: String {
        switch self {
        case .answered(let response): "\(response.status)"
        case .notSent(let failure), .maybeSent(let failure): failure.reason.rawValue
        }
    }
}

extension TransportOutcome {
    /// What became of the call, for whoever looks after the receiver.
    fileprivate var sentence: String {
        switch self {
        case .answered(let response): "The receiver answered \(response.status)."
        case .notSent(let failure), .maybeSent(let failure): failure.reason.sentence
        }
    }
}

extension TransportFailure.Reason {
    fileprivate var sentence: String {
        switch self {
        case .resolve: "The name of the receiver's host has no address."
        case .connect: "The receiver's host takes no connection."
        case .tls: "The receiver's certificate was not accepted, or it speaks no TLS."
        case .forbiddenAddress: "The receiver's address is not public, and the configuration does not allow it."
        case .badURL: "The receiver's address is no URL that can be called."
        case .deadline: "The receiver did not answer in time."
        case .broken: "The connection to the receiver broke before its answer."
        case .bodyTooLarge: "The receiver's answer was too long."
        case .file, .cancelled, .closing, .overloaded: "The event could not be sent at that moment (\(rawValue))."
        }
    }
}
