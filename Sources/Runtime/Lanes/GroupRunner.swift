import Core
import Store

/// Runs the jobs of one group: the bulkhead. It has its own memory, its own calls and its own pauses.
final class GroupRunner: Sendable {
    let group: JobGroup
    private let context: RuntimeContext
    private let processor: any JobProcessor
    private let leases: Leases
    private let limits: LaneScheduler.Limits
    private let state: Lock<State>

    private struct State {
        var scheduler: LaneScheduler
        /// The time that `alarm` waits for.
        var alarmAt: Instant?
        var alarm: Task<Void, Never>?
        var running: [Int: Task<Void, Never>] = [:]
        var nextRun = 0
        var idle: [CheckedContinuation<Void, Never>] = []
        var stopped = false
        /// What the clock showed last.
        var lastSeen = Instant.zero
    }

    init(group: JobGroup, processor: any JobProcessor, leases: Leases, context: RuntimeContext) {
        self.group = group
        self.processor = processor
        self.leases = leases
        self.context = context
        limits = processor.limits(of: group.group)
        state = Lock(State(scheduler: LaneScheduler(limits: limits)))
    }

    /// Jobs of this group were stored.
    func jobsStored(_ jobs: [Job]) {
        state.withLock { state in
            let now = now(&state)
            for job in jobs { state.scheduler.jobStored(job, now: now) }
        }
        pump()
    }

    /// Reads all lanes from the store anew, because some may have come to this worker.
    func lookAgain() {
        state.withLock { $0.scheduler.lookAgain() }
        pump()
    }

    /// Starts what may start, asks the store for what is missing, and sets the alarm for what must wait.
    func pump() {
        state.withLock { state in
            let now = now(&state)
            while let jobs = state.scheduler.start(now: now) { launch(jobs, &state) }
            if let scan = state.scheduler.takeScan(now: now) { Task { await self.run(scan) } }
            setAlarm(&state)
        }
    }

    private func launch(_ jobs: [Job], _ state: inout State) {
        let number = state.nextRun
        state.nextRun += 1
        state.running[number] = Task { await self.run(jobs, number) }
    }

    private func run(_ jobs: [Job], _ number: Int) async {
        var jobs = jobs
        while true {
            let began = context.clock.now()
            let verdicts = await work(on: jobs)
            let lane = jobs[0].key.lane
            // The next jobs go on in this task: no new one per job.
            let next = state.withLock { state -> [Job]? in
                let now = now(&state)
                state.scheduler.ended(lane: lane, verdicts.map { $0.underClock(now, began: began) }, now: now)
                let next = state.scheduler.start(now: now)
                if next == nil { state.running[number] = nil }
                return next
            }
            guard let next else { break }
            jobs = next
        }
        pump()
        wakeIdle()
    }

    private func work(on jobs: [Job]) async -> [LaneScheduler.Verdict] {
        guard let lease = leases.lease(jobs[0].key.shard) else {
            // Another worker has the shard. Forgotten here; found by a scan if the shard comes back.
            processor.forget(jobs)
            return jobs.map { _ in .elsewhere }
        }
        return await processor.process(jobs, lease: lease, group: self)
    }

    // MARK: Scans

    private func run(_ scan: LaneScheduler.Scan) async {
        let group = group
        let limits = limits
        do {
            switch scan {
            case .lanes(let after):
                let jobs = try await context.store.read {
                    try $0.jobs(group: group, afterLane: after, perLane: limits.jobsPerLane, limit: limits.jobs / 2)
                }
                state.withLock { $0.scheduler.lanesScanned(jobs, limit: limits.jobs / 2, now: context.clock.now()) }
            case .lane(let lane, let after):
                let jobs = try await context.store.read {
                    try $0.jobs(group: group, lane: lane, after: after, limit: limits.jobsPerLane)
                }
                state.withLock { $0.scheduler.laneScanned(lane, jobs, limit: limits.jobsPerLane, now: context.clock.now()) }
            }
            pump()
        } catch {
            state.withLock { $0.scheduler.scanFailed() }
            context.log.error("Jobs could not be read", ["queue": group.queue.rawValue, "group": "\(group.group)", "problem": "\(error)"])
            try? await context.clock.sleep(until: context.clock.now() + .seconds(1))
            pump()
        }
    }

    // MARK: Time

    /// A clock that is slower or faster by less than this is no clock that was put back.
    private static let drift: Duration = .seconds(1)

    /// What the clock shows. When it was put back, what waits is told first: it would wait for as much longer.
    private func now(_ state: inout State) -> Instant {
        let now = context.clock.now()
        if state.lastSeen - now > Self.drift {
            state.scheduler.clockWasPutBack(by: state.lastSeen - now, now: now)
            state.alarm?.cancel()
            state.alarmAt = nil
        }
        state.lastSeen = now
        return now
    }

    private func setAlarm(_ state: inout State) {
        guard let wake = state.scheduler.nextWake() else { return }
        if let at = state.alarmAt, at <= wake { return }
        state.alarm?.cancel()
        state.alarmAt = wake
        state.alarm = Task {
            do { try await self.context.clock.sleep(until: wake) } catch { return }
            self.state.withLock { if $0.alarmAt == wake { $0.alarmAt = nil } }
            self.pump()
        }
    }

    // MARK: The end

    /// Starts nothing more. What runs goes on.
    func stop() {
        state.withLock { state in
            state.scheduler.stop()
            state.stopped = true
            state.alarm?.cancel()
        }
    }

    /// Cancels what runs.
    func cancel() { state.withLock { for task in $0.running.values { task.cancel() } } }

    /// Returns when nothing runs.
    func untilIdle() async {
        await withCheckedContinuation { continuation in
            let isIdle = state.withLock { state in
                if !state.running.isEmpty { state.idle.append(continuation) }
                return state.running.isEmpty
            }
            if isIdle { continuation.resume() }
        }
    }

    private func wakeIdle() {
        let waiting = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            guard state.running.isEmpty else { return [] }
            defer { state.idle.removeAll() }
            return state.idle
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Jobs in memory.
    var count: Int { state.withLock { $0.scheduler.count } }
}

extension GroupRunner: JobGroupControl {
    func pause(until time: Instant) { state.withLock { $0.scheduler.pause(until: time) } }

    func resume() {
        state.withLock { $0.scheduler.resume() }
        pump()
    }
}
