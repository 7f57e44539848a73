/// A clock that stands still until it is turned: for tests of everything that waits.
package final class ManualClock: Sendable {
    private struct State {
        var now: Instant
        var sleepers: [Int: (until: Instant, wake: CheckedContinuation<Void, any Error>)] = [:]
        var cancelled: Set<Int> = []
        var next = 0
    }

    private let state: Lock<State>

    /// A clock that shows `start`.
    package init(_ start: Instant = Instant(seconds: 1_790_000_000)) { state = Lock(State(now: start)) }

    /// The time shown.
    package var now: Instant { state.withLock { $0.now } }

    /// How many wait.
    package var sleeperCount: Int { state.withLock { $0.sleepers.count } }

    /// The earliest time that somebody waits for.
    package var nextWake: Instant? { state.withLock { $0.sleepers.values.map(\.until).min() } }

    /// Turns the clock forward and wakes whoever's time has come, earliest first.
    package func advance(by time: Duration) { advance(to: now + time) }

    /// Turns the clock to `time` (backwards too: then nobody wakes).
    package func advance(to time: Instant) {
        let due = state.withLock { state in
            state.now = time
            let due = state.sleepers.filter { $0.value.until <= time }.sorted { $0.value.until < $1.value.until }
            for (key, _) in due { state.sleepers[key] = nil }
            return due.map(\.value.wake)
        }
        for wake in due { wake.resume() }
    }

    /// This clock as the value that parts of the worker take.
    package var clock: WallClock {
        WallClock(read: { self.now }, wait: { try await self.wait(until: $0) })
    }

    private func wait(until time: Instant) async throws {
        let key = state.withLock { state in
            state.next += 1
            return state.next
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { wake in enter(key, until: time, wake) }
        } onCancel: {
            cancel(key)
        }
    }

    private func enter(_ key: Int, until time: Instant, _ wake: CheckedContinuation<Void, any Error>) {
        let result: Result<Void, any Error>? = state.withLock { state in
            if state.cancelled.remove(key) != nil { return .failure(CancellationError()) }
            if time <= state.now { return .success(()) }
            state.sleepers[key] = (time, wake)
            return nil
        }
        if let result { wake.resume(with: result) }
    }

    private func cancel(_ key: Int) {
        // Cancellation may come before the wait has begun: then `enter` finds the mark.
        let wake = state.withLock { state in
            let sleeper = state.sleepers.removeValue(forKey: key)
            if sleeper == nil { state.cancelled.insert(key) }
            return sleeper?.wake
        }
        wake?.resume(throwing: CancellationError())
    }
}
