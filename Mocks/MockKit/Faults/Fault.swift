package import Core

/// What goes wrong.
package enum Fault: Hashable, Sendable {
    /// The request is answered with an HTTP status, accepted or not.
    case status(Int, RetryAfter?, FaultBody, accept: Bool)
    /// The provider's own error of a code: at once, or as a later status of an accepted message.
    case providerError(code: Int, later: Bool)
    /// No answer ever comes, accepted or not.
    case hang(accept: Bool)
    /// Accepted, then the connection is cut.
    case dropAfterAccept
    /// The connection is cut and nothing happens.
    case dropBeforeAccept
    /// The answer comes late.
    case slow(Duration)
    /// A webhook is delivered several times, at once or one `gap` after the other.
    case duplicate(copies: Int, gap: Duration)
    /// A webhook waits until another one has gone.
    case reorder
    /// A webhook is late.
    case delay(Duration)
    /// A webhook's signature is wrong, in upper case or missing.
    case signature(Signing)
    /// Several webhooks are put into one body.
    case batch(size: Int)

    /// The word of a rule's `kind`.
    package var kind: String {
        switch self {
        case .status: "status"
        case .providerError: "error"
        case .hang: "hang"
        case .dropAfterAccept: "dropAfterAccept"
        case .dropBeforeAccept: "dropBeforeAccept"
        case .slow: "slow"
        case .duplicate: "duplicate"
        case .reorder: "reorder"
        case .delay: "delay"
        case .signature(let signing):
            switch signing {
            case .right, .wrong: "wrongSignature"
            case .upperHex: "upperHex"
            case .missing: "missingHeader"
            }
        case .batch: "batch"
        }
    }

    /// Whether it happens to webhooks; the others happen to requests.
    package var concernsWebhooks: Bool {
        switch self {
        case .status, .providerError, .hang, .dropAfterAccept, .dropBeforeAccept, .slow: false
        case .duplicate, .reorder, .delay, .signature, .batch: true
        }
    }
}

/// A `Retry-After` header.
package enum RetryAfter: Hashable, Sendable {
    /// A number of seconds.
    case seconds(Int)
    /// The HTTP date so many seconds ahead.
    case date(Int)
    /// Any text, such as garbage.
    case text(String)

    /// The field's value.
    package func value(at now: Instant) -> String {
        switch self {
        case .seconds(let seconds): String(seconds)
        case .date(let seconds): HTTPDate.text(Instant(seconds: now.seconds + Int64(seconds)))
        case .text(let text): text
        }
    }
}

/// The body of a `status` fault.
package enum FaultBody: Hashable, Sendable {
    /// The provider's error object.
    case error
    /// A gateway's page.
    case html
    /// This text.
    case text(String)
}

/// What webhook faults make of one delivery.
struct WebhookEffects: Hashable, Sendable {
    var copies = 1
    var gap: Duration = .zero
    var delay: Duration = .zero
    var isHeld = false
    var signing = Signing.right
}
