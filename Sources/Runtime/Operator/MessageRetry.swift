package import Core
package import Store
import Wire

/// Tries a message again that has failed or whose outcome is unknown, because a person or the API asks for it. Parts that were sent stay sent.
package struct MessageRetry: Sendable {
    /// Why there is no other try.
    package enum Refusal: Hashable, Sendable {
        /// There is no such message of the business in the app.
        case notFound
        /// It is on its way or has arrived.
        case state(DeliveryState)
        /// It may have arrived already; the asker must accept that it may arrive twice.
        case mayBeDuplicate
        /// Its channel is not configured any more.
        case integrationNotFound
    }

    private let context: RuntimeContext
    private let directory: Directory
    private let now: Instant

    /// A retry at this moment.
    package init(_ context: RuntimeContext) {
        self.context = context
        directory = context.directory
        now = context.clock.now()
    }

    /// Whether `machine` allows another try. A value's decision, without effects.
    package static func refusal(_ machine: DeliveryMachine, acceptDuplicate: Bool) -> Refusal? {
        let state = machine.delivery.state
        guard state == .failed || state == .unknown else { return .state(state) }
        // A failed message can have a part whose fate nobody knows: that one counts.
        let isUncertain = state == .unknown || machine.parts.contains { $0.part != nil && ($0.state == .unknown || $0.state == .sending) }
        return isUncertain && !acceptDuplicate ? .mayBeDuplicate : nil
    }

    /// Puts the message back into its lane, at its old place. Nil when that is done.
    package func ask(
        _ message: ID, app: ID, acceptDuplicate: Bool, by source: LedgerEntry.Source, in store: any StoreTransaction
    ) throws -> Refusal? {
        guard let record = try store.message(app: app, message), var machine = try DeliveryMachine.load(message, store) else {
            return .notFound
        }
        if let refusal = Self.refusal(machine, acceptDuplicate: acceptDuplicate) { return refusal }
        guard let integration = directory.integrations[machine.delivery.integrationID],
            let conversation = try store.conversation(app: app, record.conversationID)
        else { return .integrationNotFound }
        let client = try record.clientID(in: conversation)
        let deadline = WindowPolicy(integration, context.settings).deadline(
            of: try record.sentContent, openedAt: try store.client(client)?.window.openedAt, now: now,
            life: context.settings.messageLife)
        machine.retryWasAsked(deadline: deadline, DeliveryMachine.Report(source, at: now, now: now))
        try machine.save(store)
        let key = JobKey(queue: .outbound, group: integration.id, lane: conversation.id, id: message)
        try store.enqueueAgain(Job(key: key, appID: app, subject: message, runAt: now))
        return nil
    }
}

extension StoreTransaction {
    /// Enqueues a job, or brings the one of the same key forward: its attempts start anew.
    func enqueueAgain(_ job: Job) throws {
        if try self.job(job.key) == nil { try enqueue(job) } else { try reschedule(job) }
    }
}
