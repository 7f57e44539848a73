/// One message's share of a card that was sent in several messages.
package struct SplitCardPart<Message: Sendable>: Sendable {
    /// The message, as the caller named it.
    package var message: Message
    /// What stands there: part of the card, or its expiry date or security code.
    package var kind: RedactedSpan.Kind
    /// From the first to the last digit, in Unicode scalars of the message's text; masking keeps their number, so the offsets hold
    /// for the stored text too.
    package var scalars: Range<Int>
    /// How many of the card's digits come before this part.
    package var digitsBefore: Int
    /// How many digits the card has in all.
    package var cardDigits: Int
}

extension SplitCardPart: Equatable where Message: Equatable {}

extension CardRedaction {
    /// `text` with `part` masked, as the whole card would be: its digits by their place in the card.
    ///
    /// Offsets beyond the text are ignored, as when a message was edited meanwhile.
    package static func mask<Message>(_ part: SplitCardPart<Message>, in text: String) -> String {
        var output = String.UnicodeScalarView()
        var position = part.digitsBefore
        for (offset, scalar) in text.unicodeScalars.enumerated() {
            guard part.scalars.contains(offset), DigitScripts.value(of: scalar.value) != nil else {
                output.append(scalar)
                continue
            }
            let keeps = part.kind == .card && CardMask.keeps(position, of: part.cardDigits)
            output.append(keeps ? scalar : "\u{2587}")
            position += 1
        }
        return String(output)
    }
    /// `text` with all its digits masked: for another wording of a message that holds a part of a card, where the part is not known.
    package static func maskDigits(in text: String) -> String {
        var output = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { output.append(DigitScripts.value(of: scalar.value) == nil ? scalar : "\u{2587}") }
        return String(output)
    }
}
