package import Core

/// Keeps sends to a pace (the generic cell rate algorithm). A value; times come in.
package struct Pacer: Hashable, Sendable {
    private let interval: Duration
    private let tolerance: Duration
    /// When the next send would be due at an even pace.
    private var due: Instant

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
        // Never more than one interval away, except when the clock was put back: then the old time means nothing.
        due = min(due, now + tolerance + interval)
        let earliest = due - tolerance
        if earliest > now { return earliest }
        due = max(due, now) + interval
        return nil
    }

    /// Whether the pacer has rested fully, so that forgetting it changes nothing.
    package func isRested(now: Instant) -> Bool { due <= now }
}
