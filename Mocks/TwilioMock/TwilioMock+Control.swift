import Core
package import JSONKit
package import MockKit

extension TwilioMock {
    private static let keys: Set<String> = [
        "accountSid", "authToken", "sharedKey", "senders", "services", "templates", "webhookURL", "statuses", "statusOrder", "queueFull",
        "ledger", "webhooks",
    ]

    /// Changes settings.
    package func configure(_ json: JSON) async throws(ControlProblem) -> [UInt8] {
        try desk.configure(json, keys: Self.keys)
        state.withLock { $0.settings.apply(json) }
        return Array("{}".utf8)
    }

    /// `reset` forgets messages, files, opt-outs, ledger, webhooks and faults, and keeps the settings. `expire` lets the windows of all
    /// customers on WhatsApp close.
    package func control(_ call: String, _ input: JSON) async throws(ControlProblem) -> [UInt8] {
        switch call {
        case "expire": state.withLock { $0.windows = [:] }
        case "reset":
            state.withLock { state in
                state.messages = [:]
                state.order = []
                state.files = [:]
                state.suppressed = []
                state.windows = [:]
            }
            desk.forget()
        default: throw ControlProblem(404, "\(call) is not a control call of twilio; there are configure, inbound, faults, expire, reset.")
        }
        return Array("{}".utf8)
    }
}

extension Settings {
    /// Takes over the keys that are there; null puts back what may be nothing.
    mutating func apply(_ json: JSON) {
        if let sid = json["accountSid"].string { accountSid = sid }
        if let token = json["authToken"].string { authToken = token }
        if json["sharedKey"].exists { sharedKey = json["sharedKey"].string }
        if json["senders"].exists { senders = Set(json["senders"].array.compactMap(\.string)) }
        if json["services"].exists {
            services = Dictionary(json["services"].object.map { ($0.key, $0.value.string ?? "") }, uniquingKeysWith: { $1 })
        }
        if json["templates"].exists { contents = Self.contents(json["templates"]) }
        if json["webhookURL"].exists { webhookURL = json["webhookURL"].string }
        if json["statuses"].exists { statuses = json["statuses"].kind == .array ? json["statuses"].array.compactMap(\.string) : nil }
        if let order = json["statusOrder"].string { isReversed = order == "reversed" }
        if let full = json["queueFull"].bool { isQueueFull = full }
    }
}
