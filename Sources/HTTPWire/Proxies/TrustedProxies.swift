package import Core

/// The reverse proxies whose word is taken for where a request came from.
package struct TrustedProxies: Hashable, Sendable {
    private let ranges: [AddressRange]
    private let trustsUnixSockets: Bool

    /// Proxies at these addresses; `unixSockets` also trusts whoever connects through a socket file, which file permissions guard.
    package init(_ ranges: [AddressRange] = [], unixSockets: Bool = false) {
        self.ranges = ranges
        trustsUnixSockets = unixSockets
    }

    /// Whether the peer at `address` is one of them; empty for a unix socket.
    package func trusts(_ address: String) -> Bool {
        if address.isEmpty { return trustsUnixSockets }
        guard !ranges.isEmpty, let bytes = AddressBytes(address) else { return false }
        return trusts(bytes)
    }

    func trusts(_ address: AddressBytes) -> Bool { ranges.contains { $0.contains(address) } }

    /// Where a request came from that a trusted `peer` handed over.
    package struct Client: Hashable, Sendable {
        /// The client's address, or that of the outermost proxy that does not say whom it speaks for.
        package var address: String
        /// Scheme and host that the client called, such as `https://messages.example.com`; nil when no proxy says.
        package var origin: String?

        /// Names a client.
        package init(address: String, origin: String? = nil) {
            self.address = address
            self.origin = origin
        }
    }

    /// Finds the client behind a trusted `peer`: the rightmost address of the chain that is not itself a trusted proxy's. What stands left
    /// of it was written by somebody who is not trusted.
    ///
    /// Sources: RFC 7239 (`Forwarded`); the `X-Forwarded-For`, `-Proto` and `-Host` of nginx, Caddy, HAProxy and others. A proxy usually
    /// sets one of the two and passes the other on as the client sent it: where both are there and differ, neither is believed.
    package func client(_ headers: HTTPFields, peer: String) -> Client {
        let legacy = ForwardedChain(legacy: headers)
        let standard = ForwardedChain(standard: headers)
        let place = legacy.hops.isEmpty ? walk(standard, from: peer) : walk(legacy, from: peer)
        if !legacy.hops.isEmpty, !standard.hops.isEmpty, walk(standard, from: peer).address != place.address {
            return Client(address: peer)
        }
        // Counted from the right, because that is the end that trusted proxies wrote.
        let from = legacy.hops.isEmpty ? standard.hops.count : legacy.hops.count
        let depth = place.index.map { from - 1 - $0 } ?? 0
        return Client(address: place.address, origin: legacy.origin(at: depth, headers) ?? standard.origin(at: depth, headers))
    }

    private func walk(_ chain: ForwardedChain, from peer: String) -> (address: String, index: Int?) {
        var found: (address: String, index: Int?) = (peer, nil)
        for (index, hop) in chain.hops.enumerated().reversed() {
            guard let address = hop else { break }
            found = (address.description, index)
            if !trusts(address) { break }
        }
        return found
    }
}
