package import JSONKit

extension MockDesk {
    /// Takes what all mocks understand of a control call that changes settings: `webhooks` (how they are delivered) and `ledger` (`full`
    /// or `counts`).
    ///
    /// - Parameter keys: everything that the mock understands; any other key is a mistake.
    package func configure(_ json: JSON, keys: Set<String>) throws(ControlProblem) {
        guard json.kind == .object else { throw ControlProblem(400, "The body must be a JSON object.") }
        for (key, _) in json.object where !keys.contains(key) {
            throw ControlProblem(400, "\(key) is not known; use one of \(keys.sorted().joined(separator: ", ")).")
        }
        var policy = sender.policy
        try policy.apply(json["webhooks"])
        sender.policy = policy
        guard json["ledger"].exists else { return }
        guard let mode = json["ledger"].string.flatMap({ Ledger.Mode(rawValue: $0) }) else {
            throw ControlProblem(400, "ledger must be full or counts.")
        }
        ledger.mode = mode
        webhooks.mode = mode
    }

    /// Forgets requests, deliveries and faults; settings stay.
    package func forget() {
        ledger.removeAll()
        webhooks.removeAll()
        faults.removeAll()
    }
}
