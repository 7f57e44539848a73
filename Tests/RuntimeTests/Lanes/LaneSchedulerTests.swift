import Core
import Store
import Testing

@testable import Runtime

@Suite struct LaneSchedulerTests {
    private let now = Instant(seconds: 1_790_000_000)

    private func job(_ number: UInt32, lane: UInt32, at time: Instant? = nil) -> Job {
        let key = JobKey(queue: .outbound, group: .first, lane: ID(high: 1, low: lane), id: ID(high: 2, low: number))
        return Job(key: key, appID: .first, subject: key.id, runAt: time ?? now)
    }

    /// A scheduler that has read an empty store.
    private func scheduler(jobs: Int = 100, perLane: Int = 10, concurrency: Int = 10, batch: Int = 1) -> LaneScheduler {
        var scheduler = LaneScheduler(limits: .init(jobs: jobs, jobsPerLane: perLane, concurrency: concurrency, batch: batch))
        #expect(scheduler.takeScan(now: now) == .lanes(after: nil))
        scheduler.lanesScanned([], limit: 50, now: now)
        #expect(scheduler.takeScan(now: now) == nil)
        return scheduler
    }

    private func numbers(_ jobs: [Job]?) -> [UInt32]? { jobs?.map(\.key.id.low) }

    @Test func jobsOfOneLane_runOneAfterAnother() {
        var scheduler = scheduler()
        for number in [1, 2] as [UInt32] { scheduler.jobStored(job(number, lane: 7), now: now) }
        #expect(numbers(scheduler.start(now: now)) == [1])
        #expect(scheduler.start(now: now) == nil)
        scheduler.ended(lane: ID(high: 1, low: 7), [.done], now: now)
        #expect(numbers(scheduler.start(now: now)) == [2])
    }

    @Test func aLaneWhoseHeadWaits_holdsBackNobodyElse() {
        var scheduler = scheduler()
        let later = now + .seconds(30)
        scheduler.jobStored(job(1, lane: 7, at: later), now: now)
        scheduler.jobStored(job(2, lane: 7), now: now)
        scheduler.jobStored(job(3, lane: 8), now: now)
        #expect(numbers(scheduler.start(now: now)) == [3])
        #expect(scheduler.start(now: now) == nil)
        #expect(scheduler.nextWake() == later)
        #expect(numbers(scheduler.start(now: later)) == [1])
    }

    @Test func aBatch_takesWhatIsDueFromTheHeadOfOneLane() {
        var scheduler = scheduler(batch: 3)
        for number in 1...5 as ClosedRange<UInt32> { scheduler.jobStored(job(number, lane: 7), now: now) }
        #expect(numbers(scheduler.start(now: now)) == [1, 2, 3])
        scheduler.ended(lane: ID(high: 1, low: 7), [.done, .done, .again(job(3, lane: 7, at: now + .seconds(5)))], now: now)
        #expect(scheduler.start(now: now) == nil)
        #expect(numbers(scheduler.start(now: now + .seconds(5))) == [3, 4, 5])
    }

    /// Invariant 5: what was forgotten for want of a lease is not overtaken when the lease comes.
    @Test func aLaneThatWasElsewhere_isReadInOrderBeforeItGoesOn() {
        var scheduler = scheduler()
        scheduler.jobStored(job(1, lane: 7), now: now)
        #expect(numbers(scheduler.start(now: now)) == [1])
        scheduler.ended(lane: ID(high: 1, low: 7), [.elsewhere], now: now)
        #expect(scheduler.count == 0)
        scheduler.jobStored(job(2, lane: 7), now: now)
        #expect(scheduler.start(now: now) == nil)
        #expect(scheduler.takeScan(now: now) == .lane(ID(high: 1, low: 7), after: nil))
        scheduler.laneScanned(ID(high: 1, low: 7), [job(1, lane: 7), job(2, lane: 7)], limit: 10, now: now)
        #expect(numbers(scheduler.start(now: now)) == [1])
    }

