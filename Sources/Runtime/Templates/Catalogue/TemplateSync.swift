import ConnectorKit
import Core

/// Runs a keeper for each integration whose list of templates can be read, and follows changes of the directory. Never in the way of
/// messages: it has tasks of its own and no lane.
struct TemplateSync: Sendable {
    let context: RuntimeContext

    /// How often the directory is looked at for new integrations.
    private static let look: Duration = .seconds(5)

    /// Runs until cancelled.
    func run() async {
        let active = Lock<Set<ID>>([])
        await withDiscardingTaskGroup { group in
            repeat {
                for (id, integration) in context.directory.integrations where integration.channel.templates?.request(after: nil) != nil {
                    guard active.withLock({ $0.insert(id).inserted }) else { continue }
                    group.addTask { [context] in
                        await TemplateKeeper(integrationID: id, context: context).run()
                        active.withLock { _ = $0.remove(id) }
                    }
                }
            } while (try? await context.clock.sleep(until: context.clock.now() + Self.look)) != nil
        }
    }
}
