import CLinux
import CMicroHTTPD
import Core
import Glibc

extension ServerLoop {
    /// Connections that are told 503 at a time; past it they are closed without a word.
    private static let maximumLingering = 256

    /// Takes the connections that wait, a few at a time so that the others are not starved.
    func accept(from listener: ListenSocket) {
        for _ in 0..<64 {
            var address = parley_socket_address()
            var length = socklen_t(0)
            let descriptor = parley_accept(listener.descriptor, &address, &length)
            guard descriptor >= 0 else { return stopListening(for: errno) }
            admit(descriptor, &address, length)
        }
    }

    /// Puts the listeners into the poller. False when the kernel refuses one.
    func listen() -> Bool {
        let events = parley_epoll_in | (configuration.threads > 1 ? parley_epoll_exclusive : 0)
        return listeners.enumerated().allSatisfy { index, listener in
            poller.add(listener.descriptor, events, tag: Tag.firstListener + UInt64(index))
        }
    }

    /// Without descriptors the connections that wait stay where they are, and the poller would tell of them again at once, without end.
    private func stopListening(for reason: Int32) {
        guard [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(reason), !isDeaf else { return }
        for listener in listeners { poller.remove(listener.descriptor) }
        isDeaf = true
    }

    /// Looks again whether there are descriptors.
    func watchListeners() {
        guard isDeaf else { return }
        isDeaf = false
        for listener in listeners { poller.remove(listener.descriptor) }
        isDeaf = !listen()
    }

    private func admit(_ descriptor: Int32, _ peer: inout parley_socket_address, _ length: socklen_t) {
        let address = PeerAddress.text(&peer)
        guard ledger.enter(address) else { return refuseConnection(descriptor) }
        acceptedAddress = address
        let count = connections.count
        withUnsafeMutablePointer(to: &peer) {
            // Closes the socket when it fails.
            _ = $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { MHD_add_connection(engine, descriptor, $0, length) }
        }
        if connections.count == count { ledger.leave(address) }
    }

    private func refuseConnection(_ descriptor: Int32) {
        guard lingering < Self.maximumLingering else {
            _ = Glibc.close(descriptor)
            return
        }
        let refusal = HTTPResponse.plain(503, "Too many connections.", headers: HTTPFields(["Retry-After": "1"]))
        own(
            descriptor, address: nil, role: .refusal(until: now + deadlines.linger),
            bytes: ResponseHead.bytes(refusal, .length(refusal.body.count)) + refusal.body)
    }
}
