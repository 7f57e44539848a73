import ConnectorKit
import Core

/// Writes refusals to the log: each kind of an integration at most once a minute, because anybody can cause them.
final class RefusalLog: Sendable {
    /// Whose signature was not right.
    enum Signer: String, Hashable, Sendable { case relay, provider }

    private struct Kind: Hashable {
        var integration: ID
        var signer: Signer
        var reason: Verdict.Refusal
    }

    private static let interval: Duration = .minutes(1)

    private let log: Log
    private let last = Lock<[Kind: Instant]>([:])

    init(_ log: Log) { self.log = log }

    /// - Parameter from: the client's address.
    func refused(
        _ integration: IntegrationEntry, _ signer: Signer, _ reason: Verdict.Refusal, from address: String, advice: String?, now: Instant
    ) {
        let kind = Kind(integration: integration.id, signer: signer, reason: reason)
        let isDue = last.withLock { last in
            if let before = last[kind], now - before < Self.interval, now >= before { return false }
            last[kind] = now
            return true
        }
        guard isDue else { return }
        log.warning(
            "A request was not believed",
            [
                "integration": "\(integration.id)", "reason": reason.rawValue, "signer": signer.rawValue, "from": address,
                "advice": advice ?? "see that the integration's secret is the provider's, and that nothing on the way changes the request",
            ])
    }
}
