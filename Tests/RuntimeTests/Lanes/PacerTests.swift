import Core
import Testing

@testable import Runtime

@Suite struct PacerTests {
    @Test func aClockThatIsPutBack_doesNotStopTheSends() {
        let now = Instant(seconds: 1_790_000_000)
        var pacer = Pacer(Capabilities.Pace(every: .seconds(1), burst: 1))
        #expect(pacer.take(now: now) == nil)
        let back = now - .hours(24)
        #expect(pacer.take(now: back) == back + .seconds(1))
        #expect(pacer.take(now: back + .seconds(1)) == nil)
    }
}
