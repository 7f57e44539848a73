import Core
import Glibc

/// Ctrl-C and its like, taken by a thread that does nothing else.
final class StopSignals: Sendable {
    private static let awaited = [SIGINT, SIGTERM, SIGHUP]

    /// What came first.
    enum Ending {
        case stopped
        case failed(String)
        /// The tour is over; the text says what to try next.
        case played(String)
    }

    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation
    private let isStopped = Lock(false)

    private init() { (stream, continuation) = AsyncStream.makeStream() }

    /// Holds the signals back for `wait`. To be called first, before any thread is made: threads inherit it.
    static func block() {
        signal(SIGPIPE, SIG_IGN)
        // A shell without job control starts background programs with SIGINT ignored: then `kill -INT` would be lost.
        signal(SIGINT, SIG_DFL)
        var set = mask
        pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    /// Starts the thread.
    static func wait() -> StopSignals {
        let signals = StopSignals()
        var thread = pthread_t()
        let argument = Unmanaged.passRetained(signals).toOpaque()
        pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                let signals = Unmanaged<StopSignals>.fromOpaque(argument).takeRetainedValue()
                var set = StopSignals.mask
                var number: Int32 = 0
                sigwait(&set, &number)
                signals.isStopped.withLock { $0 = true }
                signals.continuation.finish()
                return nil
            }, argument)
        pthread_detach(thread)
        return signals
    }

    /// Returns when a signal has come.
    func wait() async {
        for await _ in stream {}
    }

    /// Returns when a signal has come or the tour has ended. The tour goes on after a signal: cancel it.
    func first(or tour: Task<String, any Error>) async -> Ending {
        let ended = Task {
            let result = await tour.result
            // Also wakes the wait below; a signal closes the stream for good instead.
            continuation.yield()
            return result
        }
        for await _ in stream { break }
        if isStopped.withLock({ $0 }) { return .stopped }
        switch await ended.value {
        case .success(let next): return .played(next)
        case .failure(let error): return .failed("\(error)")
        }
    }

    private static var mask: sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        for number in awaited { sigaddset(&set, number) }
        return set
    }
}
