internal import CSystemd
internal import Glibc

/// What systemd is told, and what it hands over. Without systemd every message goes nowhere.
package enum ServiceManager {
    /// A message. Source: sd_notify(3).
    package enum Message: Hashable, Sendable {
        /// Store and listeners are there.
        case ready
        /// A sentence for `systemctl status`.
        case status(String)
        /// The stop has begun.
        case stopping
        /// Start or stop takes longer: so much more time from now.
        case extendTimeout(Duration)
        /// Real progress was made.
        case watchdog

        var text: String {
            switch self {
            case .ready: "READY=1"
            case .status(let text): "STATUS=\(text.map { $0.isNewline ? " " : String($0) }.joined())"
            case .stopping: "STOPPING=1"
            case .extendTimeout(let time): "EXTEND_TIMEOUT_USEC=\(max(0, time.components.seconds) * 1_000_000)"
            case .watchdog: "WATCHDOG=1"
            }
        }
    }

    /// Sends messages in one datagram to `NOTIFY_SOCKET`; false when nobody listens.
    @discardableResult
    package static func notify(_ messages: Message...) -> Bool {
        sd_notify(0, messages.map(\.text).joined(separator: "\n")) > 0
    }

    /// How often the watchdog wants to hear of this process; nil when it does not.
    package static func watchdogInterval(variables: [String: String], process: Int32 = getpid()) -> Duration? {
        guard let microseconds = variables["WATCHDOG_USEC"].flatMap({ Int64($0) }), microseconds > 0 else { return nil }
        if let named = variables["WATCHDOG_PID"], Int32(named) != process { return nil }
        return .microseconds(microseconds)
    }

    /// Takes the listening sockets that systemd handed over, in the order of the socket unit; closed on exec.
    ///
    /// Removes `LISTEN_FDS` and its companions from the environment, so call it once, before other threads run.
    package static func takeListeners() -> [Int32] {
        let count = sd_listen_fds(1)
        guard count > 0 else { return [] }
        return (0..<min(count, 64)).map { 3 + $0 }
    }
}
