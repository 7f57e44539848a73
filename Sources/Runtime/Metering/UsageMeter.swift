import ConnectorKit
import Core
import Store
import Wire

/// Counts messages, charges and people by month, in the transaction of what is counted: as exactly as that happens once.
///
/// Names of counters: `usage/<month>/<integration>/<what>/…`, which `UsageReport` reads. Months are those of UTC, by the provider's clock.
struct UsageMeter {
    let store: any StoreTransaction
    let integration: IntegrationEntry

    /// The customer wrote. `previously` is when the customer came last, as known before.
    func received(_ client: Client, messages: Int, at time: Instant, previously: Instant?) throws {
        let month = time.month
        try count(month, "message", "inbound", Country.of(client), by: messages)
        // Only the first message of a month can be news, so that the others cost nothing.
        if let previously, previously.month == month { return }
        let mark = "active/\(month)/\(client.userID)"
        if try store.count(app: integration.appID, name: mark, by: 1) == 1 {
            try store.add(app: integration.appID, name: "usage/\(month)/users", by: 1)
        }
    }

    /// Counts what a delivery machine found worth counting: that the message was taken, and charges of delivered parts.
    ///
    /// - Parameter client: whom it was sent to; looked up when it is nil.
    func count(_ machine: DeliveryMachine, of client: Client? = nil, at time: Instant) throws {
        let isTaken = machine.news.contains(.takenByChannel)
        guard isTaken || !machine.charges.isEmpty, let client = try client ?? self.client(of: machine.delivery) else { return }
        let (month, country) = (time.month, Country.of(client))
        if isTaken { try count(month, "message", "outbound", country) }
        for charge in machine.charges { try count(charge, machine.delivery, month, country) }
    }

    /// A step was taken that its channel sends in so many pieces.
    func sent(segments: Int, at time: Instant) throws { try count(time.month, "segments", "outbound", by: segments) }

    private func count(_ charge: MessageCharge, _ delivery: Delivery, _ month: Substring, _ country: String) throws {
        let cost = charge.isFree ? "free" : "paid"
        try count(
            month, "charge", charge.model.rawValue, charge.category ?? "none", charge.type ?? "none", cost, country)
        guard let conversation = charge.conversation else { return }
        // Several messages are of one conversation: it counts with the first of them.
        let once = ExternalReference(kind: .event, resourceID: delivery.messageID)
        if try store.claim(integration.id, "session:\(conversation)", for: once) { try count(month, "session", cost) }
    }

    private func client(of delivery: Delivery) throws -> Client? {
        guard let conversation = try store.conversation(app: delivery.appID, delivery.conversationID) else { return nil }
        return try store.client(conversation.clientID)
    }

    private func count(_ month: Substring, _ words: String..., by step: Int = 1) throws {
        let name = "usage/\(month)/\(integration.id)/" + words.joined(separator: "/")
        try store.add(app: integration.appID, name: name, by: Int64(step))
    }
}

extension Instant {
    /// Year and month in UTC: `2026-11`.
    var month: Substring { wire.prefix(7) }
}

extension Country {
    /// The country of a customer.
    static func of(_ client: Client) -> String {
        let known = client.phone.map { of($0) } ?? unknown
        return known == unknown ? of(client.externalID) : known
    }
}
