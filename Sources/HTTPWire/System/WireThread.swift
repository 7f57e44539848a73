import CLinux
import Glibc

/// A detached operating-system thread: what waits in `epoll_wait` or in libcurl must not sit in a Task.
enum WireThread {
    private final class Body {
        let name: String
        let run: @Sendable () -> Void

        init(name: String, run: @escaping @Sendable () -> Void) {
            self.name = name
            self.run = run
        }
    }

    /// Starts `run` on its own thread.
    ///
    /// - Parameter name: shown by `top -H`; at most 15 bytes.
    /// - Returns: false when the system has no thread to give.
    static func start(name: String, _ run: @escaping @Sendable () -> Void) -> Bool {
        let body = Unmanaged.passRetained(Body(name: name, run: run))
        var thread = pthread_t()
        let result = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                let body = Unmanaged<Body>.fromOpaque(context).takeRetainedValue()
                body.name.withCString { parley_name_thread($0) }
                body.run()
                return nil
            }, body.toOpaque())
        guard result == 0 else {
            body.release()
            return false
        }
        pthread_detach(thread)
        return true
    }
}
