import Glibc
import Store

/// A thread of the operating system: the store blocks on the disk, and the threads of Swift's pool must not.
struct WorkerThread: Sendable {
    private final class Work: Sendable {
        let name: String
        let body: @Sendable () -> Void

        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }

        /// The call for it is hidden from Swift; the kernel's file does the same. A thread without a name works as well.
        func nameThread() {
            let file = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
            guard file >= 0 else { return }
            _ = write(file, name, name.utf8.count)
            close(file)
        }
    }

    private let thread: pthread_t

    /// Starts a thread that runs `body` and ends with it. `name` is at most 15 bytes.
    init(_ name: String, _ body: @escaping @Sendable () -> Void) throws {
        var thread = pthread_t()
        let work = Unmanaged.passRetained(Work(name: name, body: body))
        let code = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                let work = Unmanaged<Work>.fromOpaque(argument).takeRetainedValue()
                work.nameThread()
                work.body()
                return nil
            }, work.toOpaque())
        guard code == 0 else {
            work.release()
            throw StoreProblem.unusable("A thread for the database cannot be started: \(String(cString: strerror(code))).")
        }
        self.thread = thread
    }

    /// Waits for its end. Call once, from another thread.
    func join() { pthread_join(thread, nil) }
}
