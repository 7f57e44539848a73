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
        guard let conversation = try store.conversation(app: app, id) else { return nil }
        return try state(of: conversation, in: store)
    }

    /// The state of a stored conversation; nil when its channel is not configured any more.
    package func state(of conversation: Conversation, in store: any StoreReader) throws -> ConversationState? {
        guard let integration = directory.integrations[conversation.integrationID] else { return nil }
        let policy = WindowPolicy(integration, settings)
        let window = WindowState(policy, policy.state(lastCustomerMessageAt: conversation.lastCustomerMessageAt, now: now), now: now)
        return ConversationState(
            conversation, integrationType: integration.type, clientExternalID: try store.client(conversation.clientID)?.externalID ?? "",
            window: window, sendable: permission(conversation, integration, window), lane: try lane(of: conversation, in: store))
    }

    private func permission(_ conversation: Conversation, _ integration: IntegrationEntry, _ window: WindowState) -> SendPermission {
        let isShut = conversation.status == .closed && integration.threading.reopen == .never
        let isOpen = window.state != .closed
        return SendPermission(
            freeform: isOpen && !isShut, template: integration.channel.capabilities.templates && !isShut,
            failureCode: isOpen ? nil : .outsideWindow)
    }

    private func lane(of conversation: Conversation, in store: any StoreReader) throws -> ConversationState.Lane {
        let group = JobGroup(queue: .outbound, group: conversation.integrationID)
        let jobs = try store.jobs(group: group, lane: conversation.id, after: nil, limit: Self.laneLimit)
        let head = jobs.first.flatMap { $0.attempt > 0 || $0.runAt > now ? $0.subject : nil }
        return ConversationState.Lane(queued: jobs.count, blockedBy: head)
    }
}

extension WindowState {
    fileprivate init(_ policy: WindowPolicy, _ state: WindowPolicy.State, now: Instant) {
        switch state {
        case .unlimited: self.init(rule: policy.rule.word, state: .unlimited)
        case .open(let openedAt, let closesAt):
            self.init(
                rule: policy.rule.word, state: .open, openedAt: openedAt, closesAt: closesAt,
                secondsLeft: (closesAt - now).components.seconds)
        case .closed(let openedAt, let closedAt):
            self.init(rule: policy.rule.word, state: .closed, openedAt: openedAt, closesAt: closedAt, secondsLeft: 0)
        }
    }
}

extension Capabilities.WindowRule {
    /// The rule in short: `24h`, `7d`, `unlimited`.
    fileprivate var word: String {
        switch self {
        case .unlimited: return "unlimited"
        case .afterCustomerMessage(let length):
            let hours = length.components.seconds / 3600
            return hours > 24 && hours % 24 == 0 ? "\(hours / 24)d" : "\(hours)h"
        }
    }
}
