import ConnectorKit
package import Core
package import Store
import Wire

extension Posting {
    /// Whom a proactive message goes to.
    package struct Addressee: Hashable, Sendable {
        package var integration: ID
        /// Digits with country code.
        package var phone: String

        /// Makes an addressee.
        package init(integration: ID, phone: String) {
            self.integration = integration
            self.phone = phone
        }
    }

    /// What became of a proactive message.
    package enum NotificationResult: Hashable, Sendable {
        /// Posted, as `post` says of each message.
        case posted([Result])
        case integrationNotFound
        /// The channel's addresses are no telephone numbers.
        case notByPhone
    }

    /// Writes to somebody by telephone number: finds the user, the client and the conversation, or makes them, and posts. What the channel
    /// forbids to somebody who has not written is stored and fails, as in any conversation.
    ///
    /// - Parameter scope: as for `post`.
    package func notify<Answer: Sendable>(
        _ drafts: [MessageDraft], _ addressee: Addressee, app: ID,
        within scope: @escaping @Sendable (any StoreTransaction, () throws -> NotificationResult) throws -> Answer
    ) async throws -> Answer {
        let context = context
        let directory = context.directory
        guard let integration = directory.integrations[addressee.integration], integration.appID == app else {
            return try await context.store.write { try scope($0) { .integrationNotFound } }
        }
        await TemplateAwaiting(context: context).prepare(drafts, integration)
        let masking = context.masking(app: app, channel: integration.type)
        let now = context.clock.now()
        let numbered = drafts.map {
            (draft: $0.masked(by: masking, directory: directory, channel: integration.type), id: context.ids.next(at: now))
        }
        return try await context.store.write { store in
            try scope(store) {
                let finding = AddresseeFinding(store: store, context: context, integration: integration, now: now)
                guard let conversation = try finding.conversation(ofPhone: addressee.phone) else { return .notByPhone }
                var results: [Result] = []
                for (draft, id) in numbered {
                    let transaction = PostTransaction(
                        store: store, context: context, directory: directory, now: now, id: id, call: nil,
                        source: MessageSource.notification)
                    results.append(try transaction.post(draft, app: app, conversation: conversation))
                }
                return .posted(results)
            }
        }
    }
}

/// Finds or makes the conversation with the owner of a telephone number, inside a transaction.
struct AddresseeFinding {
    let store: any StoreTransaction
    let context: RuntimeContext
    let integration: IntegrationEntry
    let now: Instant

    /// Nil when the channel's addresses are no telephone numbers.
    func conversation(ofPhone phone: String) throws -> ID? {
        guard let address = integration.channel.address(ofPhone: phone) else { return nil }
        let client = try known(address, phone) ?? made(address, phone)
        let latest = try store.latestConversation(client: client.id)
        switch (ThreadingPolicy(threading: integration.threading).decide(latest: latest, at: now), latest) {
        // Posting opens a closed one again.
        case (.reuse, .some(let latest)), (.reopen, .some(let latest)): return latest.id
        case (.begin, _), (_, .none): return try begin(client).id
        }
    }

    private func known(_ address: String, _ phone: String) throws -> Client? {
        if let client = try store.client(integration: integration.id, address: address) { return client }
        for variant in NumberVariants.of(address, phone: phone) {
            if let client = try store.client(integration: integration.id, address: variant) { return client }
        }
        return nil
    }

    private func made(_ address: String, _ phone: String) throws -> Client {
        let user = User(id: context.ids.next(at: now), appID: integration.appID, createdAt: now)
        let client = Client(
            id: context.ids.next(at: now), appID: integration.appID, integrationID: integration.id, userID: user.id, externalID: address,
            phone: phone, linkedAt: now, lastSeen: now)
        try store.insert(user)
        try store.insert(client)
        return client
    }

    private func begin(_ client: Client) throws -> Conversation {
        guard let user = try store.user(app: integration.appID, client.userID) else { throw StoreProblem.failed("A client has no user.") }
        let isFirst = try store.conversations(user: user.id, page: PageRequest(limit: 1)).isEmpty
        let conversation = Conversation(
            id: context.ids.next(at: now), appID: integration.appID, userID: user.id, integrationID: integration.id, clientID: client.id,
            isDefault: isFirst, createdAt: now, lastUpdatedAt: now)
        try store.insert(conversation)
        let source = MessageSource(type: MessageSource.notification, integrationID: integration.id)
        try EventEmitter(context).emit(
            .conversationCreate(conversation, user, reason: .notification, source: source, referral: nil), app: integration.appID,
            conversation: conversation.id, store, now: now)
        return conversation
    }
}
