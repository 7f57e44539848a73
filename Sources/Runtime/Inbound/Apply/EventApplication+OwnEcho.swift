import Core
import Store
import Wire

extension EventApplication {
    /// Messages of the conversation that are looked through, from the newest back.
    private static let reach = 10

    /// Takes an echo of a message that is being sent right now, or whose answer was lost, as the proof that the channel took it: without
    /// this it would be kept as one more message, and would keep the id that the answer brings.
    ///
    /// - Returns: whether it was one. It is told by the customer and the text; a text that was split comes in pieces.
    func settleByEcho(_ event: InboundEvent, _ message: InboundMessage, from sender: Sender) throws -> Bool {
        guard try store.external(integration.id, event.externalID) == nil, let echoed = message.contents.first?.spoken, !echoed.isEmpty,
            let client = try sender.addresses.compactMap({ try store.client(integration: integration.id, address: $0) }).first,
            let conversation = try store.latestConversation(client: client.id)
        else { return false }
        let messages = try store.messages(conversation: conversation.id, page: PageRequest(limit: Self.reach))
        for sent in messages.reversed() where sent.author == .business {
            guard let text = try? Content(stored: sent.content).spoken, text.contains(echoed), let open = try openPart(of: sent),
                let attempt = try store.attempts(message: sent.id).last(where: { $0.step == open.step })
            else { continue }
            let correlation = Correlation(message: sent.id, step: open.step, attempt: attempt.id)
            let update = StatusUpdate(messageExternalID: event.externalID, state: .sent, correlation: correlation.description)
            let statuses = StatusApplication(store: store, integration: integration, emitter: emitter, now: now)
            return try statuses.apply(update, at: event.at) == .applied(sent.id)
        }
        return false
    }

    /// The part of a message whose call is under way or has had no answer.
    private func openPart(of message: MessageRecord) throws -> Part? {
        try store.parts(message: message.id).first {
            $0.part != nil && $0.externalID == nil && ($0.state == .sending || $0.state == .unknown)
        }
    }
}
