package import Core
package import JSONKit
package import Store

/// One event for the help desk: `{id, type, createdAt, payload}`, as in `events[]` of a webhook and `data:` of the event stream.
package struct Event: JSONWritable, Hashable, Sendable {
    /// Stable over retries and replays.
    package var id: ID
    package var createdAt: Instant
    package var payload: EventPayload
    /// The language in which failures are explained.
    package var language: WordsLanguage

    /// Makes an event.
    package init(id: ID, createdAt: Instant, _ payload: EventPayload, language: WordsLanguage = .english) {
        self.id = id
        self.createdAt = createdAt
        self.payload = payload
        self.language = language
    }

    /// The type, given by the payload.
    package var type: EventType { payload.type }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("type", type.rawValue)
            json.field("createdAt", createdAt)
            json.object("payload") { payload.writeMembers(to: &$0, in: language) }
        }
    }

    /// The event object as bytes.
    package func encoded() -> JSONBytes { JSONBytes(capacity: 1536) { write(to: &$0) } }

    /// The row that tells of it. Pass the conversation whose order the event belongs to.
    package func outboxEvent(app: ID, conversation: ID?) -> OutboxEvent {
        OutboxEvent(id: id, appID: app, conversationID: conversation, type: type.rawValue, createdAt: createdAt, body: encoded())
    }
}

/// The body of a webhook delivery: `{app, webhook, events}`.
package enum WebhookEnvelope {
    /// Puts events that are encoded already into one body.
    package static func encode(app: ID, webhook: ID, events: [JSONBytes]) -> [UInt8] {
        let room = events.reduce(160) { $0 + $1.bytes.count + 1 }
        return JSONWriter.object(capacity: room) { json in
            json.object("app") { $0.field("id", app) }
            json.object("webhook") { json in
                json.field("id", webhook)
                json.field("version", "v2")
            }
            json.array("events") { json in for event in events { event.write(to: &json) } }
        }
    }
}
