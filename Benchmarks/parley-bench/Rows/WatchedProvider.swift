import Core
import Glibc

/// Stands in for Meta and notes when each message has come. Serves until the program ends.
final class WatchedProvider: Sendable {
    /// When messages came, by the monotonic clock.
    struct Seen {
        var times: [Int64] = []
        var count: Int { times.count }

        /// Notes one more; returns how many there are.
        fileprivate mutating func note(_ time: Int64) -> Int {
            times.append(time)
            return count
        }
    }

    let port: UInt16
    private let notes = Lock(Seen())

    var seen: Seen { notes.withLock { $0 } }

    init() throws {
        let (listener, port) = try LocalSocket.listen()
        self.port = port
        Self.thread { [notes] in
            while true {
                let file = accept(listener, nil, nil)
                guard file >= 0 else { return }
                LocalSocket.hurry(file)
                Self.thread { Self.serve(file, notes) }
            }
        }
    }

    private static func serve(_ file: Int32, _ notes: Lock<Seen>) {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = read(file, &buffer, buffer.count)
            guard count > 0 else { break }
            let now = Stopwatch.nanoseconds()
            bytes += buffer[..<count]
            // A request's head is laid out like an answer's, as far as lengths go.
            guard let head = HTTPAnswerHead(bytes[...]), head.length <= bytes.count else { continue }
            // The worker also asks for the account's templates.
            let isMessage = bytes.starts(with: "POST ".utf8)
            bytes.removeAll()
            let body = isMessage ? Self.answer(notes.withLock { $0.note(now) }) : #"{"data":[]}"#
            LocalHTTP.send(
                Array("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)".utf8),
                to: file)
        }
        close(file)
    }

    private static func answer(_ number: Int) -> String {
        #"{"messaging_product":"whatsapp","contacts":[],"messages":[{"id":"wamid.BENCH\#(number)"}]}"#
    }

    private static func thread(_ body: @escaping @Sendable () -> Void) {
        final class Work: Sendable {
            let body: @Sendable () -> Void
            init(_ body: @escaping @Sendable () -> Void) { self.body = body }
        }
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { argument in
                if let argument { Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body() }
                return nil
            }, Unmanaged.passRetained(Work(body)).toOpaque())
        pthread_detach(thread)
    }
}
