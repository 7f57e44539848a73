/// What was masked, by kind. Safe to log and to count.
package struct RedactionCounts: Hashable, Sendable {
    /// Card numbers.
    package var cards = 0
    /// Security codes (CVV, CVC) beside a card.
    package var securityCodes = 0
    /// Expiry dates beside a card.
    package var expiries = 0

    /// Nothing counted yet.
    package init() {}

    /// Everything together.
    package var total: Int { cards + securityCodes + expiries }

    /// Adds `other` to the receiver.
    package static func += (counts: inout RedactionCounts, other: RedactionCounts) {
        counts.cards += other.cards
        counts.securityCodes += other.securityCodes
        counts.expiries += other.expiries
    }
}

/// A place in a text that was masked: from its first to its last digit. Holds no text.
package struct RedactedSpan: Hashable, Sendable {
    /// What stood there.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case card, securityCode, expiry
    }

    /// What stood there.
    package var kind: Kind
    /// Offsets in bytes of the text that was given.
    package var bytes: Range<Int>
    /// Offsets in Unicode scalars of the text that was given; of the masked text too, unless the digits were written as escapes.
    package var scalars: Range<Int>
}

/// The outcome of masking one text. Never holds, and never describes, what was masked.
package struct RedactionResult: Hashable, Sendable {
    /// The text to use instead; nil when nothing had to be masked and the given text stands.
    package var bytes: [UInt8]?
    /// What was masked, in order.
    package var spans: [RedactedSpan]
    /// How much was masked of each kind.
    package var counts: RedactionCounts
    /// The text could not be checked, and `bytes` is `CardRedaction.placeholder`.
    package var isWithheld: Bool

    /// The masked text; nil when nothing had to be masked.
    package var text: String? { bytes.map { String(decoding: $0, as: UTF8.self) } }

    static let unchanged = RedactionResult(bytes: nil, spans: [], counts: RedactionCounts(), isWithheld: false)
    static let withheld = RedactionResult(
        bytes: Array(CardRedaction.placeholder.utf8), spans: [], counts: RedactionCounts(), isWithheld: true)
}

/// Masks payment card numbers, and the expiry dates and security codes beside them (invariant 2).
///
/// A pure function over UTF-8 bytes: linear in time, without allocation when nothing looks like a card, without failure on any input.
/// Bytes that are not UTF-8 stay as they are. Of a card the first six and the last four digits stay from sixteen digits up, the last
/// four below; `▇` replaces each other digit and separators stay, so masked text has as many scalars as before and masking it again
/// changes nothing.
package enum CardRedaction {
    /// What stands in for a text that could not be checked: nothing passes unchecked.
    package static let placeholder = "[text withheld: it could not be checked for card numbers]"

    /// The longest text that is checked, in bytes; a longer one is withheld.
    package static let longestText = 64 << 20

    /// Masks `bytes`. Longer than `limit` it is withheld.
    package static func mask(_ bytes: UnsafeBufferPointer<UInt8>, limit: Int = longestText) -> RedactionResult {
        guard bytes.count <= limit else { return .withheld }
        guard bytes.count >= DigitGate.fewestDigits, let text = TextBytes(bytes) else { return .unchanged }
        let findings = CardScanner.findings(in: text)
        guard !findings.isEmpty else { return .unchanged }
        return result(findings, in: text)
    }

    /// Masks `bytes`. Longer than `limit` it is withheld.
    package static func mask(_ bytes: [UInt8], limit: Int = longestText) -> RedactionResult {
        bytes.withUnsafeBufferPointer { mask($0, limit: limit) }
    }

    /// Masks `bytes`. Longer than `limit` it is withheld.
    package static func mask(_ bytes: Span<UInt8>, limit: Int = longestText) -> RedactionResult {
        bytes.withUnsafeBufferPointer { mask($0, limit: limit) }
    }

    /// Masks `text`. Longer than `limit` bytes it is withheld.
    package static func mask(_ text: String, limit: Int = longestText) -> RedactionResult {
        var text = text
        return text.withUTF8 { mask($0, limit: limit) }
    }

    /// `text` with its card numbers masked, for callers that need nothing else.
    package static func masked(_ text: String) -> String { mask(text).text ?? text }

    private static func result(_ findings: [Finding], in text: TextBytes) -> RedactionResult {
        var result = RedactionResult.unchanged
        result.bytes = CardMask.apply(findings, to: text)
        result.spans.reserveCapacity(findings.count)
        var position = 0
        var scalars = 0
        for finding in findings {
            scalars += text.scalarCount(in: position..<finding.range.lowerBound)
            let length = text.scalarCount(in: finding.range)
            result.spans.append(
                RedactedSpan(kind: finding.kind.span, bytes: finding.range, scalars: scalars..<(scalars + length)))
            result.counts.add(finding.kind)
            scalars += length
            position = finding.range.upperBound
        }
        return result
    }
}

extension Finding.Kind {
    /// The kind as callers see it.
    var span: RedactedSpan.Kind {
        switch self {
        case .card: .card
        case .securityCode: .securityCode
        case .expiry: .expiry
        }
    }
}

extension RedactionCounts {
    /// Counts one more of `kind`.
    mutating func add(_ kind: Finding.Kind) {
        switch kind {
        case .card: cards += 1
        case .securityCode: securityCodes += 1
        case .expiry: expiries += 1
        }
    }
}
