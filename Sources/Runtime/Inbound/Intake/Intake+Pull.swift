import Core
import Store

extension Intake {
    /// Stores what was pulled from a relay, and where to go on, in one transaction: what is stored is never asked for again, and what is
    /// not stored is.
    ///
    /// - Throws: `StoreProblem.fenced` when another worker has the lease; nothing is stored then.
    func store(_ arrivals: [Arrival], cursor: String?, of integration: ID, under lease: ShardLease) async throws {
        let effective = arrivals.filter { !$0.events.isEmpty }
        for arrival in effective { pending.added(arrival.entry.id, arrival.events, bytes: arrival.entry.payload.count) }
        context.crashPoints.pass(.beforeJournal)
        do {
            try await context.store.write { store in
                try store.verify(lease)
                for arrival in arrivals {
                    try store.insert(arrival.entry)
                    if !arrival.events.isEmpty { try store.enqueue(.inbound(arrival.entry)) }
                }
                if let cursor { try store.setCursor(cursor, integration: integration) }
            }
        } catch {
            pending.ended(effective.map(\.entry.id))
            throw error
        }
        context.crashPoints.pass(.afterJournal)
    }
}
