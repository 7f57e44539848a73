import Glibc

/// A mutual exclusion lock around a value.
///
/// Built on `pthread_mutex_t`, which ThreadSanitizer understands; the standard library's `Mutex` is reported as a race by it.
/// Keep the body short: no call-outs and no `await` while the lock is held.
// @unchecked: `value` is only touched between lock and unlock of `mutex`.
package final class Lock<Value>: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private var value: Value

    /// Makes an unlocked lock that owns `value`.
    package init(_ value: sending Value) {
        self.value = value
        mutex = .allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    /// Runs `body` with exclusive access to the value and returns its result.
    package func withLock<Result, Failure: Error>(_ body: (inout Value) throws(Failure) -> Result) throws(Failure) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body(&value)
    }
}
