package import Core
package import Store

/// What was counted in a month, read back from the counters that `UsageMeter` keeps.
package struct UsageReport: Hashable, Sendable {
    /// Messages of one account, direction and country.
    package struct Messages: Hashable, Sendable {
        package var integrationID: ID
        package var direction: String
        package var country: String
        package var count: Int64
    }

    /// Charges of one kind.
    package struct Charges: Hashable, Sendable {
        package var integrationID: ID
        package var model: String
        package var category: String
        package var type: String
        package var isFree: Bool
        package var country: String
        package var count: Int64
    }

    /// Charged conversations.
    package struct Sessions: Hashable, Sendable {
        package var free: Int64 = 0
        package var paid: Int64 = 0
    }

    package private(set) var month: String
    /// Users who wrote in the month.
    package private(set) var activeUsers: Int64 = 0
    package private(set) var messages: [Messages] = []
    package private(set) var charges: [Charges] = []
    /// Charged conversations, for channels that count them.
    package private(set) var sessions = Sessions()
    /// Pieces of text messages that were sent.
    package private(set) var segments: Int64 = 0

    /// Counters read at once, and the most that one report reads.
    private static let page = 1000
    private static let limit = 100_000

    /// Reads the report of `month`, `2026-11`.
    package init(month: String, app: ID, in store: any StoreReader) throws {
        self.month = month
        let prefix = "usage/\(month)/"
        var after: String?
        for _ in 0..<(Self.limit / Self.page) {
            let counters = try store.counters(app: app, prefix: prefix, after: after, limit: Self.page)
            for counter in counters { add(counter.name.dropFirst(prefix.count), counter.value) }
            after = counters.last?.name
            if counters.count < Self.page { return }
        }
    }

    private mutating func add(_ name: Substring, _ value: Int64) {
        let words = name.split(separator: "/").map { String($0) }
        if words == ["users"] { activeUsers = value }
        guard words.count > 2, let integration = ID(words[0]) else { return }
        switch (words[1], words.count) {
        case ("message", 4): messages.append(Messages(integrationID: integration, direction: words[2], country: words[3], count: value))
        case ("charge", 7):
            charges.append(
                Charges(
                    integrationID: integration, model: words[2], category: words[3], type: words[4], isFree: words[5] == "free",
                    country: words[6], count: value))
        case ("session", 3): if words[2] == "free" { sessions.free += value } else { sessions.paid += value }
        case ("segments", 3): segments += value
        default: break
        }
    }
}
