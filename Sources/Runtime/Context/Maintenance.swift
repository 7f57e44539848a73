import Core
import Media
import Store

/// Removes what is older than its retention, little by little.
struct Maintenance: Sendable {
    let context: RuntimeContext

    /// Rows removed in one transaction: few enough that nobody waits long.
    private static let step = 500

    /// Runs until cancelled. What fails is told and tried again; nothing else ends it.
    func run() async throws {
        // What an earlier worker began goes on at once.
        try await finishRemovals()
        while true {
            try await context.clock.sleep(until: context.clock.now() + .minutes(10))
            try await attempt("Old rows could not be removed") { try await prune() }
            try await finishRemovals()
            try await attempt("Messages of quiet conversations could not be removed") {
                try await ConversationRetention(context: context).run { try await rest() }
            }
            try await attempt("Old continuations could not be removed") { try await Continuation(context).clean { try await rest() } }
            guard let vault = context.media else { continue }
            try await attempt("Old files could not be removed") { try await MediaCleaning(context: context, vault: vault).run() }
        }
    }

    private func finishRemovals() async throws {
        try await attempt("What was deleted could not be removed to its end") { try await Removals(context).finishAll() }
    }

    /// Does one job. Its failure keeps no other from running: one that frees space may be what the others wait for.
    private func attempt(_ complaint: StaticString, _ job: () async throws -> Void) async throws {
        do {
            try await job()
        } catch let end as CancellationError {
            throw end
        } catch {
            context.log.error(complaint, ["problem": "\(error)"])
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
