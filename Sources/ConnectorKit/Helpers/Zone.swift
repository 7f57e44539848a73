internal import CTimeZone
internal import Core

/// A time zone: what the clocks of a place show, by the system's tables.
struct Zone: Sendable {
    private let name: String

    /// The zone of a name such as `Europe/Berlin`.
    init(_ name: String) throws(Missing) {
        var offset: Int32 = 0
        guard !name.utf8.contains(0), ctz_offset(name, 0, &offset) else { throw ctz_has_tables() ? .unknown : .noTables }
        self.name = name
    }

    /// Why a zone cannot be used.
    enum Missing: Error {
        case unknown
        /// The system knows no zones at all.
        case noTables

        /// What to do.
        var remedy: String {
            switch self {
            case .unknown: "must be the name of a time zone, such as \"Europe/Berlin\""
            case .noTables: "this system knows no time zones; install the Debian package tzdata"
            }
        }
    }

    /// The seconds that clocks are ahead of UTC.
    func offset(at time: Instant) -> Int64 {
        var offset: Int32 = 0
        // Not false: the table was read in `init` and is kept.
        _ = ctz_offset(name, time.seconds, &offset)
        return Int64(offset)
    }

    /// What clocks show: the day, in days since 1970-01-01, and the minutes after midnight.
    func clock(at time: Instant) -> (day: Int, minutes: Int) {
        let local = time.seconds + offset(at: time)
        let day = local.dividedDown(by: Self.day)
        return (Int(day), Int(local - day * Self.day) / 60)
    }

    /// When clocks show a time of a day. Of a time that comes twice the first, or the second `again`; for one in a gap, the gap's end.
    func instant(day: Int, minutes: Int, again: Bool = false) -> Instant {
        let local = Int64(day) * Self.day + Int64(minutes) * 60
        var seconds = local
        _ = ctz_instant(name, local, again, &seconds)
        return Instant(seconds: seconds)
    }

    /// False for a day that was left out, as 2011-12-30 in Samoa.
    func has(day: Int) -> Bool { instant(day: day, minutes: 0) < instant(day: day + 1, minutes: 0) }

    /// The length of a day in seconds.
    private static let day: Int64 = 86_400
}
