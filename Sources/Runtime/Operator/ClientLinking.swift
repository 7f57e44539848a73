import Core
package import Store
import Wire

/// Connects a user with another channel and moves a conversation there: the customer goes on in WhatsApp with what began on the web.
///
/// Until the customer confirms, the client is `pending`. Confirmation is at once, by any message on the new channel, or by saying yes to a
/// question. An address that is known as another person's joins the two people when confirmed.
package struct ClientLinking: Sendable {
    let context: RuntimeContext
    let now: Instant

    /// A linking at this moment.
    package init(_ context: RuntimeContext) {
        self.context = context
        now = context.clock.now()
    }

    /// Begins a link. The client is as it was before the confirmation, for the answer of the call.
    ///
    /// - Parameter id: of the question or greeting that is sent, if there is one.
    package func begin(_ request: LinkRequest, in store: any StoreTransaction) throws -> Client {
        let known = try request.addresses.lazy.compactMap { try store.client(integration: request.integration.id, address: $0) }.first
        if let known, known.userID == request.user.id { return try again(known, request, store) }
        let client = try pending(known, request, store)
        try emit(.clientAdd(news(client, request.conversation, request.user), reason: .channelLinking), request.conversation, store)
        if request.confirmation == .immediate {
            _ = try confirm(client, in: store)
            try send(request, client, store)
        } else {
            try send(request, client, store)
        }
        return client
    }

    /// The user has the channel already: only the conversation moves.
    private func again(_ client: Client, _ request: LinkRequest, _ store: any StoreTransaction) throws -> Client {
        guard request.isPrimary else { return client }
        return try route(request.conversation.id, to: client, store)
    }

    /// The client in waiting. One that is known keeps its user until the confirmation.
    private func pending(_ known: Client?, _ request: LinkRequest, _ store: any StoreTransaction) throws -> Client {
        let record = LinkRecord(
            userID: request.user.id, conversationID: request.conversation.id, isPrimary: request.isPrimary,
            confirmation: request.confirmation, previous: known?.status)
        var client =
            known
            ?? Client(
                id: context.ids.next(at: now), appID: request.user.appID, integrationID: request.integration.id, userID: request.user.id,
                externalID: request.addresses[0], phone: request.phone, linkedAt: now, lastSeen: now)
        client.status = .pending
        if known == nil { try store.insert(client) } else { try store.update(client) }
        try store.put(record.document(of: client, now: now))
        client.userID = request.user.id
        return client
    }

    // MARK: Ending

    /// The customer is who it should be. Returns the client as it is then; it may have another user than before.
    func confirm(_ client: Client, in store: any StoreTransaction) throws -> Client {
        guard let link = try take(client, store), let stored = try store.client(client.id),
            let user = try store.user(app: client.appID, link.userID)
        else { return client }
        if stored.userID != user.id, let other = try store.user(app: client.appID, stored.userID) {
            _ = try UserMerging(context).merge(other, into: user, reason: .channelLinking, in: store)
        }
        var confirmed = try store.client(client.id) ?? stored
        confirmed.status = .active
        confirmed.linkedAt = now
        try store.update(confirmed)
        if link.isPrimary { confirmed = try route(link.conversationID, to: confirmed, store) }
        let conversation = try store.conversation(app: client.appID, link.conversationID)
        try emit(.clientUpdate(news(confirmed, conversation, user), reason: .confirmed), conversation, store)
        return confirmed
    }

    /// The customer is somebody else, or cannot be reached. The client goes, or stays with the user that it had before.
    func end(_ client: Client, _ reason: ClientRemoveReason, failure: Failure? = nil, in store: any StoreTransaction) throws {
        guard let link = try take(client, store), var stored = try store.client(client.id),
            let user = try store.user(app: client.appID, link.userID)
        else { return }
        let conversation = try store.conversation(app: client.appID, link.conversationID)
        if let previous = link.previous {
            stored.status = previous
            try store.update(stored)
        } else {
            _ = try store.remove(client: client.id)
        }
        stored.userID = user.id
        try emit(.clientRemove(news(stored, conversation, user), reason: reason, failure: failure), conversation, store)
    }

    /// News of the question that a client was sent: it is told of in another way than other messages.
    func invitationMoved(_ invitation: Conversation, _ news: [DeliveryMachine.News], in store: any StoreTransaction) throws {
        guard let client = try store.client(invitation.clientID) else { return }
        let waits = try LinkRecord.of(client, store)?.invitationID == invitation.id
        for item in news {
            switch item {
            case .failed(let failure, isFinal: true) where waits: return try end(client, .linkFailed, failure: failure, in: store)
            case .failed(_, isFinal: true), .takenByChannel:
                // Of a question that waits for nobody, nothing is needed any more.
                if !waits { _ = try Removals(context).begin(conversation: invitation.id, app: invitation.appID, in: store) }
                return
            case .failed, .deliveredToUser, .read: break
            }
        }
    }

    /// Drops what is kept of a client's links, and the question that it was asked, if there is one: for a client that goes.
    func forget(_ client: Client, in store: any StoreTransaction) throws {
        try store.remove(app: client.appID, kind: .departure, name: Departures.name(of: client))
        guard client.status == .pending else { return }
        _ = try take(client, store)
    }

    /// How the customer has to confirm; nil when nobody waits for that.
    func confirmation(of client: Client, in store: any StoreReader) throws -> LinkRecord.Confirmation? {
        try LinkRecord.of(client, store)?.confirmation
    }

    /// Takes the link out of the store, with the question that was sent for it.
    private func take(_ client: Client, _ store: any StoreTransaction) throws -> LinkRecord? {
        guard let link = try LinkRecord.of(client, store) else { return nil }
        _ = try store.remove(app: client.appID, kind: .link, name: LinkRecord.name(of: client))
        if let invitation = link.invitationID { _ = try Removals(context).begin(conversation: invitation, app: client.appID, in: store) }
        return link
    }

    /// From now on replies go to the client, and what it writes belongs to the conversation.
    private func route(_ id: ID, to client: Client, _ store: any StoreTransaction) throws -> Client {
        guard var conversation = try store.conversation(app: client.appID, id) else { return client }
        // The window is that of the new channel: what the customer said there, if anything.
        conversation.lastCustomerMessageAt = client.window.openedAt
        conversation.clientID = client.id
        conversation.integrationID = client.integrationID
        try store.update(conversation)
        var client = client
        client.threadID = id
        try store.update(client)
        return client
    }

    // MARK: Telling

    private func news(_ client: Client, _ conversation: Conversation?, _ user: User) -> ClientNews {
        ClientNews(
            conversation: conversation, user: user, client: client,
            integrationType: context.directory.integrations[client.integrationID]?.type ?? "")
    }

    private func emit(_ payload: EventPayload, _ conversation: Conversation?, _ store: any StoreTransaction) throws {
        guard let app = conversation?.appID else { return }
        try EventEmitter(context).emit(payload, app: app, conversation: conversation?.id, store, now: now)
    }

    /// Sends the question or the greeting, in a conversation of its own that nobody sees.
    private func send(_ request: LinkRequest, _ client: Client, _ store: any StoreTransaction) throws {
        guard let content = request.content else { return }
        let id = context.ids.next(at: now)
        let invitation = Conversation(
            id: id, appID: client.appID, kind: .invitation, userID: request.user.id, integrationID: client.integrationID,
            clientID: client.id, isDefault: false, createdAt: now, lastUpdatedAt: now,
            lastCustomerMessageAt: client.window.openedAt)
        try store.insert(invitation)
        if var link = try LinkRecord.of(client, store) {
            link.invitationID = id
            try store.put(link.document(of: client, now: now))
        }
        let transaction = PostTransaction(
            store: store, context: context, directory: context.directory, now: now, id: context.ids.next(at: now), invites: true)
        _ = try transaction.post(MessageDraft(content: content, actor: .bot), app: client.appID, conversation: id)
    }
}
