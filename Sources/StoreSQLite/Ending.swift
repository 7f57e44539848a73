import Core

/// An end that many can wait for.
final class Ending: Sendable {
    private struct State {
        var isReached = false
        var waiters: [UnsafeContinuation<Void, Never>] = []
    }

    private let state = Lock(State())

    /// Returns once the end is reached.
    func wait() async {
        await withUnsafeContinuation { continuation in
            let isReached = state.withLock { state in
                if !state.isReached { state.waiters.append(continuation) }
                return state.isReached
            }
            if isReached { continuation.resume() }
        }
    }

    /// Wakes all who wait.
    func reach() {
        let waiters = state.withLock { state in
            state.isReached = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }
}
