import ConnectorKit
import Core
import Store

extension EventApplication {
    /// Whether the channel's provider counts this doing for its window.
    func counts(_ doing: Capabilities.WindowOpener) -> Bool { integration.channel.capabilities.windowOpeners.contains(doing) }

    /// The customer did something at `time`, by the provider's clock.
    func moveWindow(of client: Client, at time: Instant, opens: Bool, referral: Referral? = nil) throws {
        var window = client.window
        var isMoved = false
        if opens {
            isMoved = window.customerCame(
                at: time, now: now, policy: WindowPolicy(integration, settings), lead: integration.policies.closingLead)
        }
        if let referral, let rule = integration.channel.capabilities.freeEntry, rule.referrals.contains(referral.type ?? "") {
            window.customerWasReferred(at: time, now: now)
            isMoved = true
        }
        if isMoved { try store.setWindow(window, client: client.id) }
    }

    /// A customer called. Calls are not taken, but a provider may count them for its window. Nobody is made for one.
    func applyCall(_ event: InboundEvent) throws {
        guard counts(.call), let sender = event.sender, sender.group == nil, let person = try knownPerson(sender, at: event.at) else {
            return
        }
        try moveWindow(of: person.client, at: event.at, opens: true)
    }

    /// A customer who writes nothing but a word such as STOP or START decides about all messages.
    func noteConsentWord(in message: InboundMessage, of client: Client, _ conversation: Conversation, at time: Instant) throws {
        guard message.contents.count == 1, case .text(let text) = message.contents[0],
            let allowed = integration.consentWords.allows(text.text)
        else { return }
        let detail = allowed ? "The customer asked for messages again." : "The customer asked for an end of messages."
        // Read anew: other changes of this event are in the store already.
        guard let client = try store.client(client.id) else { return }
        try ConsentChange(.all, allowed: allowed, detail: detail, at: min(time, now)).store(
            client, conversation, emitter, in: store, now: now)
    }
}