    /// Invariant 5: the rest of a lane does not stand for the whole of it.
    @Test func aScanOfALaneThatWasForgottenMeanwhile_isDropped() {
        var scheduler = scheduler(perLane: 2)
        let lane = ID(high: 1, low: 7)
        for number in 1...3 as ClosedRange<UInt32> { scheduler.jobStored(job(number, lane: 7), now: now) }
        #expect(numbers(scheduler.start(now: now)) == [1])
        scheduler.ended(lane: lane, [.done], now: now)
        #expect(numbers(scheduler.start(now: now)) == [2])
        #expect(scheduler.takeScan(now: now) == .lane(lane, after: ID(high: 2, low: 2)))
        scheduler.ended(lane: lane, [.elsewhere], now: now)
        scheduler.laneScanned(lane, [job(3, lane: 7)], limit: 2, now: now)
        #expect(scheduler.start(now: now) == nil && scheduler.count == 0)
        #expect(scheduler.takeScan(now: now + .seconds(10)) == .lanes(after: nil))
        scheduler.lanesScanned([job(2, lane: 7), job(3, lane: 7)], limit: 2, now: now + .seconds(10))
        #expect(numbers(scheduler.start(now: now + .seconds(10))) == [2])
    }

    @Test func lanesThatWereElsewhere_areReadAgainByThemselves() {
        var scheduler = scheduler()
        scheduler.jobStored(job(1, lane: 7), now: now)
        _ = scheduler.start(now: now)
        scheduler.ended(lane: ID(high: 1, low: 7), [.elsewhere], now: now)
        #expect(scheduler.takeScan(now: now) == nil)
        #expect(scheduler.nextWake() == now + .seconds(10))
        #expect(scheduler.takeScan(now: now + .seconds(10)) == .lanes(after: nil))
    }

    @Test func concurrencyIsBounded() {
        var scheduler = scheduler(concurrency: 2)
        for lane in 1...3 as ClosedRange<UInt32> { scheduler.jobStored(job(lane, lane: lane), now: now) }
        #expect(scheduler.start(now: now) != nil)
        #expect(scheduler.start(now: now) != nil)
        #expect(scheduler.start(now: now) == nil)
    }

    @Test func aPausedGroup_startsNothing_untilThePauseEnds() {
        var scheduler = scheduler()
        scheduler.jobStored(job(1, lane: 1), now: now)
        scheduler.pause(until: now + .seconds(60))
        #expect(scheduler.start(now: now + .seconds(59)) == nil)
        #expect(scheduler.nextWake() == now + .seconds(60))
        #expect(numbers(scheduler.start(now: now + .seconds(60))) == [1])
    }

    @Test func aJobWokenWhileItRuns_isNotPutBackToSleep() {
        var scheduler = scheduler()
        scheduler.jobStored(job(1, lane: 1), now: now)
        _ = scheduler.start(now: now)
        let asleep = job(1, lane: 1, at: now + .minutes(1))
        scheduler.jobStored(asleep, now: now)
        scheduler.jobStored(job(1, lane: 1, at: now), now: now)
        scheduler.ended(lane: ID(high: 1, low: 1), [.again(asleep)], now: now)
        #expect(numbers(scheduler.start(now: now)) == [1])
    }

    @Test func aJobStoredAgainBeforeItsEndIsKnown_runsAgain() {
        var scheduler = scheduler()
        scheduler.jobStored(job(1, lane: 1), now: now)
        _ = scheduler.start(now: now)
        // Completed in one transaction, asked for again in the next, before the worker comes to say that it is done.
        scheduler.jobStored(job(1, lane: 1), now: now)
        scheduler.ended(lane: ID(high: 1, low: 1), [.done], now: now)
        #expect(numbers(scheduler.start(now: now)) == [1])
        scheduler.ended(lane: ID(high: 1, low: 1), [.done], now: now)
        #expect(scheduler.count == 0)
    }

