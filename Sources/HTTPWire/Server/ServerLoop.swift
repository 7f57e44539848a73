import CLinux
import CMicroHTTPD
import Core
import Glibc

/// One thread of a server: its poller, its libmicrohttpd daemon and the connections on it.
// @unchecked: everything but `mailbox` (which has its lock) and the constants is only touched on the loop's thread, once it runs.
final class ServerLoop: @unchecked Sendable {
    /// What other threads leave for the loop.
    struct Mailbox {
        var answered: [Exchange] = []
        var streams: [HTTPStream] = []
        /// When the server must be down, in monotonic milliseconds; nil while it is not asked to.
        var drainBy: Int64?
        var isStopped = false
        var onStopped: [@Sendable () -> Void] = []
        /// Whether the waker was already raised for what is in the box.
        var isAnnounced = false

        /// Whether the loop must be woken for what was just put in.
        mutating func announce() -> Bool {
            defer { isAnnounced = true }
            return !isAnnounced && !isStopped
        }
    }

    let configuration: HTTPServerConfiguration
    let handler: any HTTPHandler
    let ledger: ConnectionLedger
    let mailbox = Lock(Mailbox())
    let poller: Poller
    let deadlines: Deadlines
    let headReader = HeadReader()

    var listeners: [ListenSocket]
    var engine: OpaquePointer?
    var connections: [Connection] = []
    var ownSockets: [UInt64: OwnSocket] = [:]
    var streams: [ObjectIdentifier: OwnSocket] = [:]
    var lingering = 0
    /// Bytes of the bodies of all requests that are not completed.
    var bodyBytes = 0
    /// Whether the listeners are left out of the poller until the next look, because the process has no descriptors left.
    var isDeaf = false
    /// The peer of the connection that is being handed to libmicrohttpd.
    var acceptedAddress = ""
    var nextTag = Tag.firstOwn
    var now = MonotonicTime.milliseconds()
    var drainBy: Int64?
    /// When the drain began, in monotonic milliseconds.
    var drainBegan: Int64?
    var isForced = false

    /// The poller's tags.
    enum Tag {
        static let engine: UInt64 = 0
        static let firstListener: UInt64 = 1
        static let firstOwn: UInt64 = 1 << 16
    }

    /// The configured times in milliseconds.
    struct Deadlines {
        let head, body, idle, answer, linger: Int64

        init(_ configuration: HTTPServerConfiguration) {
            head = configuration.headDeadline.milliseconds
            body = configuration.bodyDeadline.milliseconds
            idle = configuration.idleTimeout.milliseconds
            answer = configuration.answerDeadline.milliseconds
            linger = configuration.lingerTime.milliseconds
        }

        /// How often connections are looked at: a quarter of the shortest time, between 10 ms and 1 s.
        /// The time that a body of this size may take beyond `answer`: a client of 64 KiB/s is waited for.
        func allowance(bytes: Int) -> Int64 { Int64(bytes / (64 << 10)) * 1000 }

        var tick: Int64 { max(10, min(1000, min(head, body, idle, answer, linger) / 4)) }
    }

    init(
        _ configuration: HTTPServerConfiguration, handler: any HTTPHandler, listeners: [ListenSocket], ledger: ConnectionLedger
    ) throws(HTTPServerError) {
        guard let poller = Poller() else { throw HTTPServerError(subject: "a thread", reason: String(cString: strerror(errno))) }
        self.configuration = configuration
        self.handler = handler
        self.listeners = listeners
        self.ledger = ledger
        self.poller = poller
        deadlines = Deadlines(configuration)
    }

    var streamBuffer: Int { configuration.streamBuffer }

    /// Starts libmicrohttpd and the thread.
    func start() throws(HTTPServerError) {
        // The pool holds the head, the parsed fields' places and the answer's head.
        let memory = configuration.headLimit + configuration.fieldLimit * 72 + (8 << 10)
        engine = parley_mhd_start(callbacks(), UInt32(clamping: configuration.connectionLimit), memory)
        guard let engine, poller.add(parley_mhd_epoll(engine), parley_epoll_in, tag: Tag.engine) else {
            throw HTTPServerError(subject: "a thread", reason: "libmicrohttpd did not start")
        }
        guard listen() else { throw HTTPServerError(subject: "a socket", reason: String(cString: strerror(errno))) }
        guard WireThread.start(name: "http-in", { self.run() }) else {
            throw HTTPServerError(subject: "a thread", reason: "the system has none to give")
        }
    }

    // MARK: From any thread

    /// Takes an exchange's answer. False when it has one, or the server is down.
    func answer(_ exchange: Exchange, _ answer: Answer) -> Bool {
        let (taken, wake) = mailbox.withLock { box -> (Bool, Bool) in
            guard !exchange.isAnswered, !box.isStopped else { return (false, false) }
            exchange.isAnswered = true
            exchange.answer = answer
            guard exchange.isSuspended else { return (true, false) }
            box.answered.append(exchange)
            return (true, box.announce())
        }
        if wake { poller.wake() }
        return taken
    }

    /// A stream has something to send, or is to be closed.
    func attend(to stream: HTTPStream) {
        let wake = mailbox.withLock { box in
            box.streams.append(stream)
            return box.announce()
        }
        if wake { poller.wake() }
    }

    /// Asks the loop to end by `deadline` and calls `action` when it has; at once when it has already.
    func drain(by deadline: Int64, _ action: @escaping @Sendable () -> Void) {
        let (wake, isStopped) = mailbox.withLock { box -> (Bool, Bool) in
            guard !box.isStopped else { return (false, true) }
            box.drainBy = min(box.drainBy ?? .max, deadline)
            box.onStopped.append(action)
            return (box.announce(), false)
        }
        if wake { poller.wake() }
        if isStopped { action() }
    }
}
