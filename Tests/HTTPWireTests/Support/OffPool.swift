import Foundation

/// Runs blocking work on a thread of its own: the pool that runs tests has two threads, and the servers under test need them.
func offPool<Result: Sendable>(_ work: @escaping @Sendable () -> Result) async -> Result {
    await withCheckedContinuation { continuation in
        let thread = Thread { continuation.resume(returning: work()) }
        thread.start()
    }
}
