package import Core
package import Store

/// Reads a journal entry again. What was applied already changes nothing, because every event passes the same check for duplicates.
package struct JournalReplay: Sendable {
    private let now: Instant

    /// A replay at this moment.
    package init(_ context: RuntimeContext) { now = context.clock.now() }

    /// Puts the entry back into the inbound queue. Nil without such an entry in the app.
    package func ask(_ id: ID, app: ID, in store: any StoreTransaction) throws -> JournalEntry? {
        guard let entry = try store.journalEntry(id), entry.appID == app else { return nil }
        let key = JobKey(queue: .inbound, group: entry.integrationID, lane: entry.integrationID, id: entry.id)
        try store.enqueueAgain(Job(key: key, appID: app, subject: entry.id, runAt: now))
        return entry
    }
}
