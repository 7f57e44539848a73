import Core
import Glibc
import JSONKit

/// Visitors of the web chat who are connected and wait: what each costs in memory, and how fast a reply reaches one of them.
struct VisitorsRow {
    private static let visitors = 5000
    private static let replies = 300

    let setting: Setting

    func run(_ report: inout Report) throws {
        Files.removeDatabase(setting.database)
        try DescriptorLimit.check(atLeast: Self.visitors + 200)
        let worker = try setting.startWorker(provider: 9)
        // The first ones touch what the worker keeps for all of them.
        let first = try connect(0..<100, to: worker)
        sleep(2)
        let before = worker.process.residentMegabytes
        let rest = try connect(100..<(100 + Self.visitors), to: worker)
        sleep(3)
        let kilobytes = (worker.process.residentMegabytes - before) * 1000 / Double(Self.visitors)
        report.add("web chat: memory per connected visitor, \(Self.visitors) idle", kilobytes, "KB", .atMost(10))
        let times = try replies(to: first, worker)
        report.add("web chat: reply to visitor, \(Self.visitors) connected: p50", times.median, "ms", .atMost(20))
        report.add("web chat: reply to visitor, \(Self.visitors) connected: p99", times.quantile(0.99), "ms")
        withExtendedLifetime(rest) {}
    }

    private func connect(_ numbers: Range<Int>, to worker: Worker) throws -> [VisitorConnection] {
        try numbers.map { try VisitorConnection(number: $0, worker: worker.port) }
    }

    /// Milliseconds from an agent's call to the frame in the visitor's stream.
    private func replies(to visitors: [VisitorConnection], _ worker: Worker) throws -> [Double] {
        let listeners = Array(visitors.prefix(50))
        for listener in listeners { try listener.write("Hello") }
        let conversations = try listeners.map { try $0.conversation() }
        var times: [Double] = []
        for number in 0..<Self.replies {
            let visitor = number % listeners.count
            listeners[visitor].forget()
            let text = "reply \(number)"
            let path = "/v2/apps/\(Account.app)/conversations/\(conversations[visitor])/messages"
            let body = #"{"author":{"type":"business"},"content":{"type":"text","text":"\#(text)"}}"#
            let watch = Stopwatch()
            _ = try LocalHTTP.succeed("POST", worker.port, path, headers: [Account.basicAuthorization], body: Array(body.utf8))
            try listeners[visitor].read(until: text)
            times.append(watch.seconds * 1000)
            usleep(3000)
        }
        return times
    }
}

/// A browser with the stream of its visitor, each behind an address of its own: the worker limits what one address may do.
final class VisitorConnection {
    private let file: Int32
    private let address: UInt32
    private let worker: UInt16
    private let token: String
    private let number: Int
    private var bytes: [UInt8] = []

    init(number: Int, worker: UInt16) throws {
        self.number = number
        self.worker = worker
        // 127.1.0.1 and on: the whole block 127.0.0.0/8 is this machine.
        address = 0x7F01_0001 + UInt32(number / 100 * 256 + number % 100)
        let session = try Self.call("POST", "session", #"{"token":null,"jwt":null}"#, worker, address, [])
        guard let token = session["token"].string else { throw BenchProblem("a visitor got no token") }
        self.token = token
        file = try LocalSocket.connect(to: worker, from: address)
        let head = LocalHTTP.requestBytes(
            "GET", "/webchat/\(Account.webChat)/events", headers: ["Authorization: Bearer \(token)", "Accept: text/event-stream"], body: [])
        LocalHTTP.send(head, to: file)
        try read(until: "retry: 2000")
    }

    deinit { close(file) }

    func write(_ text: String) throws {
        let body = #"{"clientId":"bench-\#(number)-message","content":{"type":"text","text":"\#(text)"}}"#
        _ = try Self.call("POST", "messages", body, worker, address, ["Authorization: Bearer \(token)"])
    }

    /// The conversation that the visitor's first message began.
    func conversation() throws -> String {
        var found: String?
        try wait(for: "a visitor's conversation") {
            let thread = try Self.call("GET", "thread", "", worker, address, ["Authorization: Bearer \(token)"])
            found = thread["conversation"]["id"].string
            if found == nil { usleep(50_000) }
            return found != nil
        }
        return found ?? ""
    }

    /// Drops what was read so far.
    func forget() { bytes = [] }

    /// Reads the stream until `text` is in it.
    func read(until text: String) throws {
        let wanted = Array(text.utf8)
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        while !Self.holds(bytes, wanted) {
            let count = Glibc.read(file, &buffer, buffer.count)
            guard count > 0 else {
                throw BenchProblem("the stream of visitor \(number) has ended: \(String(decoding: bytes, as: UTF8.self))")
            }
            bytes += buffer[..<count]
        }
    }

    private static func holds(_ bytes: [UInt8], _ wanted: [UInt8]) -> Bool {
        guard bytes.count >= wanted.count else { return false }
        return (0...(bytes.count - wanted.count)).contains { bytes[$0...].starts(with: wanted) }
    }

    private static func call(
        _ method: String, _ path: String, _ body: String, _ worker: UInt16, _ address: UInt32, _ headers: [String]
    ) throws -> JSON {
        let path = "/webchat/\(Account.webChat)/\(path)"
        return try LocalHTTP.succeed(method, worker, path, headers: headers, body: Array(body.utf8), from: address).json()
    }
}

/// How many connections this program may have open.
enum DescriptorLimit {
    /// Raises the limit to what the system allows, which must be enough.
    static func check(atLeast count: Int) throws {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        guard limit.rlim_cur >= rlim_t(count) else {
            throw BenchProblem("\(count) open files are needed and \(limit.rlim_cur) are allowed; raise the limit: ulimit -Hn \(count)")
        }
    }
}
