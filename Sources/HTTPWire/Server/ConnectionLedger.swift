import Core

/// Counts the open connections of a server, in all and per address, against their limits. An IPv6 address counts for its /64:
/// who has one has all of that net.
final class ConnectionLedger: Sendable {
    private struct State {
        var total = 0
        var byNetwork: [String: Int] = [:]
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
        let network = network(of: address)
        return state.withLock { state in
            guard state.total < limit else { return false }
            if let network {
                let count = state.byNetwork[network, default: 0]
                guard count < limitPerAddress else { return false }
                state.byNetwork[network] = count + 1
            }
            state.total += 1
            return true
        }
    }

    /// Takes back one `enter`.
    func leave(_ address: String) {
        let network = network(of: address)
        state.withLock { state in
            state.total -= 1
            guard let network, let count = state.byNetwork[network] else { return }
            state.byNetwork[network] = count > 1 ? count - 1 : nil
        }
    }

    /// What an address counts for; nil when it only counts in all.
    private func network(of address: String) -> String? {
        address.isEmpty || exempt.trusts(address) ? nil : AddressBytes.network(of: address)
    }
}
