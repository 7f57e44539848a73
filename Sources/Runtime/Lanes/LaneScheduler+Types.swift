package import Core
package import Store

extension LaneScheduler {
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

    /// What to read from the store.
    package enum Scan: Hashable, Sendable {
        /// Lanes after this one, the first ones for nil.
        case lanes(after: ID?)
        /// The rest of one lane.
        case lane(ID, after: ID?)
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
}
