package import Core
package import Store
package import Wire

/// Writes events in the transaction of the change that they tell of, with one delivery job for each webhook that wants them.
package struct EventEmitter: Sendable {
    private let directory: Directory
    private let ids: IDSource

    /// An emitter for the webhooks that exist now.
    package init(_ context: RuntimeContext) {
        directory = context.directory
        ids = context.ids
    }

    /// Writes one event. Events of one conversation reach a webhook in the order in which they are written.
    ///
    /// - Parameters:
    ///   - id: the event's id, if it was taken from the same source just before; else it gets a new one.
    ///   - silent: a webhook that is not told.
    package func emit(
        _ payload: EventPayload, id: ID? = nil, app: ID, conversation: ID?, _ store: any StoreTransaction, now: Instant,
        except silent: ID? = nil
    ) throws {
        let event = Event(id: id ?? ids.next(at: now), createdAt: now, payload).outboxEvent(app: app, conversation: conversation)
        try store.insert(event)
        let webhooks = directory.webhooksByApp[app] ?? []
        for (number, webhook) in webhooks.filter({ $0.isEnabled && $0.wants(event.type) && $0.id != silent }).enumerated() {
            // Dead letters go by the id of the job, so that no two webhooks may share one.
            let key = JobKey(
                queue: .webhooks, group: webhook.id, lane: conversation ?? app, id: number == 0 ? event.id : ids.next(at: now))
            try store.enqueue(Job(key: key, appID: app, subject: event.id, runAt: now))
        }
    }
}
