import Glibc

/// Where a part of the worker gets the time from: a value, so that tests turn the clock by hand.
package struct WallClock: Sendable {
    private let read: @Sendable () -> Instant

    /// A clock that asks `read` each time.
    package init(_ read: @escaping @Sendable () -> Instant) { self.read = read }

    /// The time now.
    package func now() -> Instant { read() }

    /// The machine's real-time clock.
    package static let system = WallClock {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(milliseconds: Int64(time.tv_sec) &* 1000 &+ Int64(time.tv_nsec) / 1_000_000)
    }
}
