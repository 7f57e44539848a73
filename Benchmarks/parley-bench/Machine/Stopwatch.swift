import Glibc

/// Time since a moment.
struct Stopwatch {
    /// What is counted.
    enum Clock {
        /// Time as it passes.
        case wall
        /// Time that this thread has had on a processor: what else runs on the machine does not count.
        case processor
    }

    private let clock: Clock
    private let start: Int64

    init(_ clock: Clock = .wall) {
        self.clock = clock
        start = Self.nanoseconds(clock)
    }

    /// Seconds since it was made.
    var seconds: Double { Double(Self.nanoseconds(clock) - start) / 1e9 }

    /// Nanoseconds since some moment.
    static func nanoseconds(_ clock: Clock = .wall) -> Int64 {
        var time = timespec()
        switch clock {
        case .wall: clock_gettime(CLOCK_MONOTONIC, &time)
        case .processor: clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        }
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
