import Glibc

/// Copies what was written from the log into the database on a thread and connection of its own, so that no commit waits for it.
/// Sleeps, without a timer, while nothing is written.
// @unchecked: everything mutable is only touched under `mutex`.
final class Checkpointer: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private let connection: Connection
    /// Beyond this many pages the pause between two rounds is left out.
    private let hurryPages: Int
    private var written = 0
    private var copied = 0
    private var hasWork = false
    private var isStopped = false
    /// A page that is written often is copied once per pause: long enough for that, short enough for a quick start after a crash.
    private static let pauseNanoseconds = 500_000_000

    init(_ connection: Connection, hurryPages: Int) {
        self.connection = connection
        self.hurryPages = hurryPages
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
        // The log began anew.
        if pages < written { copied = 0 }
        let wake = !hasWork || (pages > hurryPages && written <= hurryPages)
        written = pages
        hasWork = true
        let open = pages - min(copied, pages)
        pthread_mutex_unlock(mutex)
        if wake { pthread_cond_signal(changed) }
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
        while waitForWork() {
            let result = connection.checkpoint(.passive)
            pause(hadResult: result)
        }
    }

    private func waitForWork() -> Bool {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while !hasWork, !isStopped { pthread_cond_wait(changed, mutex) }
        hasWork = false
        return !isStopped
    }

    /// Keeps the result, then waits until the pause is over, the log is long, or the end.
    private func pause(hadResult result: (log: Int, copied: Int)?) {
        var end = timespec()
        clock_gettime(CLOCK_MONOTONIC, &end)
        end.tv_nsec += Self.pauseNanoseconds
        if end.tv_nsec >= 1_000_000_000 {
            end.tv_sec += 1
            end.tv_nsec -= 1_000_000_000
        }
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        let advanced = result.map { $0.copied > copied } ?? false
        if let result, result.log >= 0 { copied = result.copied }
        // A long log is worked on without pause, as long as that helps: a reader may stand in the way.
        while !isStopped, !(hasWork && written > hurryPages && advanced) {
            if pthread_cond_timedwait(changed, mutex, &end) == ETIMEDOUT { return }
        }
    }
}
