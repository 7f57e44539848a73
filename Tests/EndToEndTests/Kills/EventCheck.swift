import Core
import JSONKit

/// Whether the help desk was told everything, in order.
struct EventCheck {
    let stage: Stage
    /// The messages of each conversation.
    let conversations: [String: [JSON]]
    let replies: [Load.Reply]
    /// The state of each reply's delivery.
    let states: [String: String]
    let end: ContinuousClock.Instant

    private static let steps = [
        "conversation:message", "conversation:message:delivery:channel", "conversation:message:delivery:user",
    ]

    func judge(_ report: inout CampaignReport) async throws {
        var missing: [String] = []
        repeat {
            missing = self.missing()
            if missing.isEmpty { break }
            try await Task.sleep(for: .milliseconds(50))
        } while ContinuousClock.now < end
        report.late += missing.count
        report.violations += missing.map { "the help desk was never told of \($0)" }
        report.violations += stage.desk.refusals
        let deliveries = stage.desk.deliveries
        var first: [HelpDesk.Delivery] = []
        var known: [String: String] = [:]
        for delivery in deliveries {
            if let webhookID = known[delivery.id] {
                report.repeated += 1
                if webhookID != delivery.webhookID { report.violations.append("\(delivery.id) came under another webhook-id") }
            } else {
                known[delivery.id] = delivery.webhookID
                first.append(delivery)
            }
        }
        report.events = first.count
        checkOrder(first, &report)
    }

    /// Events that must come, as type and message.
    private func missing() -> [String] {
        var expected: Set<String> = []
        for messages in conversations.values {
            for message in messages { expected.insert("\(Self.steps[0]) \(message["id"].string ?? "")") }
        }
        for reply in replies {
            switch states[reply.message] {
            case "read": for step in Self.steps { expected.insert("\(step) \(reply.message)") }
            case "unknown": expected.insert("conversation:message:delivery:failure \(reply.message)")
            default: break
            }
        }
        for delivery in stage.desk.deliveries { expected.remove("\(delivery.type) \(delivery.message ?? "")") }
        return Array(expected)
    }

    /// In one conversation the events come in the order of their ids, and a message's steps one after the other, each told once.
    private func checkOrder(_ events: [HelpDesk.Delivery], _ report: inout CampaignReport) {
        for (conversation, events) in Dictionary(grouping: events, by: { $0.conversation ?? "" }) {
            for (event, next) in zip(events, events.dropFirst()) where event.id > next.id {
                report.violations.append("in \(conversation) \(next.id) (\(next.type)) came after \(event.id) (\(event.type))")
            }
        }
        for (message, events) in Dictionary(grouping: events.filter { $0.message != nil }, by: { $0.message ?? "" }) {
            let places = events.compactMap { Self.steps.firstIndex(of: $0.type) }
            if places != places.sorted() || Set(places).count != places.count {
                report.violations.append("the events of \(message) came as \(events.map(\.type))")
            }
        }
    }
}
