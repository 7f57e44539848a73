import Core
import Store

/// A journal entry whose events are to be applied.
struct InboundWork: Sendable {
    var job: Job
    /// What the entry holds, or why it cannot be read again.
    var content: Content
    /// The words on its events from an earlier run, by position: kept when a replay finds nothing new.
    var settled: [Int: EventOutcome.Result] = [:]

    enum Content: Sendable {
        case events([InboundEvent])
        case unreadable(String)
    }
}

/// An event that cannot be applied: the transaction is given up, and the event is left out of the next one.
struct EventFault: Error {
    var entry: ID
    var index: Int
    /// Safe to store and to log.
    var reason: String
}

/// What became of one entry, for counting once it is on disk.
struct EntryReport: Sendable {
    var results: [(kind: String, result: EventOutcome.Result)] = []
    /// Notices of templates that were applied for the first time, in order.
    var templateNotices: [TemplateNotice] = []
    /// Events that were left out.
    var failures: Int { results.count { $0.result == .failed } }
}

/// What a transaction over several entries has left, to be taken over once it is on disk.
struct Applied: Sendable {
    var reports: [EntryReport]
    /// By sender.
    var splitCards: [String: SplitCards.Memory]
    /// Cards that came in several messages.
    var cards: Int
}
