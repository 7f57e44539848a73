import Core
import Store

extension EventApplication {
    /// What became of a message that was sent. Never makes a user and never opens a window.
    func applyStatus(_ event: InboundEvent, _ update: StatusUpdate) throws -> Effect {
        let statuses = StatusApplication(store: store, integration: integration, emitter: emitter, now: now)
        switch try statuses.apply(update, at: event.at) {
        case .applied(let message):
            try noteOptOut(update, message, at: event.at)
            return .applied(message)
        case .withoutDelivery(let message): return Effect(result: .ignored, resourceID: message, reason: "status of a message from outside")
        case .unknown:
            let status = ParkedStatus(
                integrationID: integration.id, messageExternalID: update.messageExternalID, id: ids.next(at: now), update: update,
                at: event.at, receivedAt: now)
            try store.park(status)
            return Effect(result: .parked, reason: "the message is not known yet")
        }
    }

    /// A failure by the customer's own will is kept with the client and told, so that nobody writes again unasked.
    private func noteOptOut(_ update: StatusUpdate, _ message: ID, at time: Instant) throws {
        guard update.failure?.code == .recipientOptedOut, let record = try store.message(app: integration.appID, message),
            let conversation = try store.conversation(app: integration.appID, record.conversationID),
            let client = try store.client(record.clientID(in: conversation))
        else { return }
        let isTemplate = (try? record.sentContent)?.isTemplate ?? false
        let kind = update.optOut ?? (isTemplate ? .marketing : .all)
        try ConsentChange(kind, allowed: false, detail: update.failure?.provider?.message, at: min(time, now)).store(
            client, conversation, emitter, in: store, now: now)
    }
}

/// Brings statuses of a provider into the ledger of the messages that they are about.
struct StatusApplication {
    let store: any StoreTransaction
    let integration: IntegrationEntry
    let emitter: EventEmitter
    let now: Instant

    /// What a status was about.
    enum Resolution: Hashable, Sendable {
        /// A message of ours; its ledger has the status.
        case applied(ID)
        /// A message that was sent by other means and has no ledger.
        case withoutDelivery(ID)
        /// No message that is known.
        case unknown
    }

    /// Applies a status to the message that it names, or that its correlation names.
    func apply(_ update: StatusUpdate, at time: Instant) throws -> Resolution {
        if let message = try messageTriedAgain(since: update) { return .applied(message) }
        if let reference = try store.external(integration.id, update.messageExternalID) {
            guard var machine = try DeliveryMachine.load(reference.resourceID, store) else { return .withoutDelivery(reference.resourceID) }
            try tell(&machine, part: reference.part, update, at: time)
            return .applied(reference.resourceID)
        }
        guard let correlation = update.correlation.flatMap({ Correlation($0) }) else { return .unknown }
        return try settle(correlation, update, at: time)
    }

    /// The message whose failure this is, when it has been tried again meanwhile: what became of the newer attempt counts. Proof of delivery
    /// counts whichever attempt it is about.
    private func messageTriedAgain(since update: StatusUpdate) throws -> ID? {
        guard update.state == .failed, let correlation = update.correlation.flatMap({ Correlation($0) }),
            let delivery = try store.delivery(message: correlation.message), delivery.integrationID == integration.id
        else { return nil }
        let latest = try store.attempts(message: correlation.message).last { $0.step == correlation.step }
        guard let latest, latest.id != correlation.attempt, try store.attempt(correlation.message, correlation.attempt) != nil else {
            return nil
        }
        return correlation.message
    }

    /// The status came before the answer of the send, or that answer was lost: it names the message that the attempt has made.
    private func settle(_ correlation: Correlation, _ update: StatusUpdate, at time: Instant) throws -> Resolution {
        guard var machine = try DeliveryMachine.load(correlation.message, store), machine.delivery.integrationID == integration.id,
            let known = machine.parts.first(where: { $0.step == correlation.step }), let part = known.part,
            try store.attempt(correlation.message, correlation.attempt) != nil
        else { return .unknown }
        let reference = ExternalReference(kind: .outbound, resourceID: correlation.message, part: part)
        _ = try store.claim(integration.id, update.messageExternalID, for: reference)
        machine.partWasNamed(part, externalID: update.messageExternalID)
        try tell(&machine, part: part, update, at: time)
        if known.state == .unknown { try resume(machine.delivery) }
        return .applied(correlation.message)
    }

    private func tell(_ machine: inout DeliveryMachine, part: Int, _ update: StatusUpdate, at time: Instant) throws {
        machine.statusArrived(
            part: part, update.state, failure: update.failure, charge: update.charge,
            DeliveryMachine.Report(.webhook, at: time, now: now))
        try machine.save(store)
        try UsageMeter(store: store, integration: integration).count(machine, at: min(time, now))
        try emitter.emit(machine.news, of: machine, integration: integration, store, now: now)
    }

    /// The lane waits for this very status: it can go on. When it has gone on without, the message gets a job again, for its other steps
    /// or only to be found complete.
    private func resume(_ delivery: Delivery) throws {
        let key = JobKey(queue: .outbound, group: integration.id, lane: delivery.conversationID, id: delivery.messageID)
        if var job = try store.job(key) {
            guard job.runAt > now else { return }
            job.runAt = now
            try store.reschedule(job)
        } else if !delivery.complete {
            try store.enqueue(Job(key: key, appID: delivery.appID, subject: delivery.messageID, runAt: now))
        }
    }
}
