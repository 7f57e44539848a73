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

    /// The pacer lets everything pass, or tells to come again at once: both would be a loop without end.
    private struct NoLimit: Error {}

    /// Places that are taken in a time by somebody who takes all there are, and comes again exactly when told to; those of its last
    /// millisecond among them.
    private func taken(in time: Duration, from start: Instant, _ pacer: inout Pacer) throws -> Int {
        var (now, count) = (start, 0)
        while now <= start + time {
            guard let later = pacer.take(now: now) else {
                count += 1
                if count > 1_000_000 { throw NoLimit() }
                continue
            }
            guard later > now else { throw NoLimit() }
            now = later
        }
        return count
    }

    @Test("A pace that is no whole number of milliseconds is kept", arguments: [7, 80, 600, 2000, 100_000], [1, 5, 1000])
    func exactPace(_ perSecond: Int, _ burst: Int) throws {
        var pacer = Pacer(Capabilities.Pace(every: .seconds(1) / perSecond, burst: burst))
        // A minute of the greatest pace would be some seconds of computing.
        let seconds = perSecond > 10_000 ? 6 : 60
        let count = try taken(in: .seconds(seconds), from: Instant(seconds: 1_790_000_000), &pacer)
        #expect((perSecond * seconds...perSecond * seconds + burst).contains(count))
    }

    @Test("After a rest there is the burst and no more", arguments: [7, 80, 600, 2000, 100_000], [1, 5, 1000])
    func burst(_ perSecond: Int, _ burst: Int) throws {
        let pace = Capabilities.Pace(every: .seconds(1) / perSecond, burst: burst)
        var pacer = Pacer(pace)
        let start = Instant(seconds: 1_790_000_000)
        #expect(try taken(in: .zero, from: start, &pacer) == burst)
        let rested = start + .minutes(10)
        #expect(!pacer.isRested(now: start) && pacer.isRested(now: rested))
        #expect(try taken(in: .zero, from: rested, &pacer) == burst)
    }

    @Test("The pace of an integration is exact", arguments: [7, 80, 600, 2000, 100_000])
    func paceOfAnIntegration(_ perSecond: Int) {
        let minute = Capabilities.Pace.perSecond(perSecond).interval * (perSecond * 60)
        #expect(minute <= .seconds(60) && minute > .seconds(60) - .nanoseconds(1))
    }
}
