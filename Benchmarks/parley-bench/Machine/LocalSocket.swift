import CLinux
import Glibc

/// Sockets of the loopback address.
enum LocalSocket {
    /// A connection to `port`, in blocking mode, without delay of small packets.
    ///
    /// - Parameter source: the address of this machine that the connection comes from; nil for the usual one.
    static func connect(to port: UInt16, from source: UInt32? = nil) throws -> Int32 {
        let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard file >= 0 else { throw BenchProblem("no socket can be made") }
        if let source { try leave(file, from: source) }
        var address = loopback(port)
        let done = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(file, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard done else {
            close(file)
            throw BenchProblem("nobody listens on port \(port)")
        }
        hurry(file)
        return file
    }

    /// A socket that listens on a free port.
    static func listen() throws -> (file: Int32, port: UInt16) {
        let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard file >= 0 else { throw BenchProblem("no socket can be made") }
        var address = loopback(0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let done = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(file, $0, length) == 0 && Glibc.listen(file, 64) == 0 && getsockname(file, $0, &length) == 0
            }
        }
        guard done else { throw BenchProblem("the loopback address has no free port") }
        return (file, UInt16(bigEndian: address.sin_port))
    }

    /// A port that nobody listens on now.
    static func freePort() throws -> UInt16 {
        let (file, port) = try listen()
        close(file)
        return port
    }

    /// Switches the delay of small packets off.
    static func hurry(_ file: Int32) {
        var on: Int32 = 1
        setsockopt(file, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    private static func leave(_ file: Int32, from source: UInt32) throws {
        var address = loopback(0)
        address.sin_addr.s_addr = source.bigEndian
        let done = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(file, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0 }
        }
        guard done else {
            close(file)
            throw BenchProblem("no connection can come from another address of this machine")
        }
    }

    private static func loopback(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }
}
