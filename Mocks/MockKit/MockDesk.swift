package import Core

/// What all mocks have: the ledger of requests, the webhook sender with its log, and the faults.
package final class MockDesk: Sendable {
    /// Every request.
    package let ledger = Ledger()
    /// Every attempt to deliver a webhook.
    package let webhooks = WebhookLog()
    /// The rules by which things go wrong.
    package let faults = FaultBook()
    /// Delivers webhooks.
    package let sender: WebhookSender

    /// - Parameter caller: makes the calls of webhooks.
    package init(caller: any HTTPCaller, clock: WallClock = .system) {
        sender = WebhookSender(caller: caller, clock: clock, log: webhooks, faults: faults)
    }
}
