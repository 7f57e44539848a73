import Core
import Foundation

/// A browser with an open live stream, said to come from any address: the worker trusts this machine as a proxy.
final class LiveStream: Sendable {
    private let file: Int32
    private let received = Lock<[UInt8]>([])
    private let isOver = Lock(false)

    /// Connects, asks for the events of the token's visitor, and waits for the beginning of the answer.
    init(_ stage: Stage, chat: String, token: String, from address: String) throws {
        file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var loopback = Machine.loopback(stage.settings.port)
        let result = withUnsafePointer(to: &loopback) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(file, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
        guard result == 0 else { throw Trouble("no connection can be made: \(String(cString: strerror(errno)))") }
        let head = Array(
            """
            GET /webchat/\(chat)/events HTTP/1.1\r
            Host: 127.0.0.1\r
            Authorization: Bearer \(token)\r
            X-Forwarded-For: \(address)\r
            \r

            """.utf8)
        send(file, head, head.count, Int32(MSG_NOSIGNAL))
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(file, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        take(0)
    }

    deinit { close(file) }

    private func take(_ flags: Int32) {
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        let count = recv(file, &buffer, buffer.count, flags)
        if count > 0 { received.withLock { $0 += buffer[..<count] } }
        if count == 0 || (count < 0 && errno != EAGAIN) { isOver.withLock { $0 = true } }
    }

    /// What came so far.
    var text: String {
        take(Int32(MSG_DONTWAIT))
        return received.withLock { String(decoding: $0, as: UTF8.self) }
    }

    /// Whether the worker has ended it.
    var isEnded: Bool {
        take(Int32(MSG_DONTWAIT))
        return isOver.withLock { $0 }
    }

    var status: Int { Int(text.dropFirst(9).prefix(3)) ?? 0 }
}