    @Test func anOlderJobOfALaneThatIsPartlyInMemory_isNotLost() {
        var scheduler = scheduler(perLane: 2)
        for number in 5...8 as ClosedRange<UInt32> { scheduler.jobStored(job(number, lane: 1), now: now) }
        scheduler.jobStored(job(1, lane: 1), now: now)
        #expect(numbers(scheduler.start(now: now)) == [1])
    }

    /// The lane is empty in memory while its rest is read: what the scan brings does not cover an older job that came meanwhile.
    @Test func anOlderJobStoredWhileItsLaneIsRead_isNotLost() {
        var scheduler = scheduler(perLane: 2)
        let lane = ID(high: 1, low: 7)
        for number in [5, 6, 7] as [UInt32] { scheduler.jobStored(job(number, lane: 7), now: now) }
        for _ in 0..<2 { runNext(&scheduler) }
        #expect(scheduler.takeScan(now: now) == .lane(lane, after: nil))
        scheduler.jobStored(job(1, lane: 7), now: now)
        scheduler.laneScanned(lane, [job(7, lane: 7)], limit: 2, now: now)
        #expect(scheduler.takeScan(now: now) == .lane(lane, after: nil))
        scheduler.laneScanned(lane, [job(1, lane: 7), job(7, lane: 7)], limit: 3, now: now)
        #expect((0..<3).map { _ in runNext(&scheduler) } == [[1], [7], nil])
    }

    /// The same, and the last job in memory ends during the scan.
    @Test func anOlderJobStoredWhileTheRestOfItsLaneIsRead_isNotLost() {
        var scheduler = scheduler(perLane: 2)
        let lane = ID(high: 1, low: 7)
        for number in [5, 6, 7] as [UInt32] { scheduler.jobStored(job(number, lane: 7), now: now) }
        runNext(&scheduler)
        #expect(scheduler.takeScan(now: now) == .lane(lane, after: ID(high: 2, low: 6)))
        runNext(&scheduler)
        scheduler.jobStored(job(1, lane: 7), now: now)
        scheduler.laneScanned(lane, [job(7, lane: 7)], limit: 2, now: now)
        #expect(scheduler.takeScan(now: now) == .lane(lane, after: nil))
        scheduler.laneScanned(lane, [job(1, lane: 7), job(7, lane: 7)], limit: 3, now: now)
        #expect((0..<3).map { _ in runNext(&scheduler) } == [[1], [7], nil])
    }

    /// A running job is found in memory though an older one stands behind it.
    @Test func aRunningJobThatIsScannedAgain_doesNotRunTwice() {
        var scheduler = scheduler(perLane: 2)
        let lane = ID(high: 1, low: 7)
        for number in [5, 6] as [UInt32] { scheduler.jobStored(job(number, lane: 7), now: now) }
        runNext(&scheduler)
        #expect(numbers(scheduler.start(now: now)) == [6])
        scheduler.jobStored(job(1, lane: 7), now: now)
        scheduler.lookAgain()
        #expect(scheduler.takeScan(now: now) == .lanes(after: nil))
        scheduler.lanesScanned([job(1, lane: 7), job(6, lane: 7)], limit: 50, now: now)
        scheduler.ended(lane: lane, [.again(job(6, lane: 7))], now: now)
        #expect((0..<3).map { _ in runNext(&scheduler) } == [[1], [6], nil])
    }

    /// Runs what may start next, to its end.
    @discardableResult
    private func runNext(_ scheduler: inout LaneScheduler) -> [UInt32]? {
        guard let jobs = scheduler.start(now: now) else { return nil }
        scheduler.ended(lane: jobs[0].key.lane, jobs.map { _ in .done }, now: now)
        return numbers(jobs)
    }

