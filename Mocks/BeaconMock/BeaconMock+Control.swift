import Core
package import JSONKit
package import MockKit

extension BeaconMock {
    private static let keys: Set<String> = ["token", "secret", "webhookURL", "states", "webhooks"]

    /// Changes settings: `token`, `secret` (`whsec_…`), `webhookURL`, `states` (a list of words), `webhooks` (how they are delivered).
    package func configure(_ json: JSON) async throws(ControlProblem) -> [UInt8] {
        try desk.configure(json, keys: Self.keys)
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
        desk.forget()
        return Array("{}".utf8)
    }
}
