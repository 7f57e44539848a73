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
    /// given. Each keeps its id, by which the receiver knows it again; the jobs have ids of their own, because dead letters go by them
    /// and another webhook's letter or job may have the event's.
    package func replay(
        to webhook: WebhookEntry, from: Instant, until end: Instant, after: ID?, in store: any StoreTransaction
    ) throws -> Progress {
        let app = webhook.appID
        let start = ID.first(madeAt: from)
        let page = try store.events(app: app, after: after ?? start, limit: Self.pageSize)
        let inTime = page.prefix { $0.id.madeAt < end }
        let wanted = inTime.filter { webhook.wants($0.type) }
        for event in wanted {
            let lane = event.conversationID ?? app
            let first = JobKey(queue: .webhooks, group: webhook.id, lane: lane, id: event.id)
            let own = JobKey(queue: .webhooks, group: webhook.id, lane: lane, id: event.id.replayed(to: webhook.id))
            for key in [first, own] where try store.deadLetter(app: app, key.id)?.key.group == webhook.id {
                try store.remove(deadLetter: key.id, app: app)
            }
            // A first delivery that still waits is brought forward.
            let key = try store.job(first) == nil ? own : first
            try store.enqueueAgain(Job(key: key, appID: app, subject: event.id, runAt: now))
        }
        return Progress(replayed: wanted.count, next: inTime.count == Self.pageSize ? inTime.last?.id : nil)
    }
}

extension ID {
    /// The id of the job that replays the event of this id to a webhook: always the same, other than the event's and those for other
    /// webhooks. It keeps time and counter, so that the replayed events of a lane stay in their order and letters are found by their time.
    func replayed(to webhook: ID) -> ID {
        // Stands where the number of a worker does, of 24 bits, and is never zero.
        let mixed = (webhook.high &* 0x9E37_79B9_7F4A_7C15 ^ UInt64(webhook.low)) &* 0xD6E8_FEB8_6659_FD93
        let mark = max(1, mixed >> 40)
        return ID(high: high ^ mark >> 8, low: low ^ UInt32(mark & 0xFF) << 24)
    }
}
