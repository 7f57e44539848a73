import Core
import Foundation

/// Listens on a port of the loopback address and holds one `SMTPSession` per connection, each on a thread of its own.
final class SMTPServer: Sendable {
    let port: UInt16
    private let rules: @Sendable () -> SMTPSession.Rules
    private let taken: @Sendable (SMTPSession.Mail) -> Void

    /// MSG_NOSIGNAL, which has another form in each version of the system's headers.
    private static let withoutSignal: Int32 = 0x4000
    /// Connections at once.
    private static let limit = 16
    private let open = Lock(0)

    /// - Parameters:
    ///   - rules: those of the next connection.
    ///   - taken: is told of every mail that was taken.
    /// - Throws: `ServerProblem` when no port can be had.
    init(rules: @escaping @Sendable () -> SMTPSession.Rules, taken: @escaping @Sendable (SMTPSession.Mail) -> Void) throws {
        self.rules = rules
        self.taken = taken
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
                bind(listener, name, length) == 0 && listen(listener, 16) == 0 && getsockname(listener, name, &length) == 0
            }
        }
        guard listener >= 0, isBound else { throw ServerProblem() }
        port = UInt16(bigEndian: address.sin_port)
        Thread.detachNewThread { [weak self] in
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0, let self else { break }
                self.serve(connection)
            }
            close(listener)
        }
    }

    /// Why there is no server.
    struct ServerProblem: Error {}

    private func serve(_ connection: Int32) {
        let isTaken = open.withLock { count in
            guard count < Self.limit else { return false }
            count += 1
            return true
        }
        guard isTaken else {
            close(connection)
            return
        }
        Thread.detachNewThread { [self] in
            talk(connection)
            close(connection)
            open.withLock { $0 -= 1 }
        }
    }

    private func talk(_ connection: Int32) {
        var session = SMTPSession(rules())
        var waiting: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 4096)
        guard say("220 mock.example ESMTP", connection) else { return }
        while true {
            let count = recv(connection, &block, block.count, 0)
            guard count > 0 else { return }
            waiting += block[..<count]
            while let end = waiting.firstIndex(of: 0x0A) {
                let isClean = end > 0 && waiting[end - 1] == 0x0D
                let line = Array(waiting[..<(isClean ? end - 1 : end)])
                waiting.removeSubrange(...end)
                guard answer(session.take(line, isClean: isClean), connection) else { return }
            }
            guard waiting.count <= 4096 else { return }
        }
    }

    /// False when the connection is to end.
    private func answer(_ reply: SMTPSession.Reply, _ connection: Int32) -> Bool {
        switch reply {
        case .silence: return true
        case .line(let text): return say(text, connection)
        case .taken(let mail, let text):
            taken(mail)
            return say(text, connection)
        case .close(let text):
            if let text { _ = say(text, connection) }
            return false
        }
    }

    private func say(_ text: String, _ connection: Int32) -> Bool {
        let bytes = Array("\(text)\r\n".utf8)
        return send(connection, bytes, bytes.count, Self.withoutSignal) == bytes.count
    }
}
