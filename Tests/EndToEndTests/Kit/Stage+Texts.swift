import JSONKit

extension Stage {
    /// How often each text stands in a conversation, once the help desk has heard of `count` messages.
    func textCounts(expecting count: Int) async throws -> [String: Int] {
        let conversations = try await eventually("the help desk did not hear of all", within: .seconds(60)) {
            let events = desk.deliveries.filter { $0.type == "conversation:message" }
            let known = Set(events.compactMap { $0.payload["message"]["id"].string })
            return known.count >= count ? Set(events.compactMap(\.conversation)) : nil
        }
        var counts: [String: Int] = [:]
        for conversation in conversations {
            for message in try await agent.messages(in: conversation) {
                counts[message["content"]["text"].string ?? "", default: 0] += 1
            }
        }
        return counts
    }
}
