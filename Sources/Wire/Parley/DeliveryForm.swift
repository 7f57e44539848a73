package import Core
package import JSONKit
package import Store

/// `delivery` of `/parley/v1`: what became of a message, part by part, with every call and every word about it.
package struct DeliveryForm: JSONWritable, Hashable, Sendable {
    package var delivery: Delivery
    /// By step, preparing steps included.
    package var parts: [Part]
    /// By id.
    package var attempts: [Attempt]
    /// By sequence.
    package var ledger: [LedgerEntry]
    /// The language of failures.
    package var language: WordsLanguage

    /// Makes a form of what the store holds.
    package init(
        _ delivery: Delivery, parts: [Part], attempts: [Attempt], ledger: [LedgerEntry], language: WordsLanguage = .english
    ) {
        self.delivery = delivery
        self.parts = parts
        self.attempts = attempts
        self.ledger = ledger
        self.language = language
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("messageId", delivery.messageID)
            json.field("state", delivery.state.rawValue)
            json.field("certain", delivery.certain)
            json.field("failure", orNull: delivery.failure.map { FailureForm($0, language: language) })
            json.array("parts") { json in
                for part in parts { if let index = part.part { write(part, index: index, to: &json) } }
                if let open = openPart { write(open, index: open.part ?? 0, to: &json) }
            }
            writePreparation(to: &json)
            json.array("history") { json in for entry in ledger { write(entry, to: &json) } }
        }
    }

    /// A step that has been tried and has no result of its own yet, shown as the next part.
    private var openPart: Part? {
        guard let last = attempts.max(by: { $0.step < $1.step }), !parts.contains(where: { $0.step == last.step }) else { return nil }
        let next = (parts.compactMap(\.part).max() ?? -1) + 1
        let state: DeliveryState =
            switch delivery.state {
            case .queued, .sending, .unknown, .failed: delivery.state
            case .sent, .delivered, .read: .sending
            }
        return Part(messageID: delivery.messageID, step: last.step, part: next, state: state)
    }

    private func write(_ part: Part, index: Int, to json: inout JSONWriter) {
        json.object { json in
            json.field("index", index)
            json.field("state", part.state.rawValue)
            json.field("externalId", orNull: part.externalID)
            json.field("failure", orNull: part.failure.map { FailureForm($0, language: language) })
            json.array("attempts") { json in
                for attempt in attempts where attempt.step == part.step { write(attempt, to: &json) }
            }
        }
    }

    /// Calls that had to come before a part, such as an upload.
    private func writePreparation(to json: inout JSONWriter) {
        let steps = Set(parts.filter { $0.part == nil }.map(\.step))
        if steps.isEmpty { return }
        json.array("preparation") { json in
            for attempt in attempts where steps.contains(attempt.step) { write(attempt, to: &json) }
        }
    }

    private func write(_ attempt: Attempt, to json: inout JSONWriter) {
        json.object { json in
            json.field("id", attempt.id)
            json.field("startedAt", attempt.startedAt)
            json.field("endedAt", orNull: attempt.endedAt)
            json.field("outcome", orNull: attempt.outcome)
            json.field("httpStatus", orNull: attempt.httpStatus)
            json.field("failure", orNull: attempt.failure.map { FailureForm($0, language: language) })
        }
    }

    private func write(_ entry: LedgerEntry, to json: inout JSONWriter) {
        json.object { json in
            json.field("state", entry.state.rawValue)
            json.field("part", orNull: entry.part)
            json.field("at", entry.at)
            json.field("receivedAt", entry.receivedAt)
            json.field("source", entry.source.rawValue)
            json.field("failure", ifPresent: entry.failure.map { FailureForm($0, language: language) })
        }
    }
}
