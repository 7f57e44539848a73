import ConnectorKit
import Core
import Store
import Wire

extension EventApplication {
    /// Messages of the conversation that are looked through, from the newest back.
    private static let reach = 10

    /// How far the time of an echo may lie before the attempt: providers give whole seconds.
    private static let roundingOfTimes: Duration = .seconds(1)

    /// Takes an echo of a message that is being sent right now, or whose answer was lost, as the proof that the channel took it: without
    /// this it would be kept as one more message, and would keep the id that the answer brings.
    ///
    /// - Returns: whether it was one. It is told by the customer, the time and the text, which must be all of what the open step sends:
    ///   what somebody wrote by hand on the phone is a message of its own.
    func settleByEcho(_ event: InboundEvent, _ message: InboundMessage, from sender: Sender) throws -> Bool {
        guard try store.external(integration.id, event.externalID) == nil,
            let echoed = message.contents.first?.spoken?.withoutSurroundingSpace, !echoed.isEmpty,
            let client = try sender.addresses.compactMap({ try store.client(integration: integration.id, address: $0) }).first,
            let conversation = try store.latestConversation(client: client.id)
        else { return false }
        let messages = try store.messages(conversation: conversation.id, page: PageRequest(limit: Self.reach))
        for sent in messages.reversed() where sent.author == .business {
            guard let machine = try DeliveryMachine.load(sent.id, store), let open = Self.openPart(of: machine),
                let attempt = try store.attempts(message: sent.id).last(where: { $0.step == open.step }),
                event.at >= attempt.startedAt - Self.roundingOfTimes, text(of: sent, to: client, machine) == echoed
            else { continue }
            let correlation = Correlation(message: sent.id, step: open.step, attempt: attempt.id)
            let update = StatusUpdate(messageExternalID: event.externalID, state: .sent, correlation: correlation.description)
            let statuses = StatusApplication(store: store, integration: integration, emitter: emitter, now: now)
            return try statuses.apply(update, at: event.at) == .applied(sent.id)
        }
        return false
    }

    /// The part whose call is under way or has had no answer.
    private static func openPart(of machine: DeliveryMachine) -> Part? {
        machine.parts.first { $0.part != nil && $0.externalID == nil && ($0.state == .sending || $0.state == .unknown) }
    }

    /// What the customer reads in the step that follows those that are done: as the channel renders it, since a long text goes in parts;
    /// where it does not say, all of what the message says.
    private func text(of sent: MessageRecord, to client: Client, _ machine: DeliveryMachine) -> String? {
        guard let shown = try? Content(stored: sent.content), let content = try? sent.sentContent else { return nil }
        let override = sent.instructions.flatMap { try? SendInstructions(stored: $0) }?.payload(for: integration.type)
        let outbound = OutboundMessage(id: sent.id, recipient: client.externalID, content: content, override: override)
        let step = try? integration.channel.render(outbound, after: machine.receipts, correlation: "")
        return (step?.text ?? shown.spoken)?.withoutSurroundingSpace
    }
}

extension String {
    /// Channels drop white space at the ends of a text.
    fileprivate var withoutSurroundingSpace: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(self[first...last])
    }
}
