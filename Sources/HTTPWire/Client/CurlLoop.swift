import CCurl
import Core
import Glibc

/// The curl thread: one multi handle, the calls on it, and a pool of easy handles.
// @unchecked: everything but `mailbox` (which has its lock) and the constants is only touched on the loop's thread, once it runs.
// `multi` is also used by curl_multi_wakeup, which is safe from any thread; it is freed with the last reference.
final class CurlLoop: @unchecked Sendable {
    /// What other threads ask for.
    enum Command {
        case start(CurlCall)
        case cancel(UInt64)
    }

    /// What other threads leave for the loop.
    struct Mailbox {
        var commands: [Command] = []
        var lastID: UInt64 = 0
        /// Calls that have started and not ended.
        var open: Set<UInt64> = []
        /// Calls that were cancelled before they started, or after they ended and before their caller noticed.
        var cancelledOutside: Set<UInt64> = []
        var isClosing = false
        var isStopped = false
        var onStopped: [@Sendable () -> Void] = []
    }

    let configuration: CurlConfiguration
    let multi: UnsafeMutableRawPointer
    let mailbox = Lock(Mailbox())
    var calls: [UInt64: CurlCall] = [:]
    var slots: ConnectionSlots
    /// Calls that waited, have a slot now and are about to be launched.
    var ready: [CurlCall] = []
    /// When the first of the waiting calls is due, in monotonic milliseconds.
    var nextDue = Int64.max
    var idle: [UnsafeMutableRawPointer] = []

    static let maximumIdle = 256
    static let isLibraryReady = curl_global_init(Int(CURL_GLOBAL_SSL | CURL_GLOBAL_WIN32)) == CURLE_OK

    /// Nil when libcurl cannot be used.
    init?(_ configuration: CurlConfiguration) {
        guard Self.isLibraryReady, let multi = curl_multi_init() else { return nil }
        self.configuration = configuration
        self.multi = multi
        slots = ConnectionSlots(limit: configuration.connections, limitPerHost: configuration.connectionsPerHost)
        _ = parley_curl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, configuration.idleConnections)
    }

    deinit {
        for easy in idle { curl_easy_cleanup(easy) }
        curl_multi_cleanup(multi)
    }

    // MARK: From any thread

    /// A number for a call that is about to start.
    func nextID() -> UInt64 {
        mailbox.withLock { box in
            box.lastID += 1
            return box.lastID
        }
    }

    /// Starts a call, or ends it at once when there is no room, it is cancelled, or the client is closing.
    func start(_ call: CurlCall) {
        let (refusal, wake) = mailbox.withLock { box -> (TransportFailure.Reason?, Bool) in
            if box.cancelledOutside.remove(call.id) != nil { return (.cancelled, false) }
            if box.isClosing { return (.closing, false) }
            if box.open.count >= configuration.maximumCalls { return (.overloaded, false) }
            box.open.insert(call.id)
            return (nil, Self.post(.start(call), &box))
        }
        if let refusal { return call.end(.notSent(TransportFailure(refusal))) }
        if wake { curl_multi_wakeup(multi) }
    }

    /// Cancels a call, which may not have started yet.
    func cancel(_ id: UInt64) {
        let wake = mailbox.withLock { box in
            guard box.open.contains(id) else {
                box.cancelledOutside.insert(id)
                return false
            }
            return Self.post(.cancel(id), &box)
        }
        if wake { curl_multi_wakeup(multi) }
    }

    /// The caller of `id` has its outcome: a cancellation that came after the end need not be remembered.
    func forget(_ id: UInt64) { mailbox.withLock { _ = $0.cancelledOutside.remove(id) } }

    /// Ends all calls with reason `closing` and the thread; calls `action` when done.
    func close(_ action: @escaping @Sendable () -> Void) {
        let isStopped = mailbox.withLock { box in
            box.isClosing = true
            if !box.isStopped { box.onStopped.append(action) }
            return box.isStopped
        }
        if isStopped { action() } else { curl_multi_wakeup(multi) }
    }

    /// Whether the loop must be woken: only for the first command in an empty box.
    private static func post(_ command: Command, _ box: inout Mailbox) -> Bool {
        box.commands.append(command)
        return box.commands.count == 1
    }
}
