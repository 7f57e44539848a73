import CLinux
import CMicroHTTPD
import Core
import Glibc

extension ServerLoop {
    /// The thread's body: until drained.
    func run() {
        guard let engine else { return }
        var nextLook = now + deadlines.tick
        var isEngineDue = true
        while true {
            isEngineDue = readMailbox() || isEngineDue
            if isEngineDue { _ = MHD_run(engine) }
            if hasEnded { break }
            let hasWork = parley_mhd_has_work(engine) != 0
            isEngineDue = hasWork
            let events = poller.wait(milliseconds: hasWork ? 0 : patience(nextLook))
            // Before the events: a connection that came after a long silence must not be as old as the silence.
            now = MonotonicTime.milliseconds()
            for event in events { isEngineDue = handle(event) || isEngineDue }
            if now >= nextLook {
                nextLook = now + deadlines.tick
                enforceDeadlines()
                // A cut connection shows in the engine's epoll set; looking costs one call per tick.
                isEngineDue = true
            }
        }
        stop(engine)
    }

    /// How long to wait for events: for ever when nothing is open.
    private func patience(_ nextLook: Int64) -> Int32 {
        if connections.isEmpty, ownSockets.isEmpty, drainBy == nil, !isDeaf { return -1 }
        return Int32(clamping: max(1, nextLook - now))
    }

    private var hasEnded: Bool {
        guard let drainBy else { return false }
        return connections.isEmpty && ownSockets.isEmpty || now >= drainBy + 1000
    }

    /// Handles what other threads left; true when libmicrohttpd must run.
    private func readMailbox() -> Bool {
        let (answered, changed, due) = mailbox.withLock { box in
            defer {
                box.answered.removeAll(keepingCapacity: true)
                box.streams.removeAll(keepingCapacity: true)
                box.isAnnounced = false
            }
            return (box.answered, box.streams, box.drainBy)
        }
        for exchange in answered { MHD_resume_connection(exchange.engine) }
        for stream in changed {
            if let socket = streams[ObjectIdentifier(stream)] { pump(socket, stream) }
        }
        if let due, due != drainBy { beginDrain(by: due) }
        return !answered.isEmpty || due != nil
    }

    /// True when libmicrohttpd must run.
    private func handle(_ event: Poller.Event) -> Bool {
        switch event.tag {
        case Tag.engine: return true
        case ..<Tag.firstOwn:
            let index = Int(event.tag - Tag.firstListener)
            if index < listeners.count { accept(from: listeners[index]) }
            return true
        default:
            if let socket = ownSockets[event.tag] { handle(event, on: socket) }
            return false
        }
    }

    // MARK: Deadlines

    /// Cuts the connections whose time is over. Costs nothing per request: the list is walked once per tick.
    private func enforceDeadlines() {
        for connection in connections where isOverdue(connection) { parley_shut(connection.descriptor) }
        for socket in ownSockets.values where isOverdue(socket) { close(socket) }
        watchListeners()
        if let drainBy, now >= drainBy, !isForced { forceEnd() }
    }

    private func isOverdue(_ socket: OwnSocket) -> Bool {
        switch socket.role {
        case .refusal(let until): now >= until
        // A client that keeps the connection alive and takes nothing would hold its stream for days.
        case .stream: socket.stalledSince.map { now - $0 >= deadlines.answer } ?? false
        }
    }

    private func isOverdue(_ connection: Connection) -> Bool {
        let age = now - connection.since
        switch connection.phase {
        case .new: return age >= deadlines.head || drainBegan.map { now >= $0 + Self.drainGrace } ?? false
        case .head: return age >= deadlines.head
        case .idle: return age >= deadlines.idle || drainBy != nil && !hasUnread(connection)
        case .body: return age >= deadlines.body
        case .answering: return age >= deadlines.answer + connection.allowance
        case .handling: return false
        }
    }

    // MARK: The end

    /// How long a connection that has not said anything may still begin its request, in milliseconds: it was taken from the queue of the
    /// kernel, where the next server would have found it.
    private static let drainGrace: Int64 = 500

    private func hasUnread(_ connection: Connection) -> Bool {
        var byte: UInt8 = 0
        return recv(connection.descriptor, &byte, 1, Int32(MSG_PEEK | MSG_DONTWAIT)) > 0
    }

    private func beginDrain(by deadline: Int64) {
        if drainBegan == nil { drainBegan = now }
        drainBy = deadline
        if !isDeaf { for listener in listeners { poller.remove(listener.descriptor) } }
        listeners = []
        isDeaf = false
        for connection in connections where connection.phase == .idle && !hasUnread(connection) { parley_shut(connection.descriptor) }
        for socket in ownSockets.values {
            if case .stream(let stream) = socket.role { stream.finish() }
        }
    }

    /// The deadline has come: what still runs gets 503, what still reads or writes is cut.
    private func forceEnd() {
        isForced = true
        let refusal = HTTPResponse.plain(503, "The server is shutting down.")
        for connection in connections {
            if connection.phase == .handling, let exchange = connection.exchange {
                _ = answer(exchange, .response(refusal))
            } else {
                parley_shut(connection.descriptor)
            }
        }
        for socket in Array(ownSockets.values) { close(socket) }
    }

    private func stop(_ engine: OpaquePointer) {
        for connection in connections {
            guard let exchange = connection.exchange, mailbox.withLock({ _ in exchange.isSuspended }) else { continue }
            MHD_resume_connection(exchange.engine)
        }
        for socket in Array(ownSockets.values) { close(socket) }
        MHD_stop_daemon(engine)
        self.engine = nil
        let (actions, late) = mailbox.withLock { box in
            defer {
                box.onStopped = []
                box.streams = []
                box.answered = []
            }
            box.isStopped = true
            return (box.onStopped, box.answered)
        }
        for exchange in late {
            if case .stream(_, let stream)? = exchange.answer { stream.didClose() }
        }
        for action in actions { action() }
    }
}
