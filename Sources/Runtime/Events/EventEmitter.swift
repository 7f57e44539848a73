package import Core
package import Store
package import Wire

/// Writes events in the transaction of the change that they tell of, with one delivery job for each webhook that wants them.
package struct EventEmitter: Sendable {
    private let context: RuntimeContext
    private let directory: Directory
    private let ids: IDSource

    /// An emitter for the webhooks that exist now.
    package init(_ context: RuntimeContext) {
        self.context = context
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
        let event = Event(
            id: id ?? ids.next(at: now), createdAt: now, payload, language: directory.apps[app]?.settings.failureLanguage ?? .english
        ).outboxEvent(app: app, conversation: conversation)
        try store.insert(event)
        let switchboard = context.switchboard(of: app)
        let webhooks = (directory.webhooksByApp[app] ?? []).filter { webhook in
            guard webhook.isEnabled, webhook.wants(event.type), webhook.id != silent else { return false }
            return switchboard?.delivers(payload, to: webhook.integrationID) ?? true
        }
        for (number, webhook) in webhooks.enumerated() {
            // Dead letters go by the id of the job, so that no two webhooks may share one.
            let key = JobKey(
                queue: .webhooks, group: webhook.id, lane: conversation ?? app, id: number == 0 ? event.id : ids.next(at: now))
            try store.enqueue(Job(key: key, appID: app, subject: event.id, runAt: now))
        }
    }

    /// Links of clients, in the same surroundings.
    var linking: ClientLinking { ClientLinking(context) }

    /// Merges of users, likewise.
    var merging: UserMerging { UserMerging(context) }

    /// Gives control of a conversation to the app's default, if nobody has it.
    func assignControl(_ conversation: inout Conversation) { context.assignControl(&conversation) }
}

extension Switchboard {
    /// Whether an event goes to the webhooks of an integration. Everybody is told who has control.
    fileprivate func delivers(_ payload: EventPayload, to integration: ID) -> Bool {
        if case .control = payload { return true }
        guard let conversation = payload.conversation else { return true }
        return delivers(ConversationControl(stored: conversation.control), to: integration)
    }
}
