import Core
import Testing

@testable import Wire

@Suite struct WireDateTests {
    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"), (1_767_225_600_123, "2026-01-01T00:00:00.123Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"), (1_709_251_199_999, "2024-02-29T23:59:59.999Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"), (4_107_542_399_999, "2100-02-28T23:59:59.999Z"),
            (-2_203_891_200_000, "1900-03-01T00:00:00.000Z"), (-62_167_219_200_000, "0000-01-01T00:00:00.000Z"),
            (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        ] as [(Int64, String)])
    func `a known time has its known date, both ways`(_ milliseconds: Int64, _ text: String) {
        #expect(Instant(milliseconds: milliseconds).wire == text)
        #expect(Instant(wire: text) == Instant(milliseconds: milliseconds))
    }

    @Test(arguments: [1, 2, 3] as [UInt64]) func `random times come back`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<20_000 {
            let instant = Instant(milliseconds: .random(in: CivilDay.firstMillisecond...CivilDay.lastMillisecond, using: &random))
            #expect(Instant(wire: instant.wire) == instant, "seed \(seed), \(instant.milliseconds)")
        }
    }

    @Test func `times outside four-digit years are shown as the nearest inside`() {
        #expect(Instant.distantFuture.wire == "9999-12-31T23:59:59.999Z")
        #expect(Instant(milliseconds: .min).wire == "0000-01-01T00:00:00.000Z")
    }

    @Test(arguments: [
        "", "2026-01-01", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00.12Z", "2026-01-01T00:00:00.1234Z", "2026-01-01T00:00:00.123",
        "2026-01-01T00:00:00.123+", "2026-01-01t00:00:00.123Z", "2026-01-01 00:00:00.123Z", "2026-13-01T00:00:00.123Z",
        "2026-00-01T00:00:00.123Z", "2026-01-00T00:00:00.123Z", "2026-01-32T00:00:00.123Z", "2026-04-31T00:00:00.123Z",
        "2025-02-29T00:00:00.123Z", "2100-02-29T00:00:00.123Z", "2026-01-01T24:00:00.123Z", "2026-01-01T00:60:00.123Z",
        "2026-01-01T00:00:60.123Z", "+026-01-01T00:00:00.123Z", "2026-01-01T00:00:0a.123Z", "２026-01-01T00:00:00.1Z",
    ])
    func `a date in any other spelling or that does not exist is refused`(_ text: String) {
        #expect(Instant(wire: text) == nil)
    }
}
