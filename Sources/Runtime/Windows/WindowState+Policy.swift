package import Core
import Store
import Wire

extension WindowState {
    /// The window of a client as the outside sees it.
    init(_ policy: WindowPolicy, _ window: ClientWindow, now: Instant) {
        switch policy.state(openedAt: window.openedAt, now: now) {
        case .unlimited: self.init(rule: policy.rule.word, state: .unlimited)
        case .open(let openedAt, let closesAt):
            self.init(
                rule: policy.rule.word, state: .open, openedAt: openedAt, closesAt: closesAt,
                secondsLeft: (closesAt - now).components.seconds)
        case .closed(let openedAt, let closedAt):
            self.init(rule: policy.rule.word, state: .closed, openedAt: openedAt, closesAt: closedAt, secondsLeft: 0)
        }
        if let until = window.freeUntil, now < until { freeUntil = until }
    }
}

extension Capabilities.WindowRule {
    /// The rule in short: `24h`, `7d`, `unlimited`.
    package var word: String {
        switch self {
        case .unlimited: return "unlimited"
        case .afterCustomerMessage(let length):
            let hours = length.components.seconds / 3600
            return hours > 24 && hours % 24 == 0 ? "\(hours / 24)d" : "\(hours)h"
        }
    }
}
