import Core

/// How long to wait before trying again.
package struct RetrySchedule: Hashable, Sendable {
    /// Waits after the first, second, … failure.
    package var delays: [Duration]
    /// Whether the last wait repeats for ever; else the work is given up after it.
    package var repeatsLast: Bool

    /// Makes a schedule.
    package init(_ delays: [Duration], repeatsLast: Bool) {
        self.delays = delays
        self.repeatsLast = repeatsLast
    }

    /// Sends that failed for a passing reason; bounded by the message's deadline.
    package static let transient = RetrySchedule(
        [.seconds(5), .seconds(30), .minutes(2), .minutes(10), .minutes(30), .hours(2), .hours(5)], repeatsLast: true)

    /// Help-desk webhooks: over three days.
    package static let webhooks = RetrySchedule(
        [
            .seconds(5), .seconds(30), .minutes(2), .minutes(10), .minutes(30), .hours(2), .hours(5), .hours(10), .hours(12), .hours(12),
            .hours(12), .hours(12), .hours(12),
        ],
        repeatsLast: false)

    /// Sends of an account that an administrator must mend: one is tried now and then.
    package static let needsAdmin = RetrySchedule([.minutes(1), .minutes(2), .minutes(5), .minutes(10)], repeatsLast: true)

    /// The wait after the failure number `failures` (from 1), moved by up to 20 % either way; nil when the work is given up.
    ///
    /// - Parameter jitter: any number; the same one gives the same wait.
    package func delay(afterFailure failures: Int, jitter: UInt64) -> Duration? {
        let index = max(failures, 1) - 1
        guard index < delays.count || repeatsLast, let last = delays.last else { return nil }
        let base = index < delays.count ? delays[index] : last
        // 0…4000 hundredths of a percent around 100 %.
        var spread = SeededGenerator(seed: jitter)
        let share = Int64(8000 + spread.next() % 4001)
        return .milliseconds(base.milliseconds * share / 10_000)
    }
}
