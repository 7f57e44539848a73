import ConnectorKit
import Core

/// Runs a poller for each integration whose channel is polled, and follows changes of the directory.
package struct Polls: Sendable {
    private let context: RuntimeContext
    private let leases: Leases
    private let pending: PendingEntries

    /// How often the directory is looked at for new integrations.
    private static let look: Duration = .seconds(5)

    /// - Parameter pending: shared with the processor that applies what is stored here.
    package init(context: RuntimeContext, leases: Leases, pending: PendingEntries) {
        self.context = context
        self.leases = leases
        self.pending = pending
    }

    /// Polls until cancelled.
    package func run() async {
        let active = Lock<Set<ID>>([])
        await withDiscardingTaskGroup { group in
            repeat {
                for (id, integration) in context.directory.integrations where integration.isActive && integration.channel.polling != nil {
                    guard active.withLock({ $0.insert(id).inserted }) else { continue }
                    group.addTask {
                        await Poller(integrationID: id, leases: leases, pending: pending, context: context).run()
                        active.withLock { _ = $0.remove(id) }
                    }
                }
            } while (try? await context.clock.sleep(until: context.clock.now() + Self.look)) != nil
        }
    }
}
