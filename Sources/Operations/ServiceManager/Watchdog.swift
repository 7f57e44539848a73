package import Core
internal import Synchronization

/// A part's proof that it still works. Its loop calls `beat` each time it comes round, also when there was nothing to do.
package final class Progress: Sendable {
    /// The part.
    package let name: String
    /// How long the part may go without a beat.
    package let limit: Duration
    private let beats = Atomic<UInt64>(0)

    /// A part that has not begun.
    package init(_ name: String, limit: Duration) {
        self.name = name
        self.limit = limit
    }

    /// Says that the loop came round.
    package func beat() { beats.add(1, ordering: .relaxed) }

    /// How often it came round.
    package var count: UInt64 { beats.load(ordering: .relaxed) }
}

/// Decides whether the service manager may be told that all is well: only while every part makes progress.
package struct WatchdogState: Hashable, Sendable {
    /// What to do.
    package enum Decision: Hashable, Sendable {
        case ping
        /// Say nothing, so that the service manager acts if it lasts.
        case withhold(stalled: [String])
    }

    /// How a part was when it was looked at.
    package struct Reading: Hashable, Sendable {
        /// The part.
        package var name: String
        /// Its beats so far.
        package var count: UInt64
        /// How long it may go without one.
        package var limit: Duration

        /// Makes a reading.
        package init(name: String, count: UInt64, limit: Duration) {
            self.name = name
            self.count = count
            self.limit = limit
        }
    }

    private struct Seen: Hashable {
        var count: UInt64
        var since: Instant
    }

    private var seen: [String: Seen] = [:]

    /// Nothing seen yet: each part's time begins at its first reading.
    package init() {}

    /// Looks at all parts.
    package mutating func decide(_ readings: [Reading], now: Instant) -> Decision {
        var stalled: [String] = []
        for reading in readings {
            // A clock set back must not hide a stall for long: time starts again.
            if let known = seen[reading.name], known.count == reading.count, known.since <= now {
                if now - known.since > reading.limit { stalled.append(reading.name) }
            } else {
                seen[reading.name] = Seen(count: reading.count, since: now)
            }
        }
        return stalled.isEmpty ? .ping : .withhold(stalled: stalled)
    }
}

/// Feeds the service manager's watchdog.
package struct Watchdog: Sendable {
    private let parts: [Progress]
    private let interval: Duration
    private let clock: WallClock
    private let log: Log
    private let ping: @Sendable () -> Void

    /// A watchdog over `parts`.
    /// - Parameters:
    ///   - interval: what the service manager asked for; it is fed three times in it.
    ///   - ping: tells the service manager.
    package init(parts: [Progress], interval: Duration, clock: WallClock, log: Log, ping: @escaping @Sendable () -> Void) {
        self.parts = parts
        self.interval = interval
        self.clock = clock
        self.log = log
        self.ping = ping
    }

    /// Runs until the task is cancelled.
    package func run() async {
        var state = WatchdogState()
        while !Task.isCancelled {
            let readings = parts.map { WatchdogState.Reading(name: $0.name, count: $0.count, limit: $0.limit) }
            switch state.decide(readings, now: clock.now()) {
            case .ping: ping()
            case .withhold(let stalled): log.error("No progress, so the watchdog is not fed", ["parts": stalled.joined(separator: ",")])
            }
            guard (try? await clock.sleep(until: clock.now() + interval / 3)) != nil else { return }
        }
    }
}
