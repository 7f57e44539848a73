import Core
import Media
import Store

/// Removes what is older than its retention, little by little.
struct Maintenance: Sendable {
    let context: RuntimeContext

    /// Rows removed in one transaction: few enough that nobody waits long.
    private static let step = 500

    func run() async throws {
        try await Removals(context).finishAll()
        while true {
            try await context.clock.sleep(until: context.clock.now() + .minutes(10))
            do {
                try await prune()
                try await Removals(context).finishAll()
                try await ConversationRetention(context: context).run { try await rest() }
                try await Continuation(context).clean { try await rest() }
                if let vault = context.media { try await MediaCleaning(context: context, vault: vault).run() }
            } catch let problem as StoreProblem {
                context.log.error("Old rows could not be removed", ["problem": "\(problem)"])
            } catch let problem as MediaFolderProblem {
                context.log.error("Old files could not be removed", ["problem": "\(problem)"])
            }
        }
    }

    private func prune() async throws {
        let before = context.clock.now() - context.settings.retention
        while try await context.store.write({ try $0.prune(before: before, limit: Self.step) }) == Self.step {
            try await rest()
        }
    }

    private func rest() async throws { try await context.clock.sleep(until: context.clock.now() + .milliseconds(50)) }
}
