import Core
import Testing

@testable import Runtime

@Suite struct PacerTests {
    @Test func laneThatLeadsToAGroup_keepsTheGroupsPaceFromTheFirstSendOn() {
        let pacing = Pacing()
        let start = Instant(seconds: 1_790_000_000)
        let group = Capabilities.Pace(every: .seconds(3), burst: 2)
        var sent: [Duration] = []
        var now = start
        while sent.count < 5 {
            let later = pacing.take(
                integration: .first, lane: .first, account: .init(every: .milliseconds(1), burst: 100),
                recipient: .init(every: .seconds(1), burst: 5), now: now)
            guard let later else {
                sent.append(now - start)
                pacing.slow(integration: .first, lane: .first, to: group, now: now)
                continue
            }
            now = later
        }
        #expect(sent == [.zero, .zero, .seconds(3), .seconds(6), .seconds(9)])
    }

    @Test func aClockThatIsPutBack_doesNotStopTheSends() {
        let now = Instant(seconds: 1_790_000_000)
        var pacer = Pacer(Capabilities.Pace(every: .seconds(1), burst: 1))
        #expect(pacer.take(now: now) == nil)
        let back = now - .hours(24)
        #expect(pacer.take(now: back) == back + .seconds(1))
        #expect(pacer.take(now: back + .seconds(1)) == nil)
    }
}