    /// More lanes wait for long than memory holds: the rest is read as soon as lanes may be put out again, though nothing happens.
    @Test func aScanThatWaitsForRoom_isWokenWhenLanesMayBePutOut() {
        var scheduler = LaneScheduler(limits: .init(jobs: 4, jobsPerLane: 4, concurrency: 4))
        func scan(_ lanes: UInt32...) {
            #expect(scheduler.takeScan(now: now) != nil)
            scheduler.lanesScanned(lanes.map { job($0, lane: $0, at: now + .hours(1)) }, limit: 2, now: now)
        }
        scan(1, 2)
        scan(3, 4)
        scan(5, 6)
        scan(7, 8)
        #expect(scheduler.takeScan(now: now) == nil, "lanes were put out just now")
        let later = now + .seconds(1)
        #expect(scheduler.nextWake() == later)
        #expect(scheduler.takeScan(now: later) == .lanes(after: ID(high: 1, low: 8)))
        scheduler.lanesScanned([job(9, lane: 9, at: later)], limit: 2, now: later)
        #expect(numbers(scheduler.start(now: later)) == [9])
    }

    /// What is due soon is never put out: no wake comes for it, or the worker would turn in circles.
    @Test func aScanThatWaitsForRoom_isNotWokenForNothing() {
        var scheduler = LaneScheduler(limits: .init(jobs: 4, jobsPerLane: 4, concurrency: 4))
        let soon = now + .seconds(50)
        for lanes in [1...2, 3...4] as [ClosedRange<UInt32>] {
            #expect(scheduler.takeScan(now: now) != nil)
            scheduler.lanesScanned(lanes.map { job($0, lane: $0, at: soon) }, limit: 2, now: now)
        }
        #expect(scheduler.takeScan(now: now) == nil)
        #expect(scheduler.nextWake() == soon)
    }

    @Test func whatDoesNotFitIntoMemory_isScannedForWhenThereIsRoom() {
        var scheduler = scheduler(jobs: 4, perLane: 2)
        for number in 1...3 as ClosedRange<UInt32> { scheduler.jobStored(job(number, lane: 1), now: now) }
        #expect(scheduler.count == 2)
        _ = scheduler.start(now: now)
        scheduler.ended(lane: ID(high: 1, low: 1), [.done], now: now)
        #expect(scheduler.takeScan(now: now) == .lane(ID(high: 1, low: 1), after: ID(high: 2, low: 2)))
        scheduler.laneScanned(ID(high: 1, low: 1), [job(3, lane: 1)], limit: 2, now: now)
        #expect(numbers(scheduler.start(now: now)) == [2])
        scheduler.ended(lane: ID(high: 1, low: 1), [.done], now: now)
        #expect(numbers(scheduler.start(now: now)) == [3])
    }

    @Test func aScanThatStillHoldsAFinishedJob_doesNotRunItAgain() {
        var scheduler = LaneScheduler(limits: .init(jobs: 4, jobsPerLane: 4, concurrency: 4))
        _ = scheduler.takeScan(now: now)
        scheduler.lanesScanned([job(1, lane: 1)], limit: 50, now: now)
        _ = scheduler.start(now: now)
        for number in 2...9 as ClosedRange<UInt32> { scheduler.jobStored(job(number, lane: number), now: now) }
        #expect(scheduler.takeScan(now: now) == nil, "memory is full")
        for lane in 2...4 as ClosedRange<UInt32> {
            _ = scheduler.start(now: now)
            scheduler.ended(lane: ID(high: 1, low: lane), [.done], now: now)
        }
        #expect(scheduler.takeScan(now: now) == .lanes(after: nil))
        scheduler.ended(lane: ID(high: 1, low: 1), [.done], now: now)
        scheduler.lanesScanned([job(1, lane: 1), job(5, lane: 5)], limit: 50, now: now)
        #expect(numbers(scheduler.start(now: now)) == [5])
        #expect(scheduler.start(now: now) == nil)
    }

