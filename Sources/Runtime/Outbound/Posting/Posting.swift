import ConnectorKit
package import Core
package import Store
import Wire

/// Takes messages of the business: stores them with their send job, or with the reason why they cannot be sent.
package struct Posting: Sendable {
    let context: RuntimeContext

    /// Makes a posting.
    package init(context: RuntimeContext) { self.context = context }

    /// What became of a post.
    package enum Result: Hashable, Sendable {
        /// Stored. With a failure it will not be sent, and the help desk is told by an event.
        case stored(MessageRecord, failure: Failure?)
        /// Stored and told of; there is no channel to send it by.
        case kept(MessageRecord)
        /// There is no such conversation in the app.
        case conversationNotFound
        /// The conversation is closed for good.
        case conversationClosed
        /// Its channel is not configured any more.
        case integrationNotFound
        /// The user who writes does not take part.
        case notAMember
        /// The message that it answers is not in the conversation.
        case quotedMessageNotFound

        /// Whether the message is in the store.
        var isKept: Bool {
            switch self {
            case .stored, .kept: true
            case .conversationNotFound, .conversationClosed, .integrationNotFound, .notAMember, .quotedMessageNotFound: false
            }
        }
    }

    /// Posts a message. It is on disk when this returns; its delivery follows.
    package func post(_ draft: MessageDraft, app: ID, conversation: ID) async throws -> Result {
        try await post(draft, app: app, conversation: conversation) { _, post in try post() }
    }

    /// Posts a message as a part of a larger transaction, such as the record of an idempotent call.
    ///
    /// - Parameters:
    ///   - call: the `Idempotency-Key` under which the answer is kept, if it is.
    ///   - scope: runs inside the transaction and posts by calling its second argument, at most once; when it throws, nothing is kept.
    ///     What it returns is returned after the commit.
    package func post<Answer: Sendable>(
        _ draft: MessageDraft, app: ID, conversation: ID, call: String? = nil,
        within scope: @escaping @Sendable (any StoreTransaction, () throws -> Result) throws -> Answer
    ) async throws -> Answer {
        try await post([draft], app: app, conversation: conversation, call: call) { store, post in try scope(store) { try post()[0] } }
    }

    /// Posts several messages, in order, in one transaction: for a post that channels carry as more than one message. When one is not
    /// stored, none is, and its result is the only one.
    ///
    /// - Parameters:
    ///   - drafts: at least one.
    ///   - call, scope: as for one message.
    package func post<Answer: Sendable>(
        _ drafts: [MessageDraft], app: ID, conversation: ID, call: String? = nil,
        within scope: @escaping @Sendable (any StoreTransaction, () throws -> [Result]) throws -> Answer
    ) async throws -> Answer {
        let context = context
        let directory = context.directory
        try await TemplateAwaiting(context: context).prepare(drafts, app: app, conversation: conversation)
        let masked = try await masked(drafts, app: app, conversation: conversation)
        let now = context.clock.now()
        let numbered = masked.map { (draft: $0, id: context.ids.next(at: now)) }
        do {
            let answer = try await context.store.write { store in
                try scope(store) {
                    var results: [Result] = []
                    for (draft, id) in numbered {
                        let transaction = PostTransaction(
                            store: store, context: context, directory: directory, now: now, id: id, call: call)
                        let result = try transaction.post(draft, app: app, conversation: conversation)
                        guard result.isKept else { return [result] }
                        results.append(result)
                    }
                    return results
                }
            }
            let cards = numbered.reduce(0) { $0 + context.postedCards.settle($1.id, in: conversation) }
            await count(cards, app: app, conversation: conversation)
            return answer
        } catch {
            for (_, id) in numbered { context.postedCards.takeBack(id, in: conversation) }
            throw error
        }
    }

    /// Counts cards that were posted in several messages.
    private func count(_ cards: Int, app: ID, conversation: ID) async {
        guard cards > 0 else { return }
        // The message is on disk: that its channel cannot be read is no failure of the post.
        let channel = try? await channel(of: conversation, app: app)
        RedactionCounter(metrics: context.metrics, app: app, channel: channel ?? "none").count(.splitCard, cards)
    }

    /// What would become of a post: nothing is stored or sent.
    ///
    /// - Returns: the failure, if there is one, and the number of parts that the message is sent in; nil without such a conversation.
    package func preflight(_ draft: MessageDraft, app: ID, conversation: ID) async throws -> (failure: Failure?, parts: Int)? {
        let context = context
        let directory = context.directory
        try await TemplateAwaiting(context: context).prepare([draft], app: app, conversation: conversation)
        let draft = try await masked([draft], app: app, conversation: conversation)[0]
        let now = context.clock.now()
        return try await context.store.read { store in
            guard let own = try store.conversation(app: app, conversation), own.kind != .invitation,
                let client = try own.client(named: draft.destination, store) ?? store.client(own.clientID),
                let integration = directory.integrations[client.integrationID]
            else { return nil }
            let conversation = own.leading(to: client)
            let files = try OutboundFiles(draft.content, app: app, integration: integration, vault: context.media, store, now: now)
            var draft = draft
            draft.content = files.described(draft.content)
            let checked = Preflight(integration: integration, settings: context.settings, templates: context.templates, now: now)
                .check(draft, message: ID.first, client: client, conversation: conversation, quotedExternalID: nil, files: files)
            return (checked.failure, checked.parts)
        }
    }

    /// The drafts as they may be stored and sent. Most hold nothing to mask; for the others the channel is looked up, which says what is
    /// an identifier and for whom to count.
    private func masked(_ drafts: [MessageDraft], app: ID, conversation: ID) async throws -> [MessageDraft] {
        let isClean = { (draft: MessageDraft) in
            draft.masked(by: context.masking, directory: context.directory, channel: nil) == draft
        }
        guard context.masksCards(of: app), !drafts.allSatisfy(isClean) else { return drafts }
        let channel = try await channel(of: conversation, app: app)
        let masking = context.masking(app: app, channel: channel ?? "none")
        return drafts.map { $0.masked(by: masking, directory: context.directory, channel: channel) }
    }

    private func channel(of conversation: ID, app: ID) async throws -> String? {
        let found = try await context.store.read { try $0.conversation(app: app, conversation) }
        return found.flatMap { context.directory.integrations[$0.integrationID]?.type }
    }
}

