import Glibc

/// A listening socket, closed when released.
///
/// The start and end of the file-system entry of a unix socket belong to it.
final class ListenSocket: Sendable {
    let descriptor: Int32
    private let path: String?

    /// Opens `address`, or takes it over when it is inherited.
    init(_ address: ListenAddress) throws(HTTPServerError) {
        switch address {
        case .tcp(let host, let port):
            descriptor = try Self.openTCP(host: host, port: port)
            path = nil
        case .unix(let path, let mode):
            descriptor = try Self.openUnix(path: path, mode: mode)
            self.path = path
        case .inherited(let given):
            var isListening: Int32 = 0
            var size = socklen_t(MemoryLayout<Int32>.size)
            guard getsockopt(given, SOL_SOCKET, SO_ACCEPTCONN, &isListening, &size) == 0, isListening != 0 else {
                throw HTTPServerError(subject: "descriptor \(given)", reason: "it is not a listening socket")
            }
            descriptor = given
            path = nil
        }
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }

    deinit {
        close(descriptor)
        if let path { unlink(path) }
    }

    /// The port that the system gave; nil for a unix socket.
    var port: UInt16? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let result = withUnsafeMutablePointer(to: &storage) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        return result == 0 ? PeerAddress.port(&storage) : nil
    }

    private static func failure(_ subject: String) -> HTTPServerError {
        HTTPServerError(subject: subject, reason: String(cString: strerror(errno)))
    }

    private static func openTCP(host: String, port: UInt16) throws(HTTPServerError) -> Int32 {
        let subject = "\(host):\(port)"
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        var found: UnsafeMutablePointer<addrinfo>?
        let result = getaddrinfo(host, String(port), &hints, &found)
        guard result == 0, let first = found else {
            throw HTTPServerError(subject: subject, reason: String(cString: gai_strerror(result)))
        }
        defer { freeaddrinfo(found) }
        let descriptor = socket(first.pointee.ai_family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw failure(subject) }
        var on: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        guard bind(descriptor, first.pointee.ai_addr, first.pointee.ai_addrlen) == 0, listen(descriptor, 1024) == 0 else {
            let error = failure(subject)
            close(descriptor)
            throw error
        }
        return descriptor
    }

    private static func openUnix(path: String, mode: UInt32) throws(HTTPServerError) -> Int32 {
        let subject = "unix:\(path)"
        guard var address = PeerAddress.unix(path: path) else {
            throw HTTPServerError(subject: subject, reason: "the path is longer than 107 bytes")
        }
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw failure(subject) }
        do throws(HTTPServerError) {
            try removeStale(path, &address, subject)
            guard PeerAddress.withSockaddr(&address, { bind(descriptor, $0, $1) }) == 0, chmod(path, mode) == 0,
                listen(descriptor, 1024) == 0
            else { throw failure(subject) }
        } catch {
            close(descriptor)
            throw error
        }
        return descriptor
    }

    /// Removes a socket that nobody listens on any more; anything else at the path is left alone.
    private static func removeStale(_ path: String, _ address: inout sockaddr_un, _ subject: String) throws(HTTPServerError) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else {
            throw HTTPServerError(subject: subject, reason: "there is a file that is not a socket")
        }
        let probe = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        defer { close(probe) }
        if PeerAddress.withSockaddr(&address, { connect(probe, $0, $1) }) == 0 {
            throw HTTPServerError(subject: subject, reason: "another process listens there")
        }
        unlink(path)
    }
}
