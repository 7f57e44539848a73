import ConnectorKit
package import Core
import JSONKit
import Store

/// Shows the customer what is no message: that the business types, or has read. Sent once, in the background; lost without harm.
package final class SignalSender: Sendable {
    /// What the business does.
    package enum Activity: Hashable, Sendable {
        case typing(Bool)
        case read
    }

    private let context: RuntimeContext
    /// Calls in progress.
    private let running = Lock(0)
    /// More are not made: a signal that comes late is worth nothing.
    private static let limit = 64
    /// How long a provider has to answer.
    private static let deadline: Duration = .seconds(10)
    /// Messages looked through, from the newest back, for the customer's latest one.
    private static let lookBack = 30

    /// Makes a sender.
    package init(_ context: RuntimeContext) { self.context = context }

    /// Shows it in the background. Nothing happens while too much of this is under way.
    package func start(_ activity: Activity, app: ID, conversation: ID) {
        let isTaken = running.withLock { count in
            guard count < Self.limit else { return false }
            count += 1
            return true
        }
        guard isTaken else { return }
        Task {
            await send(activity, app: app, conversation: conversation)
            running.withLock { $0 -= 1 }
        }
    }

    /// Shows it to the customer of a conversation, where the channel can. Returns when the call has ended; never fails.
    package func send(_ activity: Activity, app: ID, conversation: ID) async {
        guard let (integration, request) = try? await prepare(activity, app, conversation) else { return }
        let limits = CallLimits(deadline: Self.deadline, trustedHost: integration.trustedHost)
        let outcome = await context.caller.call(request, limits)
        let result = outcome.status.map { (200..<300).contains($0) ? "accepted" : "refused" } ?? "unanswered"
        context.metrics.count("parley_signals_total", ["integration": "\(integration.id)", "result": result])
    }

    private func prepare(_ activity: Activity, _ app: ID, _ id: ID) async throws -> (IntegrationEntry, OutboundRequest)? {
        let directory = context.directory
        return try await context.store.read { store in
            guard let conversation = try store.conversation(app: app, id), let client = try store.client(conversation.clientID),
                let integration = directory.integrations[conversation.integrationID]
            else { return nil }
            let last = try Self.lastReceived(id, store)
            let signal: Signal
            switch activity {
            case .typing(let isOn): signal = .typing(isOn, lastReceived: last)
            case .read:
                guard let last else { return nil }
                signal = .read(upTo: last)
            }
            return integration.channel.signal(signal, to: client.externalID).map { (integration, $0) }
        }
    }

    /// The provider's id of the customer's latest message.
    private static func lastReceived(_ conversation: ID, _ store: any StoreReader) throws -> String? {
        let messages = try store.messages(conversation: conversation, page: PageRequest(limit: lookBack))
        guard let message = messages.last(where: { $0.author == .user }) else { return nil }
        return (try? JSONDocument.parse(message.source.bytes))?.root["originalMessageId"].string
    }
}
