import Core
import Store

extension Job {
    fileprivate static let columns = "queue, group_id, lane, id, app_id, subject, run_at, attempt"

    fileprivate init(row: inout Row) throws {
        let key = try JobKey(queue: Queue(row: &row), group: row.id(), lane: row.id(), id: row.id())
        try self.init(key: key, appID: row.id(), subject: row.id(), runAt: row.instant(), attempt: row.int())
    }
}

extension Statement {
    func bind(_ group: JobGroup) {
        bind(group.queue.stored)
        bind(group.group)
    }

    func bind(_ key: JobKey) {
        bind(key.queue.stored)
        bind(key.group)
        bind(key.lane)
        bind(key.id)
    }
}

// MARK: - Reading

extension Session {
    private static let ofKey = "queue = ? AND group_id = ? AND lane = ? AND id = ?"
    private static let selectNextGroup = Query("SELECT group_id FROM jobs WHERE queue = ? AND group_id > ? ORDER BY group_id LIMIT 1")
    private static let selectAfterLane = Query(
        "SELECT \(Job.columns) FROM jobs WHERE queue = ? AND group_id = ? AND lane > ? ORDER BY lane, id")
    private static let selectLane = Query(
        "SELECT \(Job.columns) FROM jobs WHERE queue = ? AND group_id = ? AND lane = ? AND id > ? ORDER BY id LIMIT ?")
    private static let selectJob = Query("SELECT \(Job.columns) FROM jobs WHERE \(ofKey)")
    private static let countJobs = Query("SELECT count(*) FROM (SELECT 1 FROM jobs WHERE queue = ? AND group_id = ? LIMIT ?)")

    /// One step into the index for each group, however many jobs it has.
    func jobGroups() throws -> [JobGroup] {
        var groups: [JobGroup] = []
        for queue in Queue.allCases {
            // No job has the zero group: identifiers are made from the time.
            var last = ID.first
            while let next = try nextGroup(queue, after: last) {
                groups.append(JobGroup(queue: queue, group: next))
                last = next
            }
        }
        return groups
    }

    private func nextGroup(_ queue: Queue, after group: ID) throws -> ID? {
        try first(Self.selectNextGroup) {
            $0.bind(queue.stored)
            $0.bind(group)
        } _: {
            try $0.id()
        }
    }

    func jobs(group: JobGroup, afterLane: ID?, perLane: Int, limit: Int) throws -> [Job] {
        guard perLane > 0 else { return [] }
        var found: [Job] = []
        var passed = afterLane ?? .first
        var isDone = false
        while !isDone, found.count < limit {
            isDone = true
            var ofLane = 0
            let statement = try connection.statement(Self.selectAfterLane)
            statement.bind(group)
            statement.bind(passed)
            try statement.forEach { row in
                let job = try Job(row: &row)
                ofLane = job.key.lane == passed ? ofLane + 1 : 1
                passed = job.key.lane
                // A long lane is left by a new search for the next one, never walked through.
                guard ofLane <= perLane else {
                    isDone = false
                    return false
                }
                found.append(job)
                return found.count < limit
            }
        }
        return found
    }

    func jobs(group: JobGroup, lane: ID, after: ID?, limit: Int) throws -> [Job] {
        try all(Self.selectLane) {
            $0.bind(group)
            $0.bind(lane)
            $0.bind(after ?? .first)
            $0.bind(clamped(limit))
        } _: {
            try Job(row: &$0)
        }
    }

    func job(_ key: JobKey) throws -> Job? { try first(Self.selectJob, { $0.bind(key) }, Job.init(row:)) }

    func jobCounts() throws -> [JobGroup: Int] {
        var counts: [JobGroup: Int] = [:]
        for group in try jobGroups() { counts[group] = try jobCount(group, limit: JobGroup.countLimit) }
        return counts
    }

    func jobCount(_ group: JobGroup, limit: Int) throws -> Int {
        let count = try first(Self.countJobs) {
            $0.bind(group)
            $0.bind(clamped(limit))
        } _: {
            $0.int()
        }
        return count ?? 0
    }
}

// MARK: - Writing

extension Session {
    private static let insertJob = Query("INSERT INTO jobs(\(Job.columns)) VALUES(?,?,?,?,?,?,?,?)")
    private static let updateJob = Query("UPDATE jobs SET run_at = ?, attempt = ? WHERE \(ofKey)")
    private static let deleteJob = Query("DELETE FROM jobs WHERE \(ofKey)")

    func enqueue(_ job: Job) throws {
        try run(Self.insertJob) {
            $0.bind(job.key)
            $0.bind(job.appID)
            $0.bind(job.subject)
            $0.bind(job.runAt)
            $0.bind(job.attempt)
        }
        handOver(job)
    }

    func reschedule(_ job: Job) throws {
        let isThere = try changes(Self.updateJob) {
            $0.bind(job.runAt)
            $0.bind(job.attempt)
            $0.bind(job.key)
        }
        if isThere { handOver(job) }
    }

    @discardableResult
    func complete(_ key: JobKey) throws -> Bool { try changes(Self.deleteJob) { $0.bind(key) } }
}
