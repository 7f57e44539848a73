import Core
package import JSONKit
package import MockKit

extension TelegramMock {
    private static let keys: Set<String> = ["bots", "rates", "knowsEverybody", "ledger", "webhooks"]

    /// Changes settings: `bots` (a list of tokens), `rates` (whether limits are kept), `knowsEverybody`, `ledger`, `webhooks`.
    package func configure(_ json: JSON) async throws(ControlProblem) -> [UInt8] {
        try desk.configure(json, keys: Self.keys)
        let tokens = json["bots"].array.compactMap(\.string)
        state.withLock { state in
            if json["bots"].exists {
                state.bots = Dictionary(tokens.map { ($0, state.bots[$0] ?? Bot(token: $0)) }, uniquingKeysWith: { $1 })
            }
            if let rates = json["rates"].bool { state.settings.keepsRates = rates }
            if let everybody = json["knowsEverybody"].bool { state.settings.knowsEverybody = everybody }
        }
        return overview()
    }

    /// Each bot with its webhook, what waits, and which pressed buttons were answered.
    private func overview() -> [UInt8] {
        let bots = state.withLock { $0.bots }
        return JSONWriter.object { json in
            json.array("bots") { json in
                for bot in bots.values.sorted(by: { $0.id < $1.id }) {
                    json.object { json in
                        json.field("id", bot.id)
                        json.field("webhook", ifPresent: bot.webhook?.url)
                        json.field("waiting", bot.queue.waiting.count)
                        json.field("isPolled", bot.poll != nil)
                        json.array("answeredCallbacks") { json in for id in bot.answeredCallbacks { json.value(id) } }
                    }
                }
            }
        }
    }

    /// `state` shows the bots; `reset` forgets all but the tokens and settings.
    package func control(_ call: String, _ input: JSON) async throws(ControlProblem) -> [UInt8] {
        switch call {
        case "state": return overview()
        case "reset":
            let polls = state.withLock { state in
                defer { state.bots = Dictionary(uniqueKeysWithValues: state.bots.keys.map { ($0, Bot(token: $0)) }) }
                return state.bots.values.compactMap(\.poll?.reply)
            }
            for poll in polls { poll.complete(.success(.array([]))) }
            desk.forget()
            return overview()
        default: throw ControlProblem(404, "\(call) is not a control call of telegram; there are configure, inbound, faults, state, reset.")
        }
    }
}
