import Core
package import JSONKit
package import MockKit

extension BeaconMock {
    private static let keys: Set<String> = ["token", "secret", "webhookURL", "states", "webhooks"]

    /// Changes settings: `token`, `secret` (`whsec_…`), `webhookURL`, `states` (a list of words), `webhooks` (how they are delivered).
    package func configure(_ json: JSON) async throws(ControlProblem) -> [UInt8] {
        guard json.kind == .object else { throw ControlProblem(400, "The body must be a JSON object.") }
        for (key, _) in json.object where !Self.keys.contains(key) {
            throw ControlProblem(400, "\(key) is not known; use one of \(Self.keys.sorted().joined(separator: ", ")).")
        }
        var policy = desk.sender.policy
        try policy.apply(json["webhooks"])
        desk.sender.policy = policy
        state.withLock { state in
            state.token = json["token"].string ?? state.token
            state.secret = json["secret"].string ?? state.secret
            state.webhookURL = json["webhookURL"].string ?? state.webhookURL
            if json["states"].exists { state.states = json["states"].array.compactMap(\.string) }
        }
        return Array("{}".utf8)
    }

    /// `reset` forgets messages, stops, ledger, webhooks and faults, and keeps the settings.
    package func control(_ call: String, _ input: JSON) async throws(ControlProblem) -> [UInt8] {
        guard call == "reset" else {
            throw ControlProblem(404, "\(call) is not a control call of beacon; there are configure, inbound, faults, reset.")
        }
        state.withLock { state in
            state.messages = [:]
            state.stopped = []
        }
        desk.ledger.removeAll()
        desk.webhooks.removeAll()
        desk.faults.removeAll()
        return Array("{}".utf8)
    }
}
