import Core
import Foundation
import Testing

@testable import ConnectorKit

@Suite struct ZoneTests {
    /// A zone, a time, and what its clocks show: the day of 2026, counted from its first as 0, and the minutes.
    static let rows: [(String, Int64, Int, Int)] = [
        // 2026-01-01T00:00:00Z and the second before.
        ("UTC", 1_767_225_600, 0, 0), ("UTC", 1_767_225_599, -1, 1439), ("Asia/Seoul", 1_767_225_599, 0, 539),
        ("Asia/Kolkata", 1_767_225_600, 0, 330), ("Pacific/Apia", 1_767_225_600, 0, 780), ("America/New_York", 1_767_225_600, -1, 1140),
        ("Australia/Lord_Howe", 1_767_225_600, 0, 660), ("Europe/Berlin", 1_767_225_600 - 3600, 0, 0),
        // Both changes in Berlin, and the seconds before.
        ("Europe/Berlin", 1_774_745_999, 87, 119), ("Europe/Berlin", 1_774_746_000, 87, 180),
        ("Europe/Berlin", 1_792_889_999, 297, 179), ("Europe/Berlin", 1_792_890_000, 297, 120),
    ]

    @Test(arguments: rows) func clocks_showTheZonesTime(zone: String, seconds: Int64, day: Int, minutes: Int) throws {
        let clock = try Zone(zone).clock(at: Instant(seconds: seconds))
        #expect(clock.day - 20_454 == day && clock.minutes == minutes)
    }

    @Test func aDayThatWasLeftOut_isNotThere() throws {
        // 2011-12-29 to 31 in Samoa, and the same days in a zone that had them all.
        let (samoa, berlin) = (try Zone("Pacific/Apia"), try Zone("Europe/Berlin"))
        #expect((15_337...15_339).map { samoa.has(day: $0) } == [true, false, true])
        #expect((15_337...15_339).allSatisfy { berlin.has(day: $0) })
    }

    @Test func aSystemWithoutTables_isToldWhatToInstall() {
        #expect(Zone.Missing.noTables.remedy == "this system knows no time zones; install the Debian package tzdata")
    }

    /// Foundation brings tables of its own; the system's may be newer and then differ in the few zones that were changed.
    @Test(arguments: [1, 2, 3] as [UInt64]) func offsets_areThoseOfFoundation(seed: UInt64) throws {
        #expect(Self.names.count > 300, "too few zones to compare")
        var random = SeededGenerator(seed: seed)
        var differing: [String: Int64] = [:]
        for name in Self.names {
            let (zone, reference) = (try Zone(name), try #require(TimeZone(identifier: name)))
            for _ in 0..<20 {
                let time = Int64.random(in: Self.years, using: &random)
                for time in [time] + Self.nextChange(in: reference, after: time) {
                    let expected = reference.secondsFromGMT(for: Date(timeIntervalSince1970: Double(time)))
                    if zone.offset(at: Instant(seconds: time)) != Int64(expected) { differing[name] = time }
                }
            }
        }
        if !differing.isEmpty { print("Seed \(seed): zones that differ from Foundation's, and when: \(differing)") }
        #expect(differing.count <= 5, "seed \(seed)")
    }

    /// 1990 to 2037.
    private static let years: Range<Int64> = 631_152_000..<2_145_916_800

    /// The last second before the next change of clocks, and the first after it.
    private static func nextChange(in zone: TimeZone, after time: Int64) -> [Int64] {
        guard let change = zone.nextDaylightSavingTimeTransition(after: Date(timeIntervalSince1970: Double(time))) else { return [] }
        let first = Int64(change.timeIntervalSince1970)
        return [first - 1, first].filter(years.contains)
    }

    /// The zones that Foundation lists and the system has.
    private static let names = TimeZone.knownTimeZoneIdentifiers.filter {
        FileManager.default.fileExists(atPath: "/usr/share/zoneinfo/\($0)")
    }
}
