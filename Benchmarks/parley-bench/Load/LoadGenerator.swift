import CLinux
import Glibc

/// Sends requests over kept-alive connections from one thread and reads the answers. Does as little as possible per request, since it
/// shares the machine with what it measures.
final class LoadGenerator {
    /// One connection: at most one request is on its way.
    private struct Connection {
        var file: Int32
        /// When the request on its way was due; 0 when there is none.
        var due: Int64 = 0
        /// An answer that came in pieces.
        var partial: [UInt8] = []
    }

    private let requests: RequestBatch
    private let total: Int
    private let interval: Double?
    private let epoll = parley_epoll_create()
    private var connections: [Connection] = []
    private var idle: [Int] = []
    private var sent = 0
    private var result = LoadResult()
    private var buffer = [UInt8](repeating: 0, count: 64 << 10)
    private var start: Int64 = 0

    /// - Parameters:
    ///   - repeats: how often each request is sent.
    ///   - rate: requests a second, sent when they are due however long answers take; nil: each connection sends as soon as it can.
    init(_ requests: RequestBatch, repeats: Int = 1, to port: UInt16, connections count: Int = 64, rate: Double? = nil) throws {
        self.requests = requests
        total = requests.count * repeats
        interval = rate.map { 1e9 / $0 }
        result.latencies.reserveCapacity(total)
        for index in 0..<count {
            connections.append(Connection(file: try LocalSocket.connect(to: port)))
            parley_epoll_control(epoll, Int32(EPOLL_CTL_ADD), connections[index].file, parley_epoll_in, UInt64(index))
        }
    }

    deinit {
        for connection in connections { close(connection.file) }
        close(epoll)
    }

    /// Sends everything and returns when all answers are there.
    func run() throws -> LoadResult {
        start = Stopwatch.nanoseconds()
        idle = Array(connections.indices)
        var tags = [UInt64](repeating: 0, count: 128)
        var bits = [UInt32](repeating: 0, count: 128)
        while result.succeeded + result.failed < total {
            sendDue()
            let count = parley_epoll_wait(epoll, &tags, &bits, 128, interval == nil ? 60_000 : 1)
            if count == 0, interval == nil { throw BenchProblem("no answer came for 60 s") }
            for event in 0..<max(0, Int(count)) { try receive(Int(tags[event])) }
        }
        result.seconds = Double(Stopwatch.nanoseconds() - start) / 1e9
        return result
    }

    /// Sends what is due on connections that wait.
    private func sendDue() {
        let now = Stopwatch.nanoseconds()
        while sent < total, let index = idle.last {
            let due = interval.map { start + Int64(Double(sent) * $0) } ?? now
            guard due <= now else { return }
            idle.removeLast()
            send(on: index, due: due)
        }
    }

    private func send(on index: Int, due: Int64) {
        let range = requests.range(sent % requests.count)
        sent += 1
        connections[index].due = due
        let count = requests.bytes.withUnsafeBytes { parley_send(connections[index].file, $0.baseAddress! + range.lowerBound, range.count) }
        // With one request on its way the kernel's buffer has room for all of it.
        if count != range.count { parley_shut(connections[index].file) }
    }

    private func receive(_ index: Int) throws {
        let count = parley_receive(connections[index].file, &buffer, buffer.count)
        if count < 0, errno == EAGAIN { return }
        guard count > 0 else {
            throw BenchProblem("the server closed a connection after \(result.succeeded) good and \(result.failed) other answers")
        }
        let status: Int?
        if connections[index].partial.isEmpty {
            status = buffer.withUnsafeBufferPointer { bytes -> Int? in
                guard let head = HTTPAnswerHead.scan(UnsafeBufferPointer(rebasing: bytes[..<count])), head.length <= count else {
                    return nil
                }
                return head.status
            }
            if status == nil { connections[index].partial = Array(buffer[..<count]) }
        } else {
            connections[index].partial += buffer[..<count]
            let head = HTTPAnswerHead(connections[index].partial[...])
            status = head.flatMap { $0.length <= connections[index].partial.count ? $0.status : nil }
            if status != nil { connections[index].partial = [] }
        }
        if let status { answered(index, status) }
    }

    private func answered(_ index: Int, _ status: Int) {
        let now = Stopwatch.nanoseconds()
        result.latencies.append(UInt32(clamping: (now - connections[index].due) / 1000))
        if status / 100 == 2 { result.succeeded += 1 } else { result.failed += 1 }
        // The next one at once, without a look at all connections.
        if interval == nil, sent < total { send(on: index, due: now) } else { idle.append(index) }
    }
}
