internal import Glibc

/// What the process is asked for by signals.
package enum Signals {
    /// What a signal means here.
    package enum Request: Hashable, Sendable {
        /// SIGTERM or SIGINT: drain and end.
        case stop
        /// SIGHUP: read the configuration again.
        case reload
    }

    private static let awaited = [SIGTERM, SIGINT, SIGHUP]

    /// Holds back the signals that `wait` takes, and ignores SIGPIPE. To be called first in `main`, before any thread is made: threads inherit it.
    package static func block() {
        signal(SIGPIPE, SIG_IGN)
        var set = mask()
        pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    /// Takes signals on a thread of its own for as long as the process runs, and tells `handler` there, in order.
    ///
    /// Needs `block`. A signal that came between the two is not lost: it is told at once.
    package static func wait(_ handler: @escaping @Sendable (Request) -> Void) {
        var thread = pthread_t()
        let box = Unmanaged.passRetained(Handler(handler))
        let made = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                let handler = Unmanaged<Handler>.fromOpaque(argument).takeRetainedValue()
                while true { Signals.take(handler.call) }
            }, box.toOpaque())
        guard made == 0 else { return box.release() }
        pthread_detach(thread)
    }

    private static func take(_ call: (Request) -> Void) {
        var set = mask()
        var number: Int32 = 0
        guard sigwait(&set, &number) == 0 else { return }
        call(number == SIGHUP ? .reload : .stop)
    }

    private static func mask() -> sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        for number in awaited { sigaddset(&set, number) }
        return set
    }

    private final class Handler: Sendable {
        let call: @Sendable (Request) -> Void

        init(_ call: @escaping @Sendable (Request) -> Void) { self.call = call }
    }
}
