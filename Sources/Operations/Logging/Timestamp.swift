internal import Core
internal import Glibc

/// Times in UTC as text.
enum Timestamp {
    /// `2026-01-31`
    static func date(_ time: Instant) -> String {
        let parts = parts(time)
        return "\(padded(Int(parts.tm_year) + 1900, 4))-\(padded(Int(parts.tm_mon) + 1, 2))-\(padded(Int(parts.tm_mday), 2))"
    }

    /// `12:03:04.512`
    static func time(_ time: Instant) -> String {
        let parts = parts(time)
        let milliseconds = Int(time.milliseconds - time.seconds * 1000)
        return "\(padded(Int(parts.tm_hour), 2)):\(padded(Int(parts.tm_min), 2)):\(padded(Int(parts.tm_sec), 2)).\(padded(milliseconds, 3))"
    }

    private static func parts(_ time: Instant) -> tm {
        var parts = tm()
        var seconds = time_t(time.seconds)
        gmtime_r(&seconds, &parts)
        return parts
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
