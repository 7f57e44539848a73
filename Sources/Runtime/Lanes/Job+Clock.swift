import Core
import Store

extension Job {
    /// The longest wait between two tries: a provider's `Retry-After` at its largest, and the spread of retries.
    static let longestWait: Duration = .hours(25)

    /// The job as it counts under a clock that shows `now`: its time was set by a clock that may have been ahead, and that has been put
    /// right meanwhile. The wait that was meant is kept as far as it can be known, and none of a retry is longer than `longestWait`.
    func underClock(_ now: Instant) -> Job {
        var job = self
        let madeAt = key.id.madeAt
        if madeAt > now { job.runAt = min(runAt, now + max(runAt - madeAt, .zero)) }
        if attempt > 0 { job.runAt = min(job.runAt, now + Self.longestWait) }
        return job
    }
}

extension LaneScheduler.Verdict {
    /// The verdict on work that began at `began`, when the clock may have been put back during the work.
    func underClock(_ now: Instant, began: Instant) -> LaneScheduler.Verdict {
        guard now < began, case .again(var job) = self, job.runAt > began else { return self }
        job.runAt = now + (job.runAt - began)
        return .again(job)
    }
}
