import CLinux
import Glibc

/// One thread for work that waits for the disk: such work must not sit in a Task. Jobs run one after another, in the order given.
///
/// Ends with its last reference; what was given before is still done.
final class FileWorker: Sendable {
    private let box = Box()

    /// Nil when the system has no thread to give.
    init?() {
        let context = Unmanaged.passRetained(box)
        var thread = pthread_t()
        let result = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                parley_name_thread("media-files")
                let box = Unmanaged<Box>.fromOpaque(context).takeRetainedValue()
                while let job = box.take() { job() }
                return nil
            }, context.toOpaque())
        guard result == 0 else {
            context.release()
            return nil
        }
        pthread_detach(thread)
    }

    deinit { box.close() }

    /// Runs `work` on the thread and returns its result.
    /// - Throws: what `work` throws, or `busy` when too much waits.
    func run<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            let taken = box.put { continuation.resume(with: Swift.Result { try work() }) }
            if !taken { continuation.resume(throwing: MediaFolderProblem.busy) }
        }
    }
}

/// What waits for the thread.
// @unchecked: everything mutable is only touched under `mutex`.
private final class Box: @unchecked Sendable {
    /// Jobs that may wait.
    private static let limit = 1024

    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let filled = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var jobs: [@Sendable () -> Void] = []
    private var isClosed = false

    init() {
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(filled, nil)
    }

    deinit {
        pthread_cond_destroy(filled)
        pthread_mutex_destroy(mutex)
        filled.deallocate()
        mutex.deallocate()
    }

    /// False when the box is full.
    func put(_ job: @escaping @Sendable () -> Void) -> Bool {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        guard jobs.count < Self.limit else { return false }
        jobs.append(job)
        pthread_cond_signal(filled)
        return true
    }

    /// The next job; nil when the box is closed and empty.
    func take() -> (@Sendable () -> Void)? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while jobs.isEmpty, !isClosed { pthread_cond_wait(filled, mutex) }
        return jobs.isEmpty ? nil : jobs.removeFirst()
    }

    func close() {
        pthread_mutex_lock(mutex)
        isClosed = true
        pthread_mutex_unlock(mutex)
        pthread_cond_signal(filled)
    }
}
