import Core
import Foundation

/// Many connections that send one byte after the other, and never a whole request.
final class SlowClients: Sendable {
    private struct Connection {
        let file: Int32
        let text: [UInt8]
        var next = 0
        var isOpen = true
    }

    private let connections: Lock<[Connection]>

    /// Opens `count` connections: half of them send a head, half of them a body.
    init(_ count: Int, to port: UInt16, path: String) throws {
        let head = Array("POST \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000\r\n".utf8)
        let endless = head + Array("X-Slow: ".utf8) + [UInt8](repeating: UInt8(ascii: "a"), count: 8000)
        let body = head + Array("\r\n".utf8)
        var connections: [Connection] = []
        for place in 0..<count {
            let file = try Self.connect(port)
            if place % 2 == 0 {
                connections.append(Connection(file: file, text: endless))
            } else {
                send(file, body, body.count, Int32(MSG_NOSIGNAL))
                connections.append(Connection(file: file, text: [UInt8](repeating: UInt8(ascii: "b"), count: 8000)))
            }
        }
        self.connections = Lock(connections)
    }

    private static func connect(_ port: UInt16) throws -> Int32 {
        let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard file >= 0 else { throw Trouble("no socket can be made: \(String(cString: strerror(errno)))") }
        var address = Machine.loopback(port)
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Foundation.connect(file, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw Trouble("no connection can be made: \(String(cString: strerror(errno)))") }
        return file
    }

    /// Sends one byte on each connection.
    /// - Returns: how many are still open.
    func drip() -> Int {
        connections.withLock { connections in
            for place in connections.indices where connections[place].isOpen { Self.drip(&connections[place]) }
            return connections.count { $0.isOpen }
        }
    }

    private static func drip(_ connection: inout Connection) {
        var byte = connection.text[connection.next % connection.text.count]
        connection.next += 1
        var answer = [UInt8](repeating: 0, count: 1024)
        let isGone = send(connection.file, &byte, 1, Int32(MSG_NOSIGNAL | MSG_DONTWAIT)) < 0 && errno != EAGAIN
        let received = recv(connection.file, &answer, answer.count, Int32(MSG_DONTWAIT))
        if isGone || received == 0 || (received < 0 && errno != EAGAIN) { connection.isOpen = false }
    }

    func close() {
        connections.withLock { connections in
            for connection in connections { Foundation.close(connection.file) }
            connections = []
        }
    }
}
