import ConnectorKit
import Core
import Store

/// Reads the events of stored journal entries again. Connectors read purely, so these are the events that were read at first.
struct JournalReader: Sendable {
    let integration: IntegrationEntry

    /// The events of an entry, or why there are none.
    func content(of entry: JournalEntry?) -> InboundWork.Content {
        guard let entry else { return .unreadable("the journal entry does not exist any more") }
        guard let capsule = RequestCapsule(entry.payload) else { return .unreadable("the journal entry is not in the journal's form") }
        do {
            return .events(try events(entry, capsule))
        } catch let problem as ParseProblem {
            return .unreadable(problem.reason)
        } catch let malformed as PayloadReader.Malformed {
            return .unreadable(malformed.reason)
        } catch {
            return .unreadable("it could not be read: \(type(of: error))")
        }
    }

    private func events(_ entry: JournalEntry, _ capsule: RequestCapsule) throws -> [InboundEvent] {
        let reading = try PayloadReader(stored: integration.registration.payload).read(capsule.request)
        let payload = reading.payload(receivedAt: entry.receivedAt)
        switch entry.source {
        case .webhook, .relay:
            guard case .events(let events, _) = try integration.channel.parse(payload) else { return [] }
            return events
        case .poll:
            guard let polling = integration.channel.polling else { throw ParseProblem("the channel is not polled") }
            return try polling.interpret(payload, after: capsule.cursor).events
        }
    }
}
