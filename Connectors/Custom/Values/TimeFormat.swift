internal import ConnectorKit
internal import Core

/// How a provider writes a time.
enum TimeFormat: String, Hashable, Sendable, CaseIterable {
    /// `2026-11-21T12:00:00.123+09:00`, with `Z` or an offset (RFC 3339; a space may stand for the T).
    case iso8601
    /// Since the start of 1970, as a number or as text, with or without a fraction.
    case seconds
    case milliseconds
    case microseconds
    /// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110).
    case http

    /// The time; nil for a text of another form, which is never guessed at.
    func read(_ text: String) -> Instant? {
        switch self {
        case .iso8601: ISO8601Time.read(text)
        case .seconds: Self.number(text, perSecond: 1)
        case .milliseconds: Self.number(text, perSecond: 1000)
        case .microseconds: Self.number(text, perSecond: 1_000_000)
        case .http: HTTPDate.read(text)
        }
    }

    /// From 2001 to 2286: what lies outside was written in another unit.
    private static let plausible = 1_000_000_000.0..<10_000_000_000.0

    private static func number(_ text: String, perSecond: Double) -> Instant? {
        guard let number = Double(text), number.isFinite, plausible.contains(number / perSecond) else { return nil }
        return Instant(milliseconds: Int64((number * 1000 / perSecond).rounded()))
    }
}

/// Reads `YYYY-MM-DDThh:mm:ss[.fraction](Z|±hh:mm|±hhmm)`.
enum ISO8601Time {
    static func read(_ text: String) -> Instant? {
        var bytes = Array(text.utf8)[...]
        guard let year = digits(4, &bytes), take("-", &bytes), let month = digits(2, &bytes), take("-", &bytes),
            let day = digits(2, &bytes), take("T", &bytes) || take("t", &bytes) || take(" ", &bytes), let hour = digits(2, &bytes),
            take(":", &bytes), let minute = digits(2, &bytes), take(":", &bytes), let second = digits(2, &bytes)
        else { return nil }
        guard year >= 1970, hour < 24, minute < 60, second <= 60 else { return nil }
        guard let date = CivilDay(year: Int(year), month: Int(month), day: Int(day)) else { return nil }
        guard let milliseconds = fraction(&bytes), let offset = offset(&bytes), bytes.isEmpty else { return nil }
        return Instant(
            milliseconds: ((Int64(date.daysSince1970) * 24 + hour) * 60 + minute - offset) * 60_000 + second * 1000 + milliseconds)
    }

    private static func take(_ sign: Unicode.Scalar, _ bytes: inout ArraySlice<UInt8>) -> Bool {
        guard bytes.first == UInt8(ascii: sign) else { return false }
        bytes.removeFirst()
        return true
    }

    private static func digits(_ count: Int, _ bytes: inout ArraySlice<UInt8>) -> Int64? {
        let found = bytes.prefix(count)
        guard found.count == count, found.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        bytes = bytes.dropFirst(count)
        return found.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
    }

    /// Milliseconds; what is finer is cut off. 0 without a fraction.
    private static func fraction(_ bytes: inout ArraySlice<UInt8>) -> Int64? {
        guard take(".", &bytes) || take(",", &bytes) else { return 0 }
        let found = bytes.prefix { (0x30...0x39).contains($0) }
        guard !found.isEmpty else { return nil }
        bytes = bytes.dropFirst(found.count)
        return (Array(found.prefix(3)) + [0x30, 0x30]).prefix(3).reduce(0) { $0 * 10 + Int64($1 - 0x30) }
    }

    /// Minutes east; nil without any word of the zone.
    private static func offset(_ bytes: inout ArraySlice<UInt8>) -> Int64? {
        if take("Z", &bytes) || take("z", &bytes) { return 0 }
        let isEast = take("+", &bytes)
        guard isEast || take("-", &bytes), let hours = digits(2, &bytes), hours < 24 else { return nil }
        _ = take(":", &bytes)
        guard let minutes = digits(2, &bytes), minutes < 60 else { return nil }
        return (isEast ? 1 : -1) * (hours * 60 + minutes)
    }
}
