import Glibc

/// A blocking socket that sends exact bytes: what an HTTP library would never send can be tested with it.
final class RawClient: @unchecked Sendable {
    // @unchecked: a test uses one from one thread at a time.
    let descriptor: Int32

    /// Connects to a port on the loopback address.
    init(port: UInt16) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
        self.descriptor = descriptor
        isConnected = result == 0
        limitWait()
    }

    /// Connects to a unix socket.
    init(path: String) {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
        self.descriptor = descriptor
        isConnected = result == 0
        limitWait()
    }

    /// Takes over a connection.
    init(accepted descriptor: Int32) {
        self.descriptor = descriptor
        isConnected = descriptor >= 0
        limitWait()
    }

    deinit { close(descriptor) }

    let isConnected: Bool

    /// A test that waits in vain fails after 20 s instead of hanging.
    private func limitWait() {
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    /// Sends all of `text`; false when the other side has closed.
    @discardableResult
    func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    /// Sends all of `bytes`; false when the other side has closed.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var offset = 0
        while offset < bytes.count {
            let count = bytes.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress! + offset, $0.count - offset, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            offset += count
        }
        return true
    }

    /// Sends from another thread what does not fit into the kernel's buffers.
    func sendLarge(_ bytes: [UInt8]) async -> Bool {
        await offPool { [self] in send(bytes) }
    }

    /// What comes next, at most 64 KB; nil at the end of the stream.
    func receive() async -> [UInt8]? {
        await offPool { [self] in read() }
    }

    private func read() -> [UInt8]? {
        var room = [UInt8](repeating: 0, count: 64 << 10)
        let count = recv(descriptor, &room, room.count, 0)
        return count > 0 ? Array(room[..<count]) : nil
    }

    /// Everything up to the end of the stream.
    func receiveAll() async -> String {
        var all: [UInt8] = []
        while let bytes = await receive() { all += bytes }
        return String(decoding: all, as: UTF8.self)
    }

    /// Everything up to and with the first occurrence of `mark`, or up to the end of the stream.
    func receive(upTo mark: String) async -> String {
        var text = ""
        while !text.contains(mark), let bytes = await receive() { text += String(decoding: bytes, as: UTF8.self) }
        return text
    }

    /// One answer with a Content-Length: status, head, body. Leftovers are kept for the next call.
    func answer(toHead: Bool = false) async -> (status: Int, head: String, body: String) {
        while true {
            if let split = Self.split(leftover, withoutBody: toHead) {
                leftover = Array(leftover[split.end...])
                return (split.status, split.head, split.body)
            }
            guard let bytes = await receive() else { return (0, String(decoding: leftover, as: UTF8.self), "") }
            leftover += bytes
        }
    }

    private var leftover: [UInt8] = []

    private static func split(_ bytes: [UInt8], withoutBody: Bool) -> (status: Int, head: String, body: String, end: Int)? {
        let mark = Array("\r\n\r\n".utf8)
        guard bytes.count >= 4, let headEnd = (0...bytes.count - 4).first(where: { Array(bytes[$0..<$0 + 4]) == mark }) else { return nil }
        let head = String(decoding: bytes[..<headEnd], as: UTF8.self)
        let length =
            head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
            .flatMap { Int($0.split(separator: ":")[1].filter { $0 != " " }) } ?? 0
        let end = headEnd + 4 + (withoutBody ? 0 : length)
        guard bytes.count >= end, let status = Int(head.split(separator: " ")[1].prefix(3)) else { return nil }
        return (status, head, String(decoding: bytes[(headEnd + 4)..<end], as: UTF8.self), end)
    }
}
