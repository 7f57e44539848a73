package import Core
package import JSONKit
package import Store

/// An entry of the journal, as `/parley/v1` shows it.
package struct JournalForm: JSONWritable, Hashable, Sendable {
    /// An event of the entry that was not applied yet.
    package struct PendingEvent: Hashable, Sendable {
        package var externalID: String
        /// The kind of event, such as `message`.
        package var type: String

        /// Makes a pending event.
        package init(externalID: String, type: String) {
            self.externalID = externalID
            self.type = type
        }
    }

    package var entry: JournalEntry
    /// In order of position.
    package var outcomes: [EventOutcome]
    /// What is still to be applied.
    package var pending: [PendingEvent]
    /// The masked payload, for the entry on its own; nil in lists.
    package var payload: JSONBytes?

    /// Makes a form.
    package init(_ entry: JournalEntry, outcomes: [EventOutcome], pending: [PendingEvent] = [], payload: JSONBytes? = nil) {
        self.entry = entry
        self.outcomes = outcomes
        self.pending = pending
        self.payload = payload
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", entry.id)
            json.field("receivedAt", entry.receivedAt)
            json.field("integrationId", entry.integrationID)
            json.field("source", entry.source.rawValue)
            json.field("verdict", entry.verdict.rawValue)
            json.field("reason", ifPresent: entry.reason)
            json.array("events") { json in
                for outcome in outcomes { write(outcome, to: &json) }
                for event in pending { write(event, to: &json) }
            }
            json.field("payload", ifPresent: payload)
        }
    }

    private func write(_ outcome: EventOutcome, to json: inout JSONWriter) {
        json.object { json in
            json.field("externalId", outcome.externalID)
            json.field("type", outcome.type)
            json.field("outcome", outcome.result.rawValue)
            json.field("resourceId", orNull: outcome.resourceID)
            json.field("reason", orNull: outcome.reason)
        }
    }

    private func write(_ event: PendingEvent, to json: inout JSONWriter) {
        json.object { json in
            json.field("externalId", event.externalID)
            json.field("type", event.type)
            json.field("outcome", "pending")
            json.field("resourceId", orNull: nil as ID?)
            json.field("reason", orNull: nil as String?)
        }
    }
}
