import Core

/// How often a visitor, or an address of the net, may do something: a place for each, refilled with time.
final class VisitorLimits: Sendable {
    /// A pace: so many at once, one more after each interval.
    struct Pace: Sendable {
        var burst: Int
        var interval: Duration
    }

    private struct Bucket {
        var left: Double
        var at: Instant
    }

    /// How many are remembered. Past it, those that have rested are forgotten; if none has, all are.
    private static let most = 100_000

    private let pace: Pace
    private let buckets = Lock<[String: Bucket]>([:])

    init(_ pace: Pace) { self.pace = pace }

    /// Takes a place. Nil when there was one; else how long to wait.
    func take(_ key: String, now: Instant) -> Duration? {
        buckets.withLock { buckets in
            if buckets.count >= Self.most { forget(&buckets, now) }
            var bucket = buckets[key] ?? Bucket(left: Double(pace.burst), at: now)
            let refilled = Double(max((now - bucket.at).milliseconds, 0)) / Double(pace.interval.milliseconds)
            bucket = Bucket(left: min(Double(pace.burst), bucket.left + refilled), at: now)
            defer { buckets[key] = bucket }
            guard bucket.left >= 1 else { return .milliseconds(Int64((1 - bucket.left) * Double(pace.interval.milliseconds)) + 1) }
            bucket.left -= 1
            return nil
        }
    }

    private func forget(_ buckets: inout [String: Bucket], _ now: Instant) {
        let rest = Int64(pace.burst) * pace.interval.milliseconds
        buckets = buckets.filter { (now - $0.value.at).milliseconds < rest }
        if buckets.count >= Self.most { buckets = [:] }
    }
}
