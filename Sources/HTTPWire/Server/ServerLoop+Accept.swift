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
            guard descriptor >= 0 else { return }
            admit(descriptor, &address, length)
        }
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
