/// A point in time: milliseconds since 1970-01-01T00:00:00Z, the precision of the Sunshine Conversations wire format.
package struct Instant: Hashable, Comparable, Sendable {
    /// Milliseconds since 1970, negative before.
    package var milliseconds: Int64

    /// The point `milliseconds` after the start of 1970.
    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// The point `seconds` after the start of 1970.
    package init(seconds: Int64) { milliseconds = seconds &* 1000 }

    /// The start of 1970.
    package static let zero = Instant(milliseconds: 0)

    /// Later than every time that occurs: for "never".
    package static let distantFuture = Instant(milliseconds: Int64.max / 4)

    /// Whole seconds since 1970, rounded down.
    package var seconds: Int64 { milliseconds >= 0 ? milliseconds / 1000 : (milliseconds - 999) / 1000 }

    package static func < (a: Instant, b: Instant) -> Bool { a.milliseconds < b.milliseconds }
    package static func + (a: Instant, b: Duration) -> Instant { Instant(milliseconds: a.milliseconds &+ b.milliseconds) }
    package static func - (a: Instant, b: Duration) -> Instant { Instant(milliseconds: a.milliseconds &- b.milliseconds) }
    package static func - (a: Instant, b: Instant) -> Duration { .milliseconds(a.milliseconds &- b.milliseconds) }
}

extension Duration {
    /// Whole milliseconds, rounded towards zero.
    package var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds &* 1000 &+ attoseconds / 1_000_000_000_000_000
    }

    /// `count` minutes.
    package static func minutes(_ count: Int64) -> Duration { .seconds(count &* 60) }

    /// `count` hours.
    package static func hours(_ count: Int64) -> Duration { .seconds(count &* 3600) }
}
