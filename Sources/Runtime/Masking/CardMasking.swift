package import Core
import Redaction

/// Masks payment card numbers, and counts what it masked by kind.
package struct CardMasking: Masking {
    private let cards: Metrics.Number
    private let securityCodes: Metrics.Number
    private let expiries: Metrics.Number

    /// Counts into `metrics`.
    package init(metrics: Metrics) {
        let name = "parley_redactions_total"
        let help = "Card data masked, by kind."
        cards = metrics.number(name, .counter, ["kind": "card"], help: help)
        securityCodes = metrics.number(name, .counter, ["kind": "cvv"])
        expiries = metrics.number(name, .counter, ["kind": "expiry"])
    }

    package func mask(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        let result = CardRedaction.mask(text)
        guard let masked = result.bytes else { return nil }
        cards.add(Int64(result.counts.cards))
        securityCodes.add(Int64(result.counts.securityCodes))
        expiries.add(Int64(result.counts.expiries))
        return masked
    }
}
