import Core

/// How fast each app may call: a bucket that holds the calls of one second and fills at the app's pace.
///
/// Counted per app and not per key, so that more keys do not make an app faster. Calls with wrong credentials are not counted: nobody
/// can use up the pace of an app that is not theirs.
final class CallPace: Sendable {
    private struct Bucket {
        /// Calls in a second.
        let limit: Int64
        /// Thousandths of calls that may still be made, so that a fast pace loses nothing between milliseconds.
        var left: Int64
        var filledAt: Instant

        mutating func fill(now: Instant) {
            // A clock that was set back fills nothing until it has caught up; one set far ahead fills the bucket once.
            let passed = min(max(now.milliseconds - filledAt.milliseconds, 0), 1000)
            left = min(left + passed * limit, limit * 1000)
            filledAt = now
        }
    }

    private let buckets: Lock<[ID: Bucket]>

    /// - Parameter limits: calls in a second, 1 to 1,000,000, by app.
    init(_ limits: [ID: Int]) {
        buckets = Lock(
            limits.mapValues { Bucket(limit: Int64($0), left: Int64($0) * 1000, filledAt: Instant(milliseconds: 0)) })
    }

    /// Counts a call, and tells whether it may be made. However slow the pace, a second later there is room for a call.
    func admits(_ app: ID, now: Instant) -> Bool {
        buckets.withLock { buckets in
            guard var bucket = buckets[app] else { return true }
            bucket.fill(now: now)
            let hasRoom = bucket.left >= 1000
            if hasRoom { bucket.left -= 1000 }
            buckets[app] = bucket
            return hasRoom
        }
    }
}
