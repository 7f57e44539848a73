import Glibc

/// Where a part of the worker gets the time from, and how it waits: a value, so that tests turn the clock by hand.
package struct WallClock: Sendable {
    private let read: @Sendable () -> Instant
    private let wait: @Sendable (Instant) async throws -> Void

    /// A clock that asks `read` for the time and waits with `wait`.
    package init(read: @escaping @Sendable () -> Instant, wait: @escaping @Sendable (Instant) async throws -> Void) {
        self.read = read
        self.wait = wait
    }

    /// The time now.
    package func now() -> Instant { read() }

    /// Returns at `time` or soon after; at once if it is past.
    /// - Throws: `CancellationError` when the task is cancelled first.
    package func sleep(until time: Instant) async throws { try await wait(time) }

    /// The machine's real-time clock.
    package static let system = WallClock(read: systemNow) { time in
        let left = time - systemNow()
        try await Task.sleep(for: max(left, .zero))
    }

    private static func systemNow() -> Instant {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(milliseconds: Int64(time.tv_sec) &* 1000 &+ Int64(time.tv_nsec) / 1_000_000)
    }
}
