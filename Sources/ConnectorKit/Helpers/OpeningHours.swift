package import Core
internal import Foundation
package import JSONKit

/// When somebody is there to answer, in the business's own time zone.
package struct OpeningHours: Sendable {
    /// Minutes after midnight, the end exclusive.
    private let days: [Int: [Range<Int>]]
    /// Days off, as `2026-12-25`.
    private let holidays: Set<String>
    private let calendar: Calendar
    /// What is said outside of the hours.
    package let awayText: LocalizedText?

    private static let names = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]

    /// Reads `{ timeZone: "Asia/Seoul", days: { mon: "09:00-12:00,13:00-18:00" }, holidays: ["2026-12-25"], awayText }`.
    package init(_ json: JSON) throws(Problem) {
        guard let name = json["timeZone"].string, let zone = TimeZone(identifier: name) else {
            throw Problem(key: "hours.timeZone", remedy: "must be the name of a time zone, such as \"Europe/Berlin\"")
        }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        self.calendar = calendar
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
        let now = parts(of: date(time))
        return spans(on: now).contains { $0.contains(now.minutes) }
    }

    /// When somebody is there next; nil while somebody is, and when nobody will be within two weeks.
    package func opensNext(after time: Instant) -> Instant? {
        guard !isOpen(at: time) else { return nil }
        let start = date(time)
        let minutes = parts(of: start).minutes
        for offset in 0...14 {
            guard let day = calendar.date(byAdding: .day, value: offset, to: calendar.startOfDay(for: start)) else { continue }
            let found = spans(on: parts(of: day)).first { offset > 0 || $0.lowerBound > minutes }
            // Set as a clock shows it: a day on which clocks change has more or fewer minutes.
            guard let found,
                let opening = calendar.date(
                    bySettingHour: found.lowerBound / 60, minute: found.lowerBound % 60, second: 0, of: day)
            else { continue }
            return Instant(seconds: Int64(opening.timeIntervalSince1970))
        }
        return nil
    }

    private struct DayParts {
        var weekday: Int
        var minutes: Int
        var day: String
    }

    private func date(_ time: Instant) -> Date { Date(timeIntervalSince1970: Double(time.milliseconds) / 1000) }

    private func parts(of date: Date) -> DayParts {
        let parts = calendar.dateComponents([.year, .month, .day, .weekday, .hour, .minute], from: date)
        func two(_ number: Int?) -> String { (number ?? 0) < 10 ? "0\(number ?? 0)" : "\(number ?? 0)" }
        return DayParts(
            weekday: (parts.weekday ?? 1) - 1, minutes: (parts.hour ?? 0) * 60 + (parts.minute ?? 0),
            day: "\(parts.year ?? 0)-\(two(parts.month))-\(two(parts.day))")
    }

    private func spans(on parts: DayParts) -> [Range<Int>] { holidays.contains(parts.day) ? [] : days[parts.weekday] ?? [] }
}
