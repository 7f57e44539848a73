import Glibc

/// Time for deadlines on sockets: never set back, without a calendar.
enum MonotonicTime {
    /// Milliseconds since some point in the past. The coarse clock (4 ms) is read: a few nanoseconds, and deadlines are seconds.
    static func milliseconds() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC_COARSE, &time)
        return Int64(time.tv_sec) &* 1000 &+ Int64(time.tv_nsec) / 1_000_000
    }
}
