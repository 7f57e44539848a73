package import Core
package import Store

/// Decides which jobs of one group run next. A value without effects; times come in.
///
/// - One lane runs at a time what is at its head; a head that waits holds back its lane and nobody else.
/// - Memory is bounded: what does not fit stays in the store, and the scheduler says that it is `behind` and must be given a scan.
package struct LaneScheduler: Sendable {
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
        /// The oldest job of that lane that was turned away since the scan began: the scan may have missed it.
        var missedOfLane: ID?
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
        /// A lane may have begun to wait for long since lanes were last put out.
        var mayPutOut = false
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
        if let index = lane.position(of: job.key.id) {
            if index >= lane.running { lane.jobs[index] = job } else { lane.updated[job.key.id] = job }
            lanes[id] = lane
            return makeReady(id, now: now)
        }
        // A scan goes on behind the last job in memory: an older one, such as of a retry, would never be found by it.
        let isOlder = lane.jobs.last.map { job.key.id < $0.key.id } ?? false
        guard isOlder || (lane.gap == nil && lane.jobs.count < limits.jobsPerLane && hasRoom) else { return turnAway(job) }
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
            turnAway(job)
        } else {
            insert(job, now: now)
            makeReady(job.key.lane, now: now)
        }
    }

    /// The job stays in the store, and is read from there in the order of its lane.
    private mutating func turnAway(_ job: Job) {
        markPartial(job.key.lane, from: job.key.id)
        // A scan of this lane that runs now may have missed the job.
        if scan.lane == job.key.lane { scan.missedOfLane = min(scan.missedOfLane ?? job.key.id, job.key.id) }
    }

    private mutating func markPartial(_ id: ID, from gap: ID) {
        lanes[id]?.lacks(from: gap)
        partial.insert(id)
    }

    private mutating func insert(_ job: Job, now: Instant) {
        var lane = lanes.removeValue(forKey: job.key.lane) ?? Lane()
        lane.insert(job.underClock(now))
        lanes[job.key.lane] = lane
        jobCount += 1
    }

    // MARK: Scans

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
            return .lane(id, after: lanes[id]?.lastBeforeGap)
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

    /// Lanes that wait for longer than this are put out when memory is full.
    private static let longWait: Duration = .minutes(1)

    /// Makes room by forgetting lanes that wait for long; they are found again by a scan when the first of them is due.
    private mutating func putOutWaiting(now: Instant) {
        guard now >= scan.putOutAt else { return }
        scan.putOutAt = now + .seconds(1)
        scan.mayPutOut = false
        for (id, lane) in lanes {
            guard lane.running == 0, let head = lane.jobs.first, head.runAt > now + Self.longWait else { continue }
            jobCount -= lane.jobs.count
            scan.again = min(scan.again ?? head.runAt, head.runAt)
            lanes[id] = nil
            partial.remove(id)
        }
    }

    /// The result of a scan of lanes: at most `jobsPerLane` of each, in order of lane and id.
    package mutating func lanesScanned(_ jobs: [Job], limit: Int, now: Instant) {
        var read: [ID: (count: Int, last: ID)] = [:]
        for job in jobs {
            let lane = job.key.lane
            read[lane] = (1 + (read[lane]?.count ?? 0), job.key.id)
            // What is behind a gap is read together with what is missing there.
            if job.key.id < lanes[lane]?.gap ?? .last { take(job, now: now) }
        }
        // The last lane of a full result may have been cut.
        let cut = jobs.count >= limit ? jobs.last?.key.lane : nil
        for (id, (count, last)) in read where lanes[id] != nil {
            if scan.missedNow {
                markPartial(id, from: .first)
            } else if count >= limits.jobsPerLane || id == cut {
                markPartial(id, from: last.successor)
            }
        }
        scan.after = cut
        if scan.after == nil { scan.behind = scan.missed }
        scanEnded()
    }

    /// The result of a scan of one lane. Dropped when the lane was forgotten meanwhile: what comes before the result would be missing.
    package mutating func laneScanned(_ id: ID, _ jobs: [Job], limit: Int, now: Instant) {
        guard scan.lane == id else { return scanEnded() }
        // What comes behind a job that the scan may have missed is read once more, together with that job.
        let missed = scan.missedOfLane
        for job in jobs where job.key.id < missed ?? .last { take(job, now: now) }
        let gap = missed ?? (jobs.count < limit ? nil : jobs.last?.key.id.successor)
        lanes[id]?.gap = gap
        if gap == nil { partial.remove(id) }
        scanEnded()
        removeIfEmpty(id)
    }

    /// The store could not be read; the scan is due again.
    package mutating func scanFailed() { scanEnded() }

    private mutating func scanEnded() {
        scan.running = false
        scan.lane = nil
        scan.missedOfLane = nil
        scan.room = 0
        scan.missedNow = false
        scan.ended.removeAll()
    }

    private mutating func take(_ job: Job, now: Instant) {
        let id = job.key.id
        guard !scan.ended.contains(id), lanes[job.key.lane]?.position(of: id) == nil else { return }
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
        lane.runEnded(leaving: left)
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
        guard let wake = [waiting.next(), scan.again, putOutWake].compactMap(\.self).min() else { return nil }
        return max(wake, pausedUntil ?? wake)
    }

    /// When lanes may be put out for a scan that has no room; nil when none waits for long enough.
    private var putOutWake: Instant? {
        let lacksRoom = (!partial.isEmpty && jobCount >= limits.jobs) || (scan.behind && jobCount > limits.jobs / 2)
        return lacksRoom && !scan.running && scan.mayPutOut ? scan.putOutAt : nil
    }

    private mutating func makeReady(_ id: ID, now: Instant) {
        guard let lane = lanes[id], lane.running == 0, !lane.isReady, let head = lane.jobs.first else { return }
        if head.runAt <= now {
            lanes[id]?.isReady = true
            ready.append(id)
            return
        }
        if head.runAt > now + Self.longWait { scan.mayPutOut = true }
        if lane.wakesAt != head.runAt {
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
        guard let lane = lanes[id], lane.jobs.isEmpty, lane.running == 0, lane.gap == nil else { return }
        lanes[id] = nil
        partial.remove(id)
    }
}
