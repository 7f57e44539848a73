import Core
import Testing

@Suite struct CivilDayTests {
    @Test func everyDayFrom1890To2110_followsTheOneBeforeAndComesBack() throws {
        var previous = try #require(CivilDay(year: 1889, month: 12, day: 31))
        var days = 0
        while previous.year <= 2110 {
            let day = CivilDay(daysSince1970: previous.daysSince1970 + 1)
            let isNext =
                day.year == previous.year && day.month == previous.month && day.day == previous.day + 1
                || day.day == 1 && (day.year, day.month) == (previous.year, previous.month + 1)
                || (day.year, day.month, day.day) == (previous.year + 1, 1, 1)
            #expect(isNext && day.daysSince1970 == previous.daysSince1970 + 1, "\(day)")
            previous = day
            days += 1
        }
        #expect(days == 80_719)
    }
}
