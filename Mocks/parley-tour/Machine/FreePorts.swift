import Glibc

/// Ports that nobody listens on.
enum FreePorts {
    /// `count` different ports of the loopback address. They are free now; nothing keeps others from taking them.
    static func find(_ count: Int) throws -> [UInt16] {
        var sockets: [Int32] = []
        defer { for socket in sockets { close(socket) } }
        var ports: [UInt16] = []
        for _ in 0..<count {
            let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            guard file >= 0 else { throw TourProblem("no socket can be made") }
            sockets.append(file)
            ports.append(try bind(file))
        }
        return ports
    }

    private static func bind(_ file: Int32) throws -> UInt16 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let done = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.bind(file, $0, length) == 0 && getsockname(file, $0, &length) == 0
            }
        }
        guard done else { throw TourProblem("the loopback address has no free port") }
        return UInt16(bigEndian: address.sin_port)
    }
}
