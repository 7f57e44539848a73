import Core
import Testing

@Suite struct IDTests {
    @Test func textForm_roundTrips() throws {
        let id = ID(high: 0x0123_4567_89ab_cdef, low: 0xfedc_ba98)
        #expect(id.description == "0123456789abcdeffedcba98")
        #expect(ID(id.description) == id)
    }

    @Test(arguments: ["", "0123456789abcdeffedcba9", "0123456789ABCDEFFEDCBA98", "0123456789abcdeffedcba9g", "0123456789abcdeffedcba981"])
    func textThatIsNotAnIdentifier_isRefused(_ text: String) {
        #expect(ID(text) == nil)
    }

    @Test func identifiersOfOneSource_riseStrictly_evenWhenTheClockGoesBack() {
        let source = IDSource(worker: 0x123456)
        let times: [Int64] = [5_000, 5_000, 4_000, 5_001, 1, 6_000]
        let ids = times.map { source.next(at: Instant(milliseconds: $0)) }
        #expect(ids == ids.sorted())
        #expect(Set(ids).count == ids.count)
        #expect(ids.last?.madeAt == Instant(milliseconds: 6_000))
    }

    @Test func identifiersOfTwoWorkers_differAtTheSameTime() {
        let now = Instant(milliseconds: 1_790_000_000_000)
        #expect(IDSource(worker: 1).next(at: now) != IDSource(worker: 2).next(at: now))
    }
}
