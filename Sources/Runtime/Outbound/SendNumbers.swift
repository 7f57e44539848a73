import ConnectorKit
import Core

/// What the sends count, kept at hand: looking a number up by its labels costs more than counting.
final class SendNumbers: Sendable {
    private struct Key: Hashable {
        var integration: ID
        var outcome: String
    }

    private let metrics: Metrics
    private let known = Lock<[Key: Metrics.Number]>([:])

    init(_ metrics: Metrics) { self.metrics = metrics }

    /// A call of `integration` ended so. There are as many numbers as integrations and words for outcomes.
    func count(_ outcome: Outcome, of integration: ID) {
        let key = Key(integration: integration, outcome: outcome.word)
        if let number = known.withLock({ $0[key] }) { return number.add() }
        let number = metrics.number("parley_send_outcomes_total", .counter, ["integration": "\(integration)", "outcome": outcome.word])
        known.withLock { $0[key] = number }
        number.add()
    }
}
