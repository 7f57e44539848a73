import CLinux
import Glibc

/// Socket addresses as text.
enum PeerAddress {
    /// The address without port (`192.0.2.1`, `2001:db8::1`; IPv4-mapped as IPv4); empty for a unix socket.
    static func text(_ address: inout parley_socket_address) -> String { AddressBytes(&address)?.description ?? "" }

    /// The address of a unix socket at `path`; nil when the path is too long.
    static func unix(path: String) -> sockaddr_un? {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        let fits = withUnsafeMutableBytes(of: &address.sun_path) { room in
            guard bytes.count < room.count else { return false }
            room.copyBytes(from: bytes)
            return true
        }
        return fits ? address : nil
    }

    /// Calls `body` with the address as the system calls want it.
    static func withSockaddr<Result>(
        _ address: inout sockaddr_un, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
    }
}
