package import Core
package import Store

/// Delivers kept events to a webhook once more: for a help desk that was away, or has lost what it was told.
package struct EventReplay: Sendable {
    private let now: Instant

    /// A replay at this moment.
    package init(_ context: RuntimeContext) {
        now = context.clock.now()
    }

    /// How far a replay has come.
    package struct Progress: Hashable, Sendable {
        package var replayed: Int
        /// Where to go on; nil at the end.
        package var next: ID?
    }

    /// Events looked at by one call.
    package static let pageSize = 500

    /// Enqueues a page of the events made from `from` on and before `to` that the webhook wants, oldest first, those after `after` if it is
    /// given. Each keeps its id, by which the receiver knows it again.
    package func replay(
        to webhook: WebhookEntry, from: Instant, until end: Instant, after: ID?, in store: any StoreTransaction
    ) throws -> Progress {
        let app = webhook.appID
        let start = ID.first(madeAt: from)
        let page = try store.events(app: app, after: after ?? start, limit: Self.pageSize)
        let inTime = page.prefix { $0.id.madeAt < end }
        let wanted = inTime.filter { webhook.wants($0.type) }
        for event in wanted {
            let key = JobKey(queue: .webhooks, group: webhook.id, lane: event.conversationID ?? app, id: event.id)
            if try store.deadLetter(app: app, event.id)?.key.group == webhook.id { try store.remove(deadLetter: event.id, app: app) }
            try store.enqueueAgain(Job(key: key, appID: app, subject: event.id, runAt: now))
        }
        return Progress(replayed: wanted.count, next: inTime.count == Self.pageSize ? inTime.last?.id : nil)
    }
}
