import ConnectorKit
package import Core
package import Store
package import Wire

/// Says what a conversation's state is and what may be sent in it now.
package struct ConversationInspection: Sendable {
    /// Waiting messages are counted up to this number.
    static let laneLimit = 1000

    private let directory: Directory
    private let settings: RuntimeSettings
    private let now: Instant

    /// An inspection at this moment.
    package init(_ context: RuntimeContext) {
        directory = context.directory
        settings = context.settings
        now = context.clock.now()
    }

    /// The state; nil without such a conversation in the app, or when its channel is not configured any more.
    package func state(of id: ID, app: ID, in store: any StoreReader) throws -> ConversationState? {
        guard let conversation = try store.conversation(app: app, id), conversation.kind != .invitation else { return nil }
        return try state(of: conversation, in: store)
    }

    /// The state of a stored conversation; nil when its channel is not configured any more.
    package func state(of conversation: Conversation, in store: any StoreReader) throws -> ConversationState? {
        guard let integration = directory.integrations[conversation.integrationID] else { return nil }
        let policy = WindowPolicy(integration, settings)
        let client = try store.client(conversation.clientID)
        let window = WindowState(policy, client?.window ?? ClientWindow(), now: now)
        return ConversationState(
            conversation, integrationType: integration.type, clientExternalID: client?.externalID ?? "", window: window,
            sendable: permission(conversation, integration, client, window), lane: try lane(of: conversation, in: store))
    }

    private func permission(
        _ conversation: Conversation, _ integration: IntegrationEntry, _ client: Client?, _ window: WindowState
    ) -> SendPermission {
        let isShut = conversation.status == .closed && integration.threading.reopen == .never
        let isOpen = window.state != .closed
        let consent = client.map { ConsentPolicy(integration, settings, $0) }
        let refusal = consent?.refusal(of: .freeform, now: now)
        let refusesTemplates = consent?.refusal(of: .template(nil), now: now) != nil
        return SendPermission(
            freeform: isOpen && !isShut && refusal == nil,
            template: integration.channel.capabilities.templates && !isShut && !refusesTemplates,
            failureCode: refusal?.code ?? (isOpen ? nil : .outsideWindow))
    }

    private func lane(of conversation: Conversation, in store: any StoreReader) throws -> ConversationState.Lane {
        let group = JobGroup(queue: .outbound, group: conversation.integrationID)
        let jobs = try store.jobs(group: group, lane: conversation.id, after: nil, limit: Self.laneLimit)
        let head = jobs.first.flatMap { $0.attempt > 0 || $0.runAt > now ? $0.subject : nil }
        return ConversationState.Lane(queued: jobs.count, blockedBy: head)
    }
}
