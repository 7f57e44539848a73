import Glibc

/// Time since a moment.
struct Stopwatch {
    private let start = Self.nanoseconds()

    /// Seconds since it was made.
    var seconds: Double { Double(Self.nanoseconds() - start) / 1e9 }

    /// The monotonic clock.
    static func nanoseconds() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}

/// Waits until `condition` holds, looking every few milliseconds.
/// - Throws: when it does not hold after `limit` seconds; what `condition` throws.
func wait(for what: String, limit: Double = 60, every milliseconds: UInt32 = 10, until condition: () throws -> Bool) throws {
    let watch = Stopwatch()
    while try !condition() {
        guard watch.seconds < limit else { throw BenchProblem("waited \(Int(limit)) s in vain: \(what)") }
        usleep(milliseconds * 1000)
    }
}