/// Decides about a draft before anything is sent. A value without effects.
struct Preflight: Sendable {
    let integration: IntegrationEntry
    let settings: RuntimeSettings
    let templates: TemplateBook
    let now: Instant

    /// What a draft becomes.
    struct Checked: Sendable {
        /// As it is sent: with a template in the provider's shape, or a template in its place.
        var draft: MessageDraft
        var failure: Failure?
        /// The number of parts; zero with a failure.
        var parts: Int
    }

    /// The draft as it is sent; the failure, if there is one; the number of parts.
    func check(
        _ draft: MessageDraft, message: ID, client: Client, conversation: Conversation, quotedExternalID: String?, files: OutboundFiles
    ) -> Checked {
        let resolution = TemplateResolution(integration, templates)
        let resolved = resolution.resolve(draft)
        if let failure = resolved.failure { return Checked(draft: resolved.draft, failure: failure, parts: 0) }
        let judge = { (draft: MessageDraft) -> (failure: Failure?, parts: Int) in
            check(
                resolved: draft, message: message, client: client, conversation: conversation, quotedExternalID: quotedExternalID,
                files: files)
        }
        let (failure, parts) = judge(resolved.draft)
        guard let failure, let other = resolution.substitute(for: draft, refused: failure) else {
            return Checked(draft: resolved.draft, failure: failure, parts: parts)
        }
        if let failure = other.failure { return Checked(draft: other.draft, failure: failure, parts: 0) }
        let again = judge(other.draft)
        return Checked(draft: other.draft, failure: again.failure, parts: again.parts)
    }

    private func check(
        resolved draft: MessageDraft, message: ID, client: Client, conversation: Conversation, quotedExternalID: String?,
        files: OutboundFiles
    ) -> (failure: Failure?, parts: Int) {
        if let refusal = integration.refusal { return (refusal, 0) }
        let outbound = OutboundMessage(
            id: message, recipient: client.externalID, content: draft.content,
            override: SendInstructions(override: draft.override).payload(for: integration.type), quoted: quotedExternalID,
            actor: draft.actor, files: files.files)
        let gate = SendGate(integration: integration, settings: settings, client: client, now: now)
        let category = TemplateGate(integration, templates)?.category(of: outbound)
        if let refusal = gate.refusal(of: outbound, category: category) { return (refusal, 0) }
        if let refusal = files.refusal(of: outbound, by: integration) { return (refusal, 0) }
        return parts(of: outbound)
    }

    private func parts(of given: OutboundMessage) -> (failure: Failure?, parts: Int) {
        var message = given
        var receipts: [StepReceipt] = []
        do throws(Failure) {
            // Rendering goes on as if each step had succeeded; a message has few, and the bound ends a connector that never does.
            while receipts.count < 64, let step = try integration.channel.render(message, after: receipts, correlation: "preflight") {
                receipts.append(StepReceipt(index: receipts.count, purpose: step.purpose, externalID: "preflight"))
                if let file = step.request.form?.file { message.uploaded(file, as: "preflight") }
            }
        } catch {
            return (error, 0)
        }
        return (nil, receipts.count { $0.purpose.part != nil })
    }
}
