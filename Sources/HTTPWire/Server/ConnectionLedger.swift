import Core

/// Counts the open connections of a server, in all and per address, against their limits.
final class ConnectionLedger: Sendable {
    private struct State {
        var total = 0
        var byAddress: [String: Int] = [:]
    }

    private let limit: Int
    private let limitPerAddress: Int
    private let exempt: TrustedProxies
    private let state = Lock(State())

    init(_ configuration: HTTPServerConfiguration) {
        limit = configuration.connectionLimit
        limitPerAddress = configuration.connectionsPerAddress
        exempt = configuration.trustedProxies
    }

    /// Counts one more connection from `address`; false when a limit is reached. An empty address (unix socket) only counts in all.
    func enter(_ address: String) -> Bool {
        let isCounted = isCounted(address)
        return state.withLock { state in
            guard state.total < limit else { return false }
            if isCounted {
                let count = state.byAddress[address, default: 0]
                guard count < limitPerAddress else { return false }
                state.byAddress[address] = count + 1
            }
            state.total += 1
            return true
        }
    }

    /// Takes back one `enter`.
    func leave(_ address: String) {
        let isCounted = isCounted(address)
        state.withLock { state in
            state.total -= 1
            guard isCounted, let count = state.byAddress[address] else { return }
            state.byAddress[address] = count > 1 ? count - 1 : nil
        }
    }

    private func isCounted(_ address: String) -> Bool { !address.isEmpty && !exempt.trusts(address) }
}
