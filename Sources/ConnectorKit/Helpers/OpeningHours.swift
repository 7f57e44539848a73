package import Core
package import JSONKit

/// When somebody is there to answer, in the business's own time zone.
package struct OpeningHours: Sendable {
    /// Minutes after midnight, the end exclusive.
    private let days: [Int: [Range<Int>]]
    /// Days off, as `2026-12-25`.
    private let holidays: Set<String>
    private let zone: Zone
    /// What is said outside of the hours.
    package let awayText: LocalizedText?

    private static let names = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]

    /// Reads `{ timeZone: "Asia/Seoul", days: { mon: "09:00-12:00,13:00-18:00" }, holidays: ["2026-12-25"], awayText }`.
    package init(_ json: JSON) throws(Problem) {
        zone = try Self.zone(json["timeZone"])
        days = try Self.days(json["days"])
        var holidays: Set<String> = []
        for day in json["holidays"].array {
            guard let text = day.string, text.utf8.count == 10 else {
                throw Problem(key: "hours.holidays", remedy: "must list days such as \"2026-12-25\"")
            }
            holidays.insert(text)
        }
        self.holidays = holidays
        awayText = LocalizedText(json["awayText"])
        if json["awayText"].exists, awayText == nil {
            throw Problem(key: "hours.awayText", remedy: "must be text, or texts by language")
        }
    }

    /// A part of the hours that cannot be used.
    package struct Problem: Error {
        /// Under `hours`.
        package var key: String
        /// What to do.
        package var remedy: String
    }

    private static func zone(_ json: JSON) throws(Problem) -> Zone {
        do {
            return try Zone(json.string ?? "")
        } catch {
            throw Problem(key: "hours.timeZone", remedy: error.remedy)
        }
    }

    private static func days(_ json: JSON) throws(Problem) -> [Int: [Range<Int>]] {
        var days: [Int: [Range<Int>]] = [:]
        for (name, value) in json.object {
            guard let index = names.firstIndex(of: name.lowercased()), let text = value.string else {
                throw Problem(key: "hours.days.\(name)", remedy: "must be one of mon, tue, wed, thu, fri, sat, sun with text behind it")
            }
            let spans = text.split(separator: ",").map { span($0) }
            guard !spans.contains(nil) else {
                throw Problem(key: "hours.days.\(name)", remedy: "must look like \"09:00-18:00\" or \"09:00-12:00,13:00-18:00\"")
            }
            days[index] = spans.compactMap { $0 }.sorted { $0.lowerBound < $1.lowerBound }
        }
        return days
    }

    private static func span(_ text: Substring) -> Range<Int>? {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { minutes($0) }
        guard ends.count == 2, let start = ends[0], let end = ends[1], start < end else { return nil }
        return start..<end
    }

    private static func minutes(_ text: Substring) -> Int? {
        let parts = text.filter { $0 != " " }.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let hours = Int(parts[0]), let minutes = Int(parts[1]), (0...24).contains(hours),
            (0..<60).contains(minutes),
            hours * 60 + minutes <= 1440
        else { return nil }
        return hours * 60 + minutes
    }

    /// Whether somebody is there.
    package func isOpen(at time: Instant) -> Bool {
        let now = zone.clock(at: time)
        return spans(on: now.day).contains { $0.contains(now.minutes) }
    }

    /// When somebody is there next; nil while somebody is, and when nobody will be within two weeks.
    package func opensNext(after time: Instant) -> Instant? {
        guard !isOpen(at: time) else { return nil }
        let today = zone.clock(at: time).day
        for day in today...today + 14 where zone.has(day: day) {
            let openings = spans(on: day).flatMap { span in
                // The second passing counts only once the first is over.
                [false, true].map { zone.instant(day: day, minutes: span.lowerBound, again: $0) }
            }
            if let next = openings.filter({ $0 > time }).min() { return next }
        }
        return nil
    }

    /// The hours of a day, which is counted from 1970-01-01, a Thursday.
    private func spans(on day: Int) -> [Range<Int>] {
        let weekday = ((day + 4) % 7 + 7) % 7
        guard let spans = days[weekday], !holidays.contains(Self.text(CivilDay(daysSince1970: day))) else { return [] }
        return spans
    }

    private static func text(_ day: CivilDay) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(day.year)-\(two(day.month))-\(two(day.day))"
    }
}
