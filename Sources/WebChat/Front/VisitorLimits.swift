import Core
import Runtime

/// How often a visitor, or an address of the net, may do something: a pace for each.
final class VisitorLimits: Sendable {
    /// How many are remembered. Past it, those that have rested are forgotten; if none has, all are.
    private static let most = 100_000

    private let pace: Capabilities.Pace
    private let pacers = Lock<[String: Pacer]>([:])

    init(_ pace: Capabilities.Pace) { self.pace = pace }

    /// Takes a place. Nil when there was one; else how long to wait.
    func take(_ key: String, now: Instant) -> Duration? {
        pacers.withLock { pacers in
            if pacers.count >= Self.most { forget(&pacers, now) }
            return pacers[key, default: Pacer(pace)].take(now: now).map { $0 - now }
        }
    }

    private func forget(_ pacers: inout [String: Pacer], _ now: Instant) {
        pacers = pacers.filter { !$0.value.isRested(now: now) }
        if pacers.count >= Self.most { pacers = [:] }
    }
}
