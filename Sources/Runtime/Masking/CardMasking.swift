package import Core
import Redaction

/// Masks payment card numbers, and counts what it masked by app, channel and kind.
package struct CardMasking: Masking {
    private let metrics: Metrics
    private var labels: (app: ID, channel: String)?

    /// Counts into `metrics` once it is told for whom: see `counting(app:channel:)`.
    package init(metrics: Metrics) { self.metrics = metrics }

    package func counting(app: ID, channel: String) -> any Masking {
        var masking = self
        masking.labels = (app, channel)
        return masking
    }

    package func mask(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        let result = CardRedaction.mask(text)
        guard let masked = result.bytes else { return nil }
        if let labels {
            let counter = RedactionCounter(metrics: metrics, app: labels.app, channel: labels.channel)
            counter.count(.card, result.counts.cards)
            counter.count(.securityCode, result.counts.securityCodes)
            counter.count(.expiry, result.counts.expiries)
            if result.isWithheld { counter.count(.withheld, 1) }
        }
        return masked
    }
}

/// Counts what was masked, and nothing about it, in `/metrics`.
struct RedactionCounter: Sendable {
    /// What was masked.
    enum Kind: String, Hashable, Sendable {
        case card
        case securityCode = "cvv"
        case expiry
        /// A card that came in several messages.
        case splitCard = "split_card"
        /// A whole text that could not be checked.
        case withheld
    }

    let metrics: Metrics
    let app: ID
    let channel: String

    func count(_ kind: Kind, _ amount: Int) {
        guard amount > 0 else { return }
        metrics.number(
            "parley_redactions_total", .counter, ["app": "\(app)", "channel": channel, "kind": kind.rawValue],
            help: "Card data masked, by app, channel and kind."
        ).add(Int64(amount))
    }
}
