import ConnectorKit
import Core

/// The pace at which programs may send templates, by integration: a program that goes wrong must not cost the account its good name.
final class TemplatePacing: Sendable {
    private let pacers = Lock<[ID: (pace: Capabilities.Pace, pacer: Pacer)]>([:])

    /// When a message may go, if it is a program's template and must wait; takes a place otherwise. A person's template never waits.
    func wait(for message: OutboundMessage, of integration: IntegrationEntry, _ book: TemplateBook, now: Instant) -> Instant? {
        guard message.actor == .bot, let gate = TemplateGate(integration, book), (try? gate.send(in: message)) != nil else { return nil }
        let pace = integration.templates.botPace
        return pacers.withLock { pacers in
            var entry = pacers[integration.id] ?? (pace, Pacer(pace))
            if entry.pace != pace { entry = (pace, Pacer(pace)) }
            let later = entry.pacer.take(now: now)
            pacers[integration.id] = entry
            return later
        }
    }
}

extension FailureCode {
    /// Whether the provider refused a template that the list says may be sent.
    var isOfTemplate: Bool { [.templateNotFound, .templateNotApproved, .templateParameters].contains(self) }
}
