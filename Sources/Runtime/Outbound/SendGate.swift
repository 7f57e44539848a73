import ConnectorKit
import Core
import Store

/// Decides whether a message may go to a client now: the customer's word first, then the window. Asked when a message is posted, and again
/// before each call. A value without effects.
struct SendGate: Sendable {
    let integration: IntegrationEntry
    let settings: RuntimeSettings
    let client: Client
    let now: Instant

    /// Why `message` may not be sent; nil when it may. What counts is what is sent: the override, if there is one.
    ///
    /// - Parameter category: of the template that is sent, if it is one and its category is known.
    func refusal(of message: OutboundMessage, category: MessageTemplate.Category? = nil) -> Failure? {
        let isFree = isFreeOfWindow(message)
        let consent = ConsentPolicy(integration, settings, client)
        if let refusal = consent.refusal(of: isFree ? .template(category) : .freeform, now: now) { return refusal }
        if isFree { return nil }
        let isClosed = WindowPolicy(integration, settings).isClosed(openedAt: client.window.openedAt, now: now)
        return isClosed ? Failure(.outsideWindow) : nil
    }

    private func isFreeOfWindow(_ message: OutboundMessage) -> Bool {
        if let override = message.override { return integration.channel.isFreeOfWindow(override) }
        if case .template = message.content { return true }
        return false
    }
}