    /// Invariant 13: the bound holds too when lanes grow that are in memory already, and none is forgotten for it.
    @Test func lanesThatGrow_doNotPassTheBoundOfMemory() {
        var scheduler = scheduler(jobs: 4, perLane: 4)
        for number in 0..<12 as Range<UInt32> { scheduler.jobStored(job(number, lane: number % 4), now: now) }
        #expect(scheduler.count == 4)
        var run: [UInt32] = []
        var store = (0..<12 as Range<UInt32>).map { job($0, lane: $0 % 4) }
        for _ in 0..<100 where !store.isEmpty {
            if case .lane(let lane, let after)? = scheduler.takeScan(now: now) {
                let found = store.filter { $0.key.lane == lane && $0.key.id > after ?? .first }
                scheduler.laneScanned(lane, found, limit: 4, now: now)
            }
            guard let jobs = scheduler.start(now: now) else { continue }
            run += jobs.map(\.key.id.low)
            store.removeAll { $0.key.id == jobs[0].key.id }
            scheduler.ended(lane: jobs[0].key.lane, [.done], now: now)
            #expect(scheduler.count <= 8)
        }
        #expect(run.sorted() == Array(0..<12))
        for lane in 0..<4 as Range<UInt32> { #expect(run.filter { $0 % 4 == lane } == [lane, lane + 4, lane + 8]) }
    }

    /// Row 8 of what a worker must stand: the clock is put back by a day while jobs wait.
    @Test func aClockThatIsPutBack_leavesTheWaitsAsTheyAre() {
        var scheduler = scheduler()
        scheduler.jobStored(job(1, lane: 1, at: now + .seconds(30)), now: now)
        scheduler.jobStored(job(2, lane: 2, at: now + .hours(2)), now: now)
        scheduler.pause(until: now + .seconds(5))
        let before = now - .hours(24)
        scheduler.clockWasPutBack(by: .hours(24), now: before)
        #expect(scheduler.nextWake() == before + .seconds(30))
        #expect(scheduler.start(now: before + .seconds(4)) == nil)
        #expect(numbers(scheduler.start(now: before + .seconds(30))) == [1])
        #expect(numbers(scheduler.start(now: before + .hours(2))) == [2])
    }

    /// The same, and the worker was started anew in between: what the store holds was written by the clock that was ahead.
    @Test func jobsStoredUnderAClockThatWasAhead_waitAsLongAsWasMeant() {
        let ahead = now + .hours(24)
        let id = ID(high: UInt64(ahead.milliseconds) << 16, low: 1)
        let key = JobKey(queue: .outbound, group: .first, lane: ID(high: 1, low: 1), id: id)
        let fresh = Job(key: key, appID: .first, subject: id, runAt: ahead + .seconds(3))
        #expect(fresh.underClock(now).runAt == now + .seconds(3))
        #expect(fresh.underClock(ahead).runAt == fresh.runAt)
        var retry = job(2, lane: 1, at: now + .hours(24 * 30))
        #expect(retry.underClock(now).runAt == retry.runAt, "a job that was never tried may be for later")
        retry.attempt = 3
        #expect(retry.underClock(now).runAt == now + Job.longestWait)
    }

    /// Against a plain store: whatever is stored, woken, retried and scanned, each job runs to its end once, in the order of its lane.
    @Test(arguments: 0..<400 as Range<UInt64>)
    func anyRunOfEvents_endsEachJobOnce_inTheOrderOfItsLane(seed: UInt64) {
        var model = SchedulerModel(seed: seed)
        model.run()
        #expect(model.finished.count == model.stored && Set(model.finished).count == model.stored, "seed \(seed)")
        for (lane, numbers) in model.finishedByLane { #expect(numbers == numbers.sorted(), "seed \(seed), lane \(lane)") }
        #expect(model.mostInMemory <= 24, "seed \(seed)")
    }
}
