import Core
import Store

extension LaneScheduler {
    /// What is known of one lane.
    struct Lane {
        /// Rising by id, but for what is running: an older job that comes meanwhile stands behind it.
        var jobs: [Job] = []
        /// How many of `jobs`, from the head, are running.
        var running = 0
        /// Set while the lane stands in `ready`.
        var isReady = false
        /// The time that the lane's entry in `waiting` stands for.
        var wakesAt: Instant?
        /// Every stored job before this id is in memory; those from here on may be missing. Nil when nothing is missing.
        var gap: ID?
        /// Newer versions of running jobs, stored meanwhile.
        var updated: [ID: Job] = [:]
    }
}

extension LaneScheduler.Lane {
    /// Where a job stands. Nearly every job asked for is newer than all that are there.
    func position(of id: ID) -> Int? {
        if let index = jobs.prefix(running).firstIndex(where: { $0.key.id == id }) { return index }
        guard let last = jobs.last, last.key.id >= id else { return nil }
        return jobs.firstIndex { $0.key.id == id }
    }

    /// Puts a job at its place, behind what is running.
    mutating func insert(_ job: Job) {
        let isNewest = jobs.last.map { $0.key.id < job.key.id } ?? true
        let index = isNewest ? jobs.count : jobs.firstIndex { $0.key.id > job.key.id } ?? jobs.count
        jobs.insert(job, at: max(index, running))
    }

    /// What ran has ended, and these are left of it. An older job that came meanwhile goes before them.
    mutating func runEnded(leaving left: [Job]) {
        jobs.replaceSubrange(0..<running, with: left)
        running = 0
        updated.removeAll()
        if let last = left.last, jobs.count > left.count, jobs[left.count].key.id < last.key.id { jobs.sort { $0.key.id < $1.key.id } }
    }

    /// The last job before the gap: what is missing is read from the store behind it. Nil reads the lane from its start.
    var lastBeforeGap: ID? {
        let end = gap ?? .last
        return jobs.lazy.map(\.key.id).filter { $0 < end }.max()
    }

    /// Jobs may be missing from this id on.
    mutating func lacks(from id: ID) { gap = min(gap ?? id, id) }
}

extension ID {
    /// The least identifier that is greater.
    var successor: ID { low == .max ? ID(high: high &+ 1, low: 0) : ID(high: high, low: low + 1) }
}
