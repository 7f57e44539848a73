package import Core

/// Reads how long an answer asks to wait (RFC 9110 section 10.2.3).
package enum RetryAfter {
    /// The longest wait that is believed.
    package static let longest: Duration = .hours(7 * 24)

    /// The wait that `headers` ask for, 0 to `longest`; nil when they ask for none or it cannot be read.
    ///
    /// A date is compared with the answer's own `Date`, so that our clock plays no part; without that with `now`.
    package static func wait(in headers: HTTPFields, now: Instant) -> Duration? {
        guard let text = headers["Retry-After"] else { return nil }
        if let seconds = seconds(text) { return .seconds(seconds) }
        guard let until = HTTPDate.read(text) else { return nil }
        let date = headers["Date"].flatMap(HTTPDate.read) ?? now
        return min(max(until - date, .zero), longest)
    }

    private static func seconds(_ text: String) -> Int64? {
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }) else { return nil }
        let longest = longest.components.seconds
        return min(Int64(text) ?? longest, longest)
    }
}

/// Reads dates of HTTP headers.
package enum HTTPDate {
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// The time of `Sun, 06 Nov 1994 08:49:37 GMT`, the one form that senders may write today; nil for anything else.
    package static func read(_ text: String) -> Instant? {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 6, words[0].utf8.count == 4, words[0].hasSuffix(","), words[5] == "GMT",
            let day = number(words[1], 1...31), let month = months.firstIndex(of: String(words[2])),
            let year = number(words[3], 1970...9999)
        else { return nil }
        let clock = words[4].split(separator: ":", omittingEmptySubsequences: false)
        guard clock.count == 3, let hour = number(clock[0], 0...23), let minute = number(clock[1], 0...59),
            let second = number(clock[2], 0...60), let date = CivilDay(year: Int(year), month: month + 1, day: Int(day))
        else { return nil }
        return Instant(seconds: ((Int64(date.daysSince1970) * 24 + hour) * 60 + minute) * 60 + second)
    }

    private static func number(_ text: Substring, _ range: ClosedRange<Int64>) -> Int64? {
        let width = range.upperBound > 99 ? 4 : 2
        guard text.utf8.count == width, text.utf8.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }) else { return nil }
        return Int64(text).flatMap { range.contains($0) ? $0 : nil }
    }
}
