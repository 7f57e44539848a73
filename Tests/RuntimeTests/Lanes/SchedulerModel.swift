import Core
import Store

@testable import Runtime

/// A scheduler with a plain dictionary for a store, driven at random: scans see the store at the time they begin and report later.
struct SchedulerModel {
    private var random: SeededGenerator
    private var scheduler = LaneScheduler(limits: .init(jobs: 20, jobsPerLane: 4, concurrency: 3, batch: 2))
    private var store: [ID: Job] = [:]
    private var running: [[Job]] = []
    private var scan: (LaneScheduler.Scan, [Job])?
    private var now = Instant(seconds: 1_000)
    private(set) var stored = 0
    private(set) var finished: [ID] = []
    /// Without the old jobs, which come when the rest of their lane may have run.
    private(set) var finishedByLane: [UInt32: [UInt32]] = [:]
    private(set) var mostInMemory = 0

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func run() {
        for _ in 0..<3_000 { step() }
        // No more jobs: what is left must come to its end, though nobody looks before the time that the scheduler asks for.
        for _ in 0..<6_000 where !store.isEmpty || !running.isEmpty {
            act()
            endRun(retryShare: 0)
            act()
            if running.isEmpty, scan == nil, let wake = scheduler.nextWake() { now = max(now, wake) }
        }
    }

    private mutating func step() {
        now = now + .milliseconds(Int64(random.next() % 2_000))
        if random.next() % 3 == 0, stored < 600 { storeJob() }
        if random.next() % 50 == 0 { scheduler.lookAgain() }
        if random.next() % 200 == 0 { scheduler.pause(until: now + .seconds(20)) }
        if random.next() % 2 == 0 { act() }
        if random.next() % 3 != 0 { endRun(retryShare: 20) }
    }

    private mutating func storeJob() {
        stored += 1
        // Now and then an old one, such as of a retry: its id is below all others of its lane.
        let isOld = random.next() % 20 == 0
        let id = isOld ? ID(high: 1, low: 1_000 - UInt32(stored)) : ID(high: 2, low: UInt32(stored))
        let key = JobKey(queue: .outbound, group: .first, lane: ID(high: 1, low: UInt32(random.next() % 40)), id: id)
        let job = Job(key: key, appID: .first, subject: key.id, runAt: now)
        store[key.id] = job
        scheduler.jobStored(job, now: now)
    }

    private mutating func act() {
        if let (kind, jobs) = scan {
            report(kind, jobs)
            scan = nil
        } else if let due = scheduler.takeScan(now: now) {
            scan = (due, read(due))
        }
        while let jobs = scheduler.start(now: now) { running.append(jobs) }
        mostInMemory = max(mostInMemory, scheduler.count)
    }

    private func read(_ scan: LaneScheduler.Scan) -> [Job] {
        let all = store.values.sorted { ($0.key.lane, $0.key.id) < ($1.key.lane, $1.key.id) }
        switch scan {
        case .lane(let lane, let after): return Array(all.filter { $0.key.lane == lane && $0.key.id > after ?? .first }.prefix(4))
        case .lanes(let after):
            var perLane: [ID: Int] = [:]
            let jobs = all.filter { job in
                guard job.key.lane > after ?? .first else { return false }
                perLane[job.key.lane, default: 0] += 1
                return perLane[job.key.lane]! <= 4
            }
            return Array(jobs.prefix(10))
        }
    }

    private mutating func report(_ scan: LaneScheduler.Scan, _ jobs: [Job]) {
        switch scan {
        case .lane(let lane, _): scheduler.laneScanned(lane, jobs, limit: 4, now: now)
        case .lanes: scheduler.lanesScanned(jobs, limit: 10, now: now)
        }
    }

    private mutating func endRun(retryShare: UInt64) {
        guard !running.isEmpty else { return }
        let jobs = running.remove(at: Int(random.next() % UInt64(running.count)))
        // The shard may be another worker's for a moment: nothing has happened, and nothing is lost.
        if retryShare > 0, random.next() % 10 == 0 {
            return scheduler.ended(lane: jobs[0].key.lane, jobs.map { _ in .elsewhere }, now: now)
        }
        var verdicts: [LaneScheduler.Verdict] = []
        var held = false
        for job in jobs {
            // What stands behind a job that must wait waits as well: a processor never overtakes within a lane.
            if held || random.next() % 100 < retryShare {
                held = true
                var again = job
                again.runAt = now + .seconds(Int64(random.next() % 150))
                store[job.key.id] = again
                scheduler.jobStored(again, now: now)
                verdicts.append(.again(again))
            } else {
                store[job.key.id] = nil
                finished.append(job.key.id)
                if job.key.id.high == 2 { finishedByLane[job.key.lane.low, default: []].append(job.key.id.low) }
                verdicts.append(.done)
            }
        }
        scheduler.ended(lane: jobs[0].key.lane, verdicts, now: now)
    }
}
