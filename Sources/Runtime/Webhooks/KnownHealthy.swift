import Core

/// The webhooks of which no failure is kept, as far as this worker knows: their successes need not write so. A value without effects.
///
/// A success forgets a kept failure; a failure keeps one. Both are written at the same time by different lanes, and what a write did is
/// known only after its commit. So nobody is known as healthy while a failure is being written, nor by a success that looked before one.
struct KnownHealthy: Sendable {
    /// What a success saw within its write.
    struct Look: Hashable, Sendable {
        /// No failure is kept.
        let isHealthy: Bool
        fileprivate let failuresWritten: Int
    }

    private struct Failures {
        var inWriting = 0
        var written = 0
    }

    private var healthy: Set<ID> = []
    private var failures: [ID: Failures] = [:]

    /// To be asked within the write of a success.
    func look(at webhook: ID) -> Look {
        Look(isHealthy: healthy.contains(webhook), failuresWritten: failures[webhook]?.written ?? 0)
    }

    /// A success that forgot all failures is on disk. It counts unless a failure may have been written behind it.
    mutating func successWritten(_ webhook: ID, after look: Look) {
        let now = failures[webhook] ?? Failures()
        if now.inWriting == 0, now.written == look.failuresWritten { healthy.insert(webhook) }
    }

    /// A failure is about to be written.
    mutating func failureBegins(_ webhook: ID) {
        healthy.remove(webhook)
        failures[webhook, default: Failures()].inWriting += 1
    }

    /// The write of a failure has ended, well or not.
    mutating func failureEnded(_ webhook: ID) {
        failures[webhook]?.inWriting -= 1
        failures[webhook]?.written += 1
    }
}
