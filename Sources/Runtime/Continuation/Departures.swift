package import Core
import JSONKit
package import Store

/// Conversations of a client that went on in another channel. What was said up to then stays the client's to read; what is said there
/// afterwards does not: the browser may be somebody else's by then.
package struct Departures: Hashable, Sendable {
    /// A conversation that left.
    package struct Entry: Hashable, Sendable {
        package var conversationID: ID
        /// Messages from this id on belong to the other channel alone.
        package var end: ID
        /// Where it went.
        package var integrationID: ID
    }

    /// Entries that are kept; past it the oldest goes.
    private static let limit = 20

    /// The oldest first.
    package private(set) var entries: [Entry] = []

    /// Those of a client.
    package static func of(_ client: Client, _ store: any StoreReader) throws -> Departures {
        guard let document = try store.document(app: client.appID, kind: .departure, name: name(of: client)) else { return Departures() }
        return Departures(stored: document.body)
    }

    static func name(of client: Client) -> String { "\(client.id)" }

    /// Notes that a conversation has left.
    static func note(_ entry: Entry, of client: Client, now: Instant, _ store: any StoreTransaction) throws {
        var departures = try of(client, store)
        departures.entries.removeAll { $0.conversationID == entry.conversationID }
        departures.entries = departures.entries.suffix(limit - 1) + [entry]
        try store.put(
            Document(appID: client.appID, kind: .departure, name: name(of: client), body: departures.encoded, updatedAt: now))
    }

    private var encoded: JSONBytes {
        JSONBytes(
            JSONWriter.array { json in
                for entry in entries {
                    json.object { json in
                        json.field("conversationId", entry.conversationID)
                        json.field("end", entry.end)
                        json.field("integrationId", entry.integrationID)
                    }
                }
            })
    }

    private init(stored: JSONBytes) {
        let root = (try? JSONDocument.parse(stored.bytes))?.root ?? .missing
        entries = root.array.compactMap { json in
            guard let conversation = json["conversationId"].string.flatMap({ ID($0) }), let end = json["end"].string.flatMap({ ID($0) }),
                let integration = json["integrationId"].string.flatMap({ ID($0) })
            else { return nil }
            return Entry(conversationID: conversation, end: end, integrationID: integration)
        }
    }

    private init() {}
}
