import CLinux
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
            guard parley_is_listening(given) != 0 else {
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
        var address = parley_socket_address()
        guard parley_local_address(descriptor, &address) == 0 else { return nil }
        return UInt16(exactly: parley_address_port(&address))
    }

    private static func failure(_ subject: String) -> HTTPServerError {
        HTTPServerError(subject: subject, reason: String(cString: strerror(errno)))
    }

    private static func openTCP(host: String, port: UInt16) throws(HTTPServerError) -> Int32 {
        let subject = "\(host):\(port)"
        var hints = addrinfo()
        hints.ai_socktype = parley_stream_kind
        hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        var found: UnsafeMutablePointer<addrinfo>?
        let result = getaddrinfo(host, String(port), &hints, &found)
        guard result == 0, let first = found else {
            throw HTTPServerError(subject: subject, reason: String(cString: gai_strerror(result)))
        }
        defer { freeaddrinfo(found) }
        let descriptor = parley_stream_socket(first.pointee.ai_family)
        guard descriptor >= 0 else { throw failure(subject) }
        parley_reuse_address(descriptor)
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
        let descriptor = parley_stream_socket(AF_UNIX)
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
        let probe = parley_stream_socket(AF_UNIX)
        defer { close(probe) }
        if PeerAddress.withSockaddr(&address, { connect(probe, $0, $1) }) == 0 {
            throw HTTPServerError(subject: subject, reason: "another process listens there")
        }
        unlink(path)
    }
}
