import ConnectorKit
package import Core
package import Store

/// Fetches the files of customers: each by a job and in a lane of its own, so that none holds up another, or any message.
package final class MediaProcessor: JobProcessor {
    package let queue = Queue.media
    private let context: RuntimeContext
    private let vault: MediaVault

    /// Makes a processor.
    package init(context: RuntimeContext, vault: MediaVault) {
        self.context = context
        self.vault = vault
    }

    package func limits(of group: ID) -> LaneScheduler.Limits {
        LaneScheduler.Limits(jobs: context.settings.jobsInMemory, jobsPerLane: 1, concurrency: vault.settings.fetchesPerAccount)
    }

    package func process(_ jobs: [Job], lease: ShardLease, group: any JobGroupControl) async -> [LaneScheduler.Verdict] {
        // One job at a time: a lane has no more.
        let job = jobs[0]
        do {
            return [try await fetch(job, lease)]
        } catch StoreProblem.fenced {
            // Forgotten at the next try, unless the shard has come back to this worker meanwhile.
            return [.again(job.waiting(until: context.clock.now() + .seconds(1)))]
        } catch {
            context.log.error("A file could not be recorded", ["job": "\(job.key.id)", "problem": "\(error)"])
            return [.again(job.waiting(until: context.clock.now() + .seconds(1)))]
        }
    }

    private func fetch(_ job: Job, _ lease: ShardLease) async throws -> LaneScheduler.Verdict {
        let (stored, found) = try await context.store.read { (try $0.job(job.key), try $0.media(job.subject)) }
        guard let job = stored else { return .done }
        guard let media = found, media.state == .waiting || media.state == .failed, let reference = media.reference else {
            return try await end(job, lease)
        }
        guard let integration = context.directory.integrations[job.key.group], let access = integration.channel.media else {
            let failure = Failure(.mediaUnavailable, detail: "The channel that has the file is not configured any more.")
            return try await record(MediaProblem(failure, retry: .never), media, job, lease)
        }
        let fetch = MediaFetch(
            vault: vault, caller: context.caller, clock: context.clock, access: access, reference: reference, declaredType: media.mediaType)
        let result = await fetch.run()
        context.crashPoints.pass(.afterFetch)
        switch result {
        case .success(let fetched): return try await record(fetched, media, job, lease)
        case .failure(var problem):
            problem.failure = problem.failure.masked(by: context.masking(app: media.appID, channel: integration.type))
            return try await record(problem, media, job, lease)
        }
    }

    // MARK: What is stored

    private func end(_ job: Job, _ lease: ShardLease) async throws -> LaneScheduler.Verdict {
        try await context.store.write { store in
            try store.verify(lease)
            try store.complete(job.key)
        }
        return .done
    }

    private func record(
        _ fetched: MediaFetch.Fetched, _ media: MediaRecord, _ job: Job, _ lease: ShardLease
    ) async throws -> LaneScheduler.Verdict {
        let recording = MediaRecording(context: context, vault: vault)
        try await context.store.write { store in
            try store.verify(lease)
            try store.complete(job.key)
            try recording.stored(fetched, media.id, store)
        }
        context.metrics.count("parley_media_fetches_total", ["integration": "\(job.key.group)", "result": "stored"])
        return .done
    }

    private func record(
        _ problem: MediaProblem, _ media: MediaRecord, _ job: Job, _ lease: ShardLease
    ) async throws -> LaneScheduler.Verdict {
        let recording = MediaRecording(context: context, vault: vault)
        let next = MediaRetry.next(problem, of: job, now: context.clock.now())
        try await context.store.write { store in
            try store.verify(lease)
            try recording.failed(problem.failure, media.id, isFinal: next == nil, store)
            if let next {
                try store.reschedule(next)
            } else {
                try store.bury(recording.letter(job, problem.failure))
            }
        }
        let result = next == nil ? "failed" : "later"
        context.metrics.count("parley_media_fetches_total", ["integration": "\(job.key.group)", "result": result])
        context.log.warning(
            next == nil ? "A customer's file is given up" : "A customer's file could not be fetched yet",
            [
                "integration": "\(job.key.group)", "media": "\(media.id)", "code": problem.failure.code.rawValue,
                "attempt": "\(job.attempt + 1)",
            ])
        return next.map { .again($0) } ?? .done
    }
}

/// When a file is tried again. A value without effects.
enum MediaRetry {
    /// Over four days: providers keep files for a week.
    static let schedule = RetrySchedule(
        [
            .seconds(5), .seconds(30), .minutes(2), .minutes(10), .minutes(30), .hours(2), .hours(5), .hours(10), .hours(12), .hours(12),
            .hours(12), .hours(12), .hours(12), .hours(12),
        ],
        repeatsLast: false)
    /// The longest wait that a provider can ask for.
    static let longestWait: Duration = .hours(24)

    /// The job as it goes on; nil when it is given up.
    static func next(_ problem: MediaProblem, of job: Job, now: Instant) -> Job? {
        var next = job
        next.attempt += 1
        guard let wait = schedule.delay(afterFailure: next.attempt, jitter: job.jitter) else { return nil }
        switch problem.retry {
        case .never: return nil
        case .later(let asked): next.runAt = now + min(max(wait, asked ?? .zero), longestWait)
        // Nobody mends an account within seconds.
        case .whenMended: next.runAt = now + max(wait, .minutes(1))
        }
        return next
    }
}
