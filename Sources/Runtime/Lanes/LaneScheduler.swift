package import Core
package import Store

/// Decides which jobs of one group run next. A value without effects; times come in.
///
/// - One lane runs at a time what is at its head; a head that waits holds back its lane and nobody else.
/// - Memory is bounded: what does not fit stays in the store, and the scheduler says that it is `behind` and must be given a scan.
package struct LaneScheduler: Sendable {
    /// The bounds of one group.
    package struct Limits: Hashable, Sendable {
        /// Jobs in memory, in all and per lane.
        package var jobs: Int
        package var jobsPerLane: Int
        /// Lanes that run at once.
        package var concurrency: Int
        /// Jobs of a lane that run together.
        package var batch: Int

        /// Makes limits.
        package init(jobs: Int, jobsPerLane: Int, concurrency: Int, batch: Int = 1) {
            self.jobs = jobs
            self.jobsPerLane = jobsPerLane
            self.concurrency = concurrency
            self.batch = batch
        }
    }

    private struct Lane {
        /// Rising by id.
        var jobs: [Job] = []
        /// How many of `jobs`, from the head, are running.
        var running = 0
        /// Set while the lane stands in `ready`.
        var isReady = false
        /// The time that the lane's entry in `waiting` stands for.
        var wakesAt: Instant?
        /// The store may have more jobs of this lane than memory, behind those in memory.
        var hasMore = false
        /// A job was turned away since the last scan of the lane began.
        var missed = false
        /// Newer versions of running jobs, stored meanwhile.
        var updated: [ID: Job] = [:]
    }

    private let limits: Limits
    private var lanes: [ID: Lane] = [:]
    private var ready: [ID] = []
    private var readyHead = 0
    private var waiting = WakeQueue()
    private var jobCount = 0
    private var runningLanes = 0
    private var pausedUntil: Instant?
    private var stopped = false

    private var scan = ScanState()
    /// Lanes in memory of which the store has more.
    private var partial: Set<ID> = []

    private struct ScanState {
        /// Jobs may be in the store of lanes that are not in memory.
        var behind = true
        var running = false
        /// The lane that the scan which runs now reads the rest of, unless it has been forgotten meanwhile.
        var lane: ID?
        /// Jobs that the scan which runs now may bring.
        var room = 0
        /// A job was turned away since the pass over all lanes began, so that the pass may have missed it.
        var missed = false
        /// Likewise, of lanes that the scan which runs now may bring: then each of them may lack its newest jobs.
        var missedNow = false
        /// What ended while a scan ran, and may still be in its result.
        var ended: Set<ID> = []
        /// The last lane read in this pass; nil starts a new one.
        var after: ID?
        /// When the first of the lanes is due that were put out of memory.
        var again: Instant?
        /// When lanes may next be put out.
        var putOutAt = Instant.zero
    }

    /// A scheduler that has seen nothing: it is behind until its first scan.
    package init(limits: Limits) { self.limits = limits }

    /// Whether nothing runs.
    package var isIdle: Bool { runningLanes == 0 }

    /// Jobs in memory.
    package var count: Int { jobCount }

    // MARK: Jobs come

    /// A job was stored or given a new time. Kept if there is room and no older job of its lane is missing.
    package mutating func jobStored(_ job: Job, now: Instant) {
        let id = job.key.lane
        guard var lane = lanes[id] else { return laneAppeared(job, now: now) }
        if let index = Self.position(of: job.key.id, in: lane.jobs) {
            if index >= lane.running { lane.jobs[index] = job } else { lane.updated[job.key.id] = job }
            lanes[id] = lane
            return makeReady(id, now: now)
        }
        // A scan goes on behind the last job in memory: an older one, such as of a retry, would never be found by it.
        let isOlder = lane.jobs.last.map { job.key.id < $0.key.id } ?? false
        guard isOlder || (!lane.hasMore && lane.jobs.count < limits.jobsPerLane && hasRoom) else { return markPartial(id) }
        insert(job, now: now)
        makeReady(id, now: now)
    }

    /// Whether memory takes one more job beside what a scan that runs now may bring.
    private var hasRoom: Bool { jobCount + scan.room < limits.jobs }

    private mutating func laneAppeared(_ job: Job, now: Instant) {
        if scan.behind || !hasRoom {
            lookAgain()
        } else if scan.again != nil {
            // The lane may be one of those that were put out: its jobs are read in order.
            lanes[job.key.lane] = Lane()
            markPartial(job.key.lane)
        } else {
            insert(job, now: now)
            makeReady(job.key.lane, now: now)
        }
    }

    private mutating func markPartial(_ id: ID) {
        lanes[id]?.hasMore = true
        // A scan of this lane that runs now may have missed the job.
        lanes[id]?.missed = true
        partial.insert(id)
    }

    /// Where a job stands in its lane. Nearly every job asked for is newer than all that are there.
    private static func position(of id: ID, in jobs: [Job]) -> Int? {
        guard let last = jobs.last, last.key.id >= id else { return nil }
        return jobs.firstIndex { $0.key.id == id }
    }

    private mutating func insert(_ given: Job, now: Instant) {
        let job = given.underClock(now)
        var lane = lanes.removeValue(forKey: job.key.lane) ?? Lane()
        let isNewest = lane.jobs.last.map { $0.key.id < job.key.id } ?? true
        let index = isNewest ? lane.jobs.count : lane.jobs.firstIndex { $0.key.id > job.key.id } ?? lane.jobs.count
        lane.jobs.insert(job, at: max(index, lane.running))
        lanes[job.key.lane] = lane
        jobCount += 1
    }

    // MARK: Scans

    /// What to read from the store.
    package enum Scan: Hashable, Sendable {
        /// Lanes after this one, the first ones for nil.
        case lanes(after: ID?)
        /// The rest of one lane.
        case lane(ID, after: ID?)
    }

    /// Jobs may be in the store that this scheduler was not told of, or was made to forget: all lanes are read anew.
    package mutating func lookAgain() {
        scan.behind = true
        scan.missed = true
        scan.missedNow = scan.running
    }

    /// The scan that is due, if memory has room for its result and none is running.
    package mutating func takeScan(now: Instant) -> Scan? {
        guard !scan.running, !stopped else { return nil }
        if !partial.isEmpty, jobCount >= limits.jobs { putOutWaiting(now: now) }
        if let id = partialLaneWithRoom() {
            scan.running = true
            scan.lane = id
            scan.room = limits.jobsPerLane
            lanes[id]?.missed = false
            return .lane(id, after: lanes[id]?.jobs.last?.key.id)
        }
        if let again = scan.again, again <= now {
            scan.again = nil
            lookAgain()
        }
        guard scan.behind else { return nil }
        if jobCount > limits.jobs / 2 { putOutWaiting(now: now) }
        guard jobCount <= limits.jobs / 2 else { return nil }
        scan.running = true
        scan.room = limits.jobs / 2
        if scan.after == nil { scan.missed = false }
        return .lanes(after: scan.after)
    }

    private func partialLaneWithRoom() -> ID? {
        guard !partial.isEmpty, jobCount < limits.jobs else { return nil }
        return partial.first { (lanes[$0]?.jobs.count ?? 0) <= limits.jobsPerLane / 2 }
    }

    /// Makes room by forgetting lanes that wait for long; they are found again by a scan when the first of them is due.
    private mutating func putOutWaiting(now: Instant) {
        guard now >= scan.putOutAt else { return }
        scan.putOutAt = now + .seconds(1)
        for (id, lane) in lanes {
            guard lane.running == 0, let head = lane.jobs.first, head.runAt > now + .minutes(1) else { continue }
            jobCount -= lane.jobs.count
            scan.again = min(scan.again ?? head.runAt, head.runAt)
            lanes[id] = nil
            partial.remove(id)
        }
    }

    /// The result of a scan of lanes: at most `jobsPerLane` of each, in order of lane and id.
    package mutating func lanesScanned(_ jobs: [Job], limit: Int, now: Instant) {
        var perLane: [ID: Int] = [:]
        for job in jobs {
            perLane[job.key.lane, default: 0] += 1
            take(job, now: now)
        }
        // The last lane of a full result may have been cut.
        if jobs.count >= limit, let last = jobs.last { perLane[last.key.lane] = limits.jobsPerLane }
        for (id, count) in perLane where (scan.missedNow || count >= limits.jobsPerLane) && lanes[id] != nil { markPartial(id) }
        scan.after = jobs.count >= limit ? jobs.last?.key.lane : nil
        if scan.after == nil { scan.behind = scan.missed }
        scanEnded()
    }

    /// The result of a scan of one lane. Dropped when the lane was forgotten meanwhile: what comes before the result would be missing.
    package mutating func laneScanned(_ id: ID, _ jobs: [Job], limit: Int, now: Instant) {
        guard scan.lane == id else { return scanEnded() }
        for job in jobs { take(job, now: now) }
        if jobs.count < limit, lanes[id]?.missed == false {
            lanes[id]?.hasMore = false
            partial.remove(id)
        }
        scanEnded()
        removeIfEmpty(id)
    }

    /// The store could not be read; the scan is due again.
    package mutating func scanFailed() { scanEnded() }

    private mutating func scanEnded() {
        scan.running = false
        scan.lane = nil
        scan.room = 0
        scan.missedNow = false
        scan.ended.removeAll()
    }

    private mutating func take(_ job: Job, now: Instant) {
        let id = job.key.id
        guard !scan.ended.contains(id), lanes[job.key.lane].flatMap({ Self.position(of: id, in: $0.jobs) }) == nil else { return }
        insert(job, now: now)
        makeReady(job.key.lane, now: now)
    }

    // MARK: Jobs run

    /// The next jobs of one lane, if one may start now. They count as running until `ended` is called for the lane.
    package mutating func start(now: Instant) -> [Job]? {
        guard !stopped, runningLanes < limits.concurrency else { return nil }
        if let pausedUntil {
            guard pausedUntil <= now else { return nil }
            self.pausedUntil = nil
        }
        for lane in waiting.due(now) {
            lanes[lane]?.wakesAt = nil
            makeReady(lane, now: now)
        }
        while let id = nextReady() {
            guard var lane = lanes[id], lane.running == 0 else { continue }
            lane.isReady = false
            let batch = lane.jobs.prefix(limits.batch).prefix { $0.runAt <= now }
            lane.running = batch.count
            lanes[id] = lane
            if batch.isEmpty {
                makeReady(id, now: now)
                continue
            }
            runningLanes += 1
            return Array(batch)
        }
        return nil
    }

    /// What became of a running job.
    package enum Verdict: Hashable, Sendable {
        /// It is done, or dead, and gone from the store.
        case done
        /// It stays, and is stored with this time and number of attempts.
        case again(Job)
        /// It stays in the store and is nothing to this worker: another one has the shard, or will have.
        case elsewhere
    }

    /// After this time lanes that were another worker's are read again, in case nobody says that they came here.
    private static let elsewhereCheck: Duration = .seconds(10)

    /// The running jobs of a lane have ended, in their order.
    package mutating func ended(lane id: ID, _ verdicts: [Verdict], now: Instant) {
        guard var lane = lanes[id] else { return }
        if verdicts.contains(.elsewhere) { return putOut(id, lane, now: now) }
        let ran = lane.jobs.prefix(lane.running)
        var left: [Job] = []
        for (job, verdict) in zip(ran, verdicts) {
            switch verdict {
            case .done:
                // It was stored again after its own transaction, such as for a retry.
                if let again = lane.updated[job.key.id] {
                    left.append(again)
                    continue
                }
                jobCount -= 1
                if scan.running { scan.ended.insert(job.key.id) }
            // Somebody may have woken the job after its own transaction: the last version stored counts.
            case .again(let job): left.append(lane.updated[job.key.id] ?? job)
            case .elsewhere: continue
            }
        }
        lane.updated.removeAll()
        lane.jobs.replaceSubrange(0..<lane.running, with: left)
        lane.running = 0
        lanes[id] = lane
        runningLanes -= 1
        makeReady(id, now: now)
        removeIfEmpty(id)
    }

    /// Forgets a lane as a whole. What is stored in it from now on must not overtake what is forgotten: as long as `scan.again` stands, a
    /// lane that appears is read from the store in order.
    private mutating func putOut(_ id: ID, _ lane: Lane, now: Instant) {
        jobCount -= lane.jobs.count
        runningLanes -= 1
        lanes[id] = nil
        partial.remove(id)
        if scan.lane == id { scan.lane = nil }
        let check = now + Self.elsewhereCheck
        scan.again = min(scan.again ?? check, check)
        // A scan that runs now may bring the lane back without its newest jobs.
        if scan.running { scan.missedNow = true }
    }

    // MARK: Pauses

    /// Nothing of the group starts before `time`. A later time than one set before wins.
    package mutating func pause(until time: Instant) { pausedUntil = max(pausedUntil ?? time, time) }

    /// Ends a pause.
    package mutating func resume() { pausedUntil = nil }

    /// The clock shows less than before: what waits goes on waiting for as long as it would have.
    package mutating func clockWasPutBack(by time: Duration, now: Instant) {
        waiting = WakeQueue()
        for id in Array(lanes.keys) {
            guard var lane = lanes[id] else { continue }
            for index in lane.jobs.indices where lane.jobs[index].runAt > now { lane.jobs[index].runAt = lane.jobs[index].runAt - time }
            lane.wakesAt = nil
            lanes[id] = lane
            makeReady(id, now: now)
        }
        pausedUntil = pausedUntil.map { $0 - time }
        scan.again = scan.again.map { $0 - time }
        scan.putOutAt = min(scan.putOutAt, now)
    }

    /// Nothing starts any more.
    package mutating func stop() { stopped = true }

    /// When `start` is worth calling again if nothing happens before; nil for never.
    package mutating func nextWake() -> Instant? {
        guard !stopped, runningLanes < limits.concurrency else { return nil }
        // What is ready starts at once, unless the group is paused.
        if ready.count > readyHead { return pausedUntil }
        guard let wake = [waiting.next(), scan.again].compactMap(\.self).min() else { return nil }
        return max(wake, pausedUntil ?? wake)
    }

    private mutating func makeReady(_ id: ID, now: Instant) {
        guard let lane = lanes[id], lane.running == 0, !lane.isReady, let head = lane.jobs.first else { return }
        if head.runAt <= now {
            lanes[id]?.isReady = true
            ready.append(id)
        } else if lane.wakesAt != head.runAt {
            lanes[id]?.wakesAt = head.runAt
            waiting.add(id, at: head.runAt)
        }
    }

    private mutating func nextReady() -> ID? {
        guard readyHead < ready.count else {
            ready.removeAll(keepingCapacity: true)
            readyHead = 0
            return nil
        }
        defer { readyHead += 1 }
        return ready[readyHead]
    }

    private mutating func removeIfEmpty(_ id: ID) {
        guard let lane = lanes[id], lane.jobs.isEmpty, lane.running == 0, !lane.hasMore else { return }
        lanes[id] = nil
        partial.remove(id)
    }
}
