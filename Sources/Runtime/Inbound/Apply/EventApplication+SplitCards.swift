import Core
import Redaction
import Store

extension EventApplication {
    /// What must be masked, in this message of the customer and in earlier ones, because together they hold a card.
    func splitCard(_ content: Content, _ event: InboundEvent, _ message: SeenMessage) -> [SplitCardPart<SeenMessage>] {
        guard let splitCards, let text = content.spoken, let sender = event.sender?.addresses.first else { return [] }
        return splitCards.observe(text, of: sender, message, at: event.at)
    }

    /// The same for new words of an earlier message, told of by `event`.
    func splitCard(_ content: Content, _ change: InboundEvent, of message: ID, event: ID) -> [SplitCardPart<SeenMessage>] {
        guard let splitCards, let text = content.spoken, let sender = change.sender?.addresses.first else { return [] }
        return splitCards.change(message, to: text, of: sender, SeenMessage.Trace(entry: entry, event: event))
    }

    /// Remembers that the provider's request may hold the words of the message that is quoted in it.
    func noteQuote(_ quoted: String?, _ event: InboundEvent) throws {
        guard let splitCards, let quoted, let sender = event.sender?.addresses.first, splitCards.remembers(sender),
            let known = try store.external(integration.id, quoted), known.kind != .event
        else { return }
        splitCards.quoted(known.resourceID, of: sender, SeenMessage.Trace(entry: entry, event: nil))
    }

    /// Masks what is stored of messages that turned out to hold parts of a card.
    func maskStored(_ parts: [SplitCardPart<SeenMessage>], current: (message: ID, content: Content)) throws {
        try SplitCardRewrite(store: store, app: integration.appID, integration: integration, emitter: emitter, now: now).mask(
            parts, current: current)
    }
}
