package import Core
package import Store

/// Does the work of one queue.
package protocol JobProcessor: Sendable {
    /// Which queue.
    var queue: Queue { get }

    /// The bounds of one group.
    func limits(of group: ID) -> LaneScheduler.Limits

    /// Works on jobs that stand one after another in a lane and returns what became of each, in order.
    ///
    /// Every change to a job is stored by the processor itself, in the transaction of its effects, after verifying `lease`: the
    /// verdicts only tell the scheduler. Must not throw: what fails is tried again or buried. Cancelled at the end of a graceful stop.
    func process(_ jobs: [Job], lease: ShardLease, group: any JobGroupControl) async -> [LaneScheduler.Verdict]

    /// Another worker has the shard of these jobs: whatever is kept in memory for them can go.
    func forget(_ jobs: [Job])
}

extension JobProcessor {
    package func forget(_ jobs: [Job]) {}
}

/// What a processor may ask of the group that its job belongs to.
package protocol JobGroupControl: Sendable {
    /// Nothing of the group starts before `time`.
    func pause(until time: Instant)
    /// Ends a pause.
    func resume()
}
