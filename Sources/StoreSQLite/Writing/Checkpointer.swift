import Glibc

/// Copies what was written from the log into the database on a thread and connection of its own, so that no commit waits for it.
/// Sleeps, without a timer, while nothing is written.
// @unchecked: everything mutable is only touched under `mutex`.
final class Checkpointer: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private let connection: Connection
    private var progress: LogProgress
    private var hasWork = false
    private var isStopped = false
    /// A page that is written often is copied once per pause: long enough for that, short enough for a quick start after a crash.
    private static let pauseSeconds = 2

    init(_ connection: Connection, limit: Int) {
        self.connection = connection
        progress = LogProgress(limit: limit)
        pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(changed, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(changed)
        pthread_mutex_destroy(mutex)
        changed.deallocate()
        mutex.deallocate()
    }

    /// Tells of a commit that left `pages` in the log. Returns how many of them are not yet copied.
    func noteCommit(pages: Int) -> Int {
        pthread_mutex_lock(mutex)
        let (hadWork, hurried) = (hasWork, hasWork && progress.hurries)
        progress.committed(pages: pages)
        hasWork = true
        let (open, hurries) = (progress.open, progress.hurries)
        pthread_mutex_unlock(mutex)
        if !hadWork || (hurries && !hurried) { pthread_cond_signal(changed) }
        return open
    }

    /// Ends `run`.
    func stop() {
        pthread_mutex_lock(mutex)
        isStopped = true
        pthread_mutex_unlock(mutex)
        pthread_cond_signal(changed)
    }

    /// Works until `stop`.
    func run() {
        while let generation = waitForWork() {
            let result = connection.checkpoint(.passive)
            pause(hadResult: result, of: generation)
        }
    }

    /// The log that there is work on; nil at the end.
    private func waitForWork() -> Int? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while !hasWork, !isStopped { pthread_cond_wait(changed, mutex) }
        hasWork = false
        return isStopped ? nil : progress.generation
    }

    /// Keeps the result, then waits until the pause is over, the log is long, or the end.
    private func pause(hadResult result: (log: Int, copied: Int)?, of generation: Int) {
        var end = timespec()
        clock_gettime(CLOCK_MONOTONIC, &end)
        end.tv_sec += Self.pauseSeconds
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        progress.copied(result, of: generation)
        while !isStopped, !(hasWork && progress.hurries) {
            if pthread_cond_timedwait(changed, mutex, &end) == ETIMEDOUT { return }
        }
    }
}
