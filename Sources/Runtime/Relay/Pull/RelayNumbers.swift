import Core

/// What is counted of a relay that is pulled from.
struct RelayNumbers: Sendable {
    /// What became of an event.
    enum Result: String, Hashable, Sendable, CaseIterable {
        case stored, malformed, tooLarge
        /// Not believed, or a question of the provider, whose answer nobody waits for here.
        case dropped
    }

    private let metrics: Metrics
    private let integration: String
    /// 1 while a connection is open and the relay has said something.
    let connected: Metrics.Number

    init(_ metrics: Metrics, _ integration: ID) {
        self.metrics = metrics
        self.integration = "\(integration)"
        connected = metrics.number(
            "parley_relay_connected", .gauge, ["integration": "\(integration)"], help: "Whether requests are being pulled from the relay.")
    }

    func count(_ result: Result) {
        metrics.number(
            "parley_relay_events_total", .counter, ["integration": integration, "result": result.rawValue],
            help: "Requests that were pulled from relays, by what became of them."
        ).add()
    }
}
