package import Core

/// Keeps sends to a pace (the generic cell rate algorithm). A value; times come in.
///
/// Times are kept exactly, although the clock counts whole milliseconds: a pace such as 600 or 2,000 per second is no whole number of them.
package struct Pacer: Hashable, Sendable {
    /// What the clock cannot tell apart.
    private static let tick = Duration.milliseconds(1)

    private let interval: Duration
    private let tolerance: Duration
    /// When the next send would be due at an even pace, since 1970.
    private var due: Duration

    /// A pacer that has rested.
    package init(_ pace: Capabilities.Pace) {
        interval = pace.interval
        tolerance = pace.interval * (max(pace.burst, 1) - 1)
        due = .zero
    }

    /// Whether it was made for `pace`.
    package func keeps(_ pace: Capabilities.Pace) -> Bool { self.interval == pace.interval && tolerance == Pacer(pace).tolerance }

    /// Takes a place now. Nil when there is one; else when to come again, and no place is taken.
    package mutating func take(now: Instant) -> Instant? {
        let time = now.sinceStart
        // Never more than one interval away, except when the clock was put back: then the old time means nothing.
        due = min(due, time + tolerance + interval)
        let earliest = due - tolerance
        if earliest > time { return Instant(atOrAfter: earliest) }
        // Who was told to come again was told a whole millisecond, and is late by a part of one at most. That part is not lost: else
        // 80 places per second, one every 12.5 ms, would be 77.
        due = (time - due < Self.tick ? due : time) + interval
        return nil
    }

    /// Whether the pacer has rested fully, so that forgetting it changes nothing.
    package func isRested(now: Instant) -> Bool { due <= now.sinceStart }
}

extension Instant {
    /// The time since the start of 1970.
    fileprivate var sinceStart: Duration { .milliseconds(milliseconds) }

    /// The first whole millisecond that is not before `time` since the start of 1970: whoever comes then comes early by nothing.
    fileprivate init(atOrAfter time: Duration) {
        let whole = time.milliseconds
        self.init(milliseconds: .milliseconds(whole) < time ? whole + 1 : whole)
    }
}
