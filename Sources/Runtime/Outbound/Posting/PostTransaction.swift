import ConnectorKit
import Core
import JSONKit
import Redaction
import Store
import Wire

/// Stores a posted message, inside a transaction.
struct PostTransaction {
    let store: any StoreTransaction
    let context: RuntimeContext
    let directory: Directory
    let now: Instant
    let id: ID
    /// The `Idempotency-Key` of the call.
    var call: String?
    /// The `type` of the message's source.
    var source = MessageSource.api
    /// Whether it may write into an invitation, which is the worker's own.
    var invites = false

    func post(_ given: MessageDraft, app: ID, conversation: ID) throws -> Posting.Result {
        guard var conversation = try store.conversation(app: app, conversation), invites || conversation.kind != .invitation else {
            return .conversationNotFound
        }
        guard given.user == nil, !given.isSilent, let route = try conversation.findRoute(store, directory) else {
            return try keep(given, conversation)
        }
        // Only this message goes elsewhere: replies of the conversation keep their way.
        let client = try conversation.client(named: given.destination, store) ?? route
        let addressed = conversation.leading(to: client)
        guard let integration = directory.integrations[client.integrationID] else { return .integrationNotFound }
        if conversation.status == .closed, integration.threading.reopen == .never { return .conversationClosed }
        let quoted = try given.quoted.flatMap { try store.message(app: app, $0) }
        if given.quoted != nil, quoted?.conversationID != conversation.id { return .quotedMessageNotFound }
        let quotedExternalID = try quoted.flatMap { try externalID(of: $0) }
        let seen = SeenMessage(id: id, event: context.ids.next(at: now), call: call)
        // What a template says is not what its draft holds: such a message is masked by itself only.
        let parts = given.template == nil ? splitCard(given.content, seen, conversation) : []
        let files = try OutboundFiles(given.content, app: app, integration: integration, vault: context.media, store, now: now)
        var masked = given
        masked.content = files.described(given.content.masking(parts.filter { $0.message.id == id }))
        let checked = Preflight(integration: integration, settings: context.settings, templates: context.templates, now: now)
            .check(masked, message: id, client: client, conversation: addressed, quotedExternalID: quotedExternalID, files: files)
        let failure = checked.failure
        var draft = checked.draft
        draft.content = try files.give(draft.content, to: id, in: conversation.id, store) { context.ids.next(at: now) }
        let message = record(draft, addressed, quoted: quoted, quotedExternalID: quotedExternalID)
        try store.insert(message)
        conversation.businessAnswered(now: now)
        try store.update(conversation)
        let emitter = EventEmitter(context)
        if conversation.kind != .invitation {
            try emitter.emit(
                .message(conversation, message, user: nil), id: seen.event, app: app, conversation: conversation.id, store, now: now)
        }
        try mask(parts, given.content, app, emitter)
        try deliver(message, draft, addressed, integration, openedAt: client.window.openedAt, failure: failure, emitter)
        if failure == nil {
            try AbsenceWatch(store: store, integration: integration, now: now)
                .replied(id, in: addressed, job: context.ids.next(at: now))
        }
        return .stored(message, failure: failure)
    }

    /// Masks a card that this message has made whole, in the earlier ones as well.
    private func mask(_ parts: [SplitCardPart<SeenMessage>], _ content: Content, _ app: ID, _ emitter: EventEmitter) throws {
        if parts.isEmpty { return }
        try SplitCardRewrite(store: store, app: app, integration: nil, emitter: emitter, now: now).mask(parts, current: (id, content))
    }

    /// What must be masked, in this message and in earlier ones of the business, because together they hold a card.
    func splitCard(_ content: Content, _ message: SeenMessage, _ conversation: Conversation) -> [SplitCardPart<SeenMessage>] {
        guard let text = content.spoken, context.masksCards(of: conversation.appID) else { return [] }
        return context.postedCards.observe(text, in: conversation.id, message, at: now)
    }

    private func deliver(
        _ message: MessageRecord, _ draft: MessageDraft, _ conversation: Conversation, _ integration: IntegrationEntry,
        openedAt: Instant?, failure: Failure?, _ emitter: EventEmitter
    ) throws {
        let deadline = WindowPolicy(integration, context.settings).deadline(
            of: draft.content, openedAt: openedAt, now: now, life: context.settings.messageLife)
        let delivery = Delivery(
            messageID: id, appID: message.appID, conversationID: conversation.id, integrationID: integration.id, state: .queued,
            queuedAt: now,
            deadline: deadline)
        try store.insert(delivery)
        guard let failure else {
            let key = JobKey(queue: .outbound, group: integration.id, lane: conversation.id, id: id)
            return try store.enqueue(Job(key: key, appID: message.appID, subject: id, runAt: now))
        }
        var machine = DeliveryMachine(delivery, [])
        machine.sendFailed(step: nil, part: nil, failure, DeliveryMachine.Report(.policy, at: now, now: now))
        try machine.save(store)
        try emitter.emit(machine.news, of: machine, integration: integration, store, now: now)
    }

    func record(
        _ draft: MessageDraft, _ conversation: Conversation, quoted: MessageRecord?, quotedExternalID: String?
    ) -> MessageRecord {
        var template: JSONBytes?
        if draft.shown != nil, case .template(let body) = draft.content { template = body }
        let instructions = SendInstructions(
            override: draft.override, template: template, actor: draft.actor, quotedExternalID: quotedExternalID,
            clientID: conversation.clientID)
        return MessageRecord(
            id: id, appID: conversation.appID, conversationID: conversation.id, author: .business, authorName: draft.authorName,
            receivedAt: now, storedAt: now, content: draft.shown ?? draft.content.encoded(),
            source: MessageSource(type: source).encoded(),
            metadata: draft.metadata,
            quoted: quoted.map { QuotedMessage.message($0).encoded() }, instructions: instructions.encoded())
    }

    /// The provider's id of a message: of a customer's message from its source, of ours from its first part.
    private func externalID(of message: MessageRecord) throws -> String? {
        switch message.author {
        case .user: try JSONDocument.parse(message.source.bytes).root["originalMessageId"].string
        case .business: try store.parts(message: message.id).first { $0.part != nil }?.externalID
        }
    }
}
