import ConnectorKit
import Core

/// What the intake counts.
struct IntakeNumbers: Sendable {
    let accepted: Metrics.Number
    let quarantined: Metrics.Number
    let malformed: Metrics.Number
    let handshakes: Metrics.Number
    let overloaded: Metrics.Number
    /// Items whose account no integration of the app has.
    let strangers: Metrics.Number
    private let metrics: Metrics

    init(_ metrics: Metrics) {
        func number(_ result: String) -> Metrics.Number {
            metrics.number(
                "parley_inbound_requests_total", .counter, ["result": result], help: "Requests of providers, by what became of them.")
        }
        accepted = number("accepted")
        quarantined = number("quarantined")
        malformed = number("malformed")
        handshakes = number("handshake")
        overloaded = number("overloaded")
        strangers = metrics.number(
            "parley_inbound_unknown_accounts_total", .counter, help: "Accounts that requests held items for and no integration has.")
        self.metrics = metrics
    }

    /// A request was not believed.
    func refused(_ integration: IntegrationEntry, _ reason: Verdict.Refusal) {
        metrics.number(
            "parley_inbound_refused_total", .counter, ["integration": "\(integration.id)", "reason": reason.rawValue],
            help: "Requests that were not believed, by reason."
        ).add()
    }

    /// A request did not carry its relay's signature.
    func refusedRelay(_ integration: IntegrationEntry, _ reason: Verdict.Refusal) {
        metrics.number(
            "parley_relay_refused_total", .counter, ["integration": "\(integration.id)", "reason": reason.rawValue],
            help: "Requests that did not carry the relay's signature, by reason."
        ).add()
    }
}
