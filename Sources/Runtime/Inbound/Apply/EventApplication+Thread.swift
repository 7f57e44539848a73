import Core
import Store
import Wire

/// The conversation of an event, not yet stored as it will be.
struct Thread {
    var conversation: Conversation
    /// To be inserted, not updated.
    var isNew: Bool
}

extension EventApplication {
    /// The conversation that something from `person` belongs to, by the integration's threading setting.
    func thread(_ person: Person, at time: Instant) throws -> Thread {
        let latest = person.isNew ? nil : try currentThread(of: person.client)
        switch (ThreadingPolicy(threading: integration.threading).decide(latest: latest, at: time), latest) {
        case (.reuse, .some(let latest)): return Thread(conversation: latest, isNew: false)
        case (.reopen, .some(var latest)):
            latest.status = .open
            latest.closedAt = nil
            return Thread(conversation: latest, isNew: false)
        case (.begin, _), (_, .none): return try newThread(person)
        }
    }

    /// The conversation that a client's messages belong to at the moment.
    private func currentThread(of client: Client) throws -> Conversation? {
        if let id = client.threadID, let moved = try store.conversation(app: integration.appID, id), moved.clientID == client.id {
            return moved
        }
        return try store.latestConversation(client: client.id)
    }

    private func newThread(_ person: Person) throws -> Thread {
        // A conversation that came from another channel is over: from now on the newest counts again.
        if person.client.threadID != nil {
            var client = person.client
            client.threadID = nil
            try store.update(client)
        }
        let isFirst = person.isNew ? true : try store.conversations(user: person.user.id, page: PageRequest(limit: 1)).isEmpty
        let conversation = Conversation(
            id: ids.next(at: now), appID: integration.appID, userID: person.user.id, integrationID: integration.id,
            clientID: person.client.id, isDefault: isFirst, createdAt: now, lastUpdatedAt: now)
        return Thread(conversation: conversation, isNew: true)
    }

    /// Stores the conversation as it is now and tells of it when it is new.
    func save(
        _ thread: inout Thread, _ person: Person, _ event: InboundEvent, reason: CreationReason, referral: Referral? = nil
    ) throws {
        emitter.assignControl(&thread.conversation)
        if thread.isNew {
            try store.insert(thread.conversation)
            try emit(
                .conversationCreate(thread.conversation, person.user, reason: reason, source: source(event), referral: referral),
                conversation: thread.conversation.id)
        } else {
            try store.update(thread.conversation)
        }
        try emitChanges(person, thread.conversation)
    }

    /// Tells how the customer came, unless `save` has done so with the new conversation.
    func emitReferral(_ referral: Referral?, _ thread: Thread, _ person: Person, _ event: InboundEvent) throws {
        guard let referral, !thread.isNew else { return }
        try emit(
            .conversationReferral(thread.conversation, person.user, source: source(event), referral: referral),
            conversation: thread.conversation.id)
    }
}

extension Conversation {
    /// The customer said something at `time`, by the provider's clock.
    ///
    /// - Parameter opensWindow: whether the provider counts it for its service window, which never goes back.
    mutating func customerWrote(at time: Instant, now: Instant, opensWindow: Bool) {
        // A provider's clock that runs ahead must not lengthen the window.
        if opensWindow { lastCustomerMessageAt = max(lastCustomerMessageAt ?? .zero, min(time, now)) }
        unanswered = true
        lastUpdatedAt = max(lastUpdatedAt, now)
    }

    /// The business said something at `time` from another device.
    mutating func businessWrote(at time: Instant, now: Instant) {
        if time >= lastCustomerMessageAt ?? .zero { unanswered = false }
        lastBusinessMessageAt = max(lastBusinessMessageAt ?? .zero, min(time, now))
        lastUpdatedAt = max(lastUpdatedAt, now)
    }
}
