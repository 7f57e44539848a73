import ConnectorKit
import Core
import Foundation
import JSONKit
import Testing

@Suite struct OpeningHoursTests {
    /// A zone, the hours of every day, a time, and when it opens next; nil when it is open.
    static let rows: [(String, String, String, String?)] = [
        // 2026-03-29: 02:00 becomes 03:00.
        ("Europe/Berlin", "02:30-03:30", "2026-03-29T00:59:59Z", "2026-03-29T01:00:00Z"),
        ("Europe/Berlin", "02:30-03:30", "2026-03-29T01:00:00Z", nil),
        ("Europe/Berlin", "02:30-02:45", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"),
        ("Europe/Berlin", "09:00-18:00", "2026-03-28T17:00:00Z", "2026-03-29T07:00:00Z"),
        // 2026-10-25: 03:00 becomes 02:00.
        ("Europe/Berlin", "02:30-02:40", "2026-10-24T23:00:00Z", "2026-10-25T00:30:00Z"),
        ("Europe/Berlin", "02:30-02:40", "2026-10-25T00:40:00Z", "2026-10-25T01:30:00Z"),
        ("Europe/Berlin", "02:30-02:40", "2026-10-25T01:30:00Z", nil),
        ("Europe/Berlin", "02:30-02:40", "2026-10-25T01:40:00Z", "2026-10-26T01:30:00Z"),
        ("Europe/Berlin", "09:00-18:00", "2026-10-24T16:00:00Z", "2026-10-25T08:00:00Z"),
        ("America/New_York", "02:30-04:00", "2026-03-08T06:59:59Z", "2026-03-08T07:00:00Z"),
        ("America/New_York", "09:00-17:00", "2026-03-07T23:00:00Z", "2026-03-08T13:00:00Z"),
        ("America/New_York", "09:00-17:00", "2026-10-31T22:00:00Z", "2026-11-01T14:00:00Z"),
        ("America/New_York", "01:15-01:20", "2026-11-01T05:15:00Z", nil),
        ("America/New_York", "01:15-01:20", "2026-11-01T05:20:00Z", "2026-11-01T06:15:00Z"),
        // Half an hour. 2026-10-04: 02:00 becomes 02:30. 2026-04-05: 02:00 becomes 01:30.
        ("Australia/Lord_Howe", "02:15-03:00", "2026-10-03T15:29:59Z", "2026-10-03T15:30:00Z"),
        ("Australia/Lord_Howe", "02:15-03:00", "2026-10-03T15:30:00Z", nil),
        ("Australia/Lord_Howe", "01:45-01:50", "2026-04-04T14:00:00Z", "2026-04-04T14:45:00Z"),
        ("Australia/Lord_Howe", "01:45-01:50", "2026-04-04T15:00:00Z", "2026-04-04T15:15:00Z"),
        // Samoa went without 2011-12-30, a Friday.
        ("Pacific/Apia", "09:00-17:00", "2011-12-30T04:00:00Z", "2011-12-30T19:00:00Z"),
        ("Pacific/Apia", "00:00-08:00", "2011-12-30T09:59:59Z", "2011-12-30T10:00:00Z"),
        ("Pacific/Apia", "09:00-17:00", "2026-06-01T04:00:00Z", "2026-06-01T20:00:00Z"),
        // Midnight.
        ("Asia/Seoul", "00:00-01:00", "2026-06-01T14:59:59Z", "2026-06-01T15:00:00Z"),
        ("Asia/Seoul", "00:00-01:00", "2026-06-01T15:00:00Z", nil),
        ("Asia/Seoul", "23:00-24:00", "2026-06-01T14:59:59Z", nil),
        ("Asia/Seoul", "23:00-24:00", "2026-06-01T15:00:00Z", "2026-06-02T14:00:00Z"),
        ("Asia/Kolkata", "09:00-10:00", "2026-06-01T03:29:59Z", "2026-06-01T03:30:00Z"),
        ("Asia/Kolkata", "09:00-10:00", "2026-06-01T04:30:00Z", "2026-06-02T03:30:00Z"),
        // The end of the year, and days off: 2026-12-25 and 2027-01-01.
        ("UTC", "09:00-10:00", "2026-12-24T10:00:00Z", "2026-12-26T09:00:00Z"),
        ("UTC", "00:00-24:00", "2026-12-31T23:59:59Z", nil),
        ("UTC", "00:00-24:00", "2027-01-01T00:00:00Z", "2027-01-02T00:00:00Z"),
        ("UTC", "09:00-10:00", "2027-12-31T10:00:00Z", "2028-01-01T09:00:00Z"),
        ("Asia/Seoul", "00:00-09:00", "2026-12-31T14:59:59Z", "2027-01-01T15:00:00Z"),
        ("America/New_York", "09:00-17:00", "2027-01-01T04:59:59Z", "2027-01-02T14:00:00Z"),
        ("America/New_York", "20:00-24:00", "2027-01-01T04:59:59Z", nil),
    ]

    @Test(arguments: rows) func hours_followTheZonesClocks(zone: String, span: String, time: String, next: String?) throws {
        let hours = try Self.hours(zone, span, holidays: ["2026-12-25", "2027-01-01"])
        let time = try Self.instant(time)
        #expect(hours.isOpen(at: time) == (next == nil))
        #expect(hours.opensNext(after: time) == (try next.map { try Self.instant($0) }))
    }

    @Test func weekdays_areThoseOfTheCalendar() throws {
        for (index, day) in ["sun", "mon", "tue", "wed", "thu", "fri", "sat"].enumerated() {
            let hours = try Self.hours("UTC", "12:00-13:00", days: [day])
            // 1969-12-28 and 2026-11-22 are Sundays.
            for sunday in ["1969-12-28T12:00:00Z", "2026-11-22T12:00:00Z"] {
                let sunday = try Self.instant(sunday)
                let open = (0..<7).filter { hours.isOpen(at: sunday + .hours(24 * $0)) }
                #expect(open == [Int64(index)])
            }
        }
    }

    @Test func theNextOpening_isLookedForUntilTheFourteenthDay() throws {
        let evening = try Self.instant("2026-06-01T18:00:00Z")
        let once = try Self.hours("UTC", "09:00-10:00", days: ["mon"], holidays: ["2026-06-08"])
        #expect(once.opensNext(after: evening) == (try Self.instant("2026-06-15T09:00:00Z")))
        let never = try Self.hours("UTC", "09:00-10:00", days: ["mon"], holidays: ["2026-06-08", "2026-06-15"])
        #expect(never.opensNext(after: evening) == nil)
    }

    @Test(arguments: ["", "Mars/Base", "Europe", "europe/berlin", "Europe/Berlin/", "../zoneinfo/UTC", "/etc/localtime", "UTC\\u0000"])
    func otherNames_areNoZones(name: String) throws {
        do {
            _ = try Self.hours(name, "09:00-10:00")
            Issue.record("\(name) is taken for a zone")
        } catch let problem as OpeningHours.Problem {
            #expect(problem.key == "hours.timeZone")
            #expect(problem.remedy == "must be the name of a time zone, such as \"Europe/Berlin\"")
        }
    }

    private static func hours(
        _ zone: String, _ span: String, days: [String] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], holidays: [String] = []
    ) throws -> OpeningHours {
        let days = days.map { "\"\($0)\":\"\(span)\"" }.joined(separator: ",")
        let text = "{\"timeZone\":\"\(zone)\",\"days\":{\(days)},\"holidays\":[\(holidays.map { "\"\($0)\"" }.joined(separator: ","))]}"
        return try OpeningHours(JSONDocument.parse(text).root)
    }

    private static func instant(_ text: String) throws -> Instant {
        Instant(seconds: Int64(try Date(text, strategy: .iso8601).timeIntervalSince1970))
    }
}
