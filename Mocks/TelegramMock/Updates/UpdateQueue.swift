import Core
import JSONKit
import MockKit

/// The updates of a bot that were not acknowledged (Bot API, `getUpdates`).
struct UpdateQueue {
    /// One update.
    struct Update {
        var id: Int64
        var kind: String
        var json: JSONValue
    }

    /// What comes unless it is asked for otherwise: all but these.
    private static let onRequest: Set<String> = ["chat_member", "message_reaction", "message_reaction_count"]

    private(set) var waiting: [Update] = []
    /// Nil: the default.
    var allowed: Set<String>?
    private var next: Int64 = 870_000_001

    /// Adds an update; nil when its kind is not wanted.
    mutating func add(_ kind: String, _ content: JSONValue) -> Update? {
        guard allowed?.contains(kind) ?? !Self.onRequest.contains(kind) else { return nil }
        let json = JSONValue.object([JSONValue.Member("update_id", .int(next)), JSONValue.Member(kind, content)])
        let update = Update(id: next, kind: kind, json: json)
        next += 1
        waiting.append(update)
        return update
    }

    /// Acknowledges everything before `offset`; a negative one keeps so many from the end.
    mutating func acknowledge(_ offset: Int64) {
        if offset > 0 { waiting.removeAll { $0.id < offset } }
        if offset < 0 { waiting = Array(waiting.suffix(Int(clamping: -offset))) }
    }

    mutating func remove(_ id: Int64) { waiting.removeAll { $0.id == id } }
    mutating func removeAll() { waiting = [] }

    /// The earliest ones.
    func first(_ limit: Int) -> JSONValue { .array(waiting.prefix(limit).map(\.json)) }
}

/// A poll that waits.
struct OpenPoll {
    var reply: PendingReply
    var limit: Int
}

/// Where updates are posted to (Bot API, `setWebhook`).
struct Webhook {
    var url: String
    var secretToken: String?
    var maxConnections: Int
    var lastProblem: String?
}
