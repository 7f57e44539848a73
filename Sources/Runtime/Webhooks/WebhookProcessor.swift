package import Core
package import Store
import Wire

/// Delivers events to help desks: at least once, in order per conversation, with a stable id.
package final class WebhookProcessor: JobProcessor {
    package let queue = Queue.webhooks
    private let context: RuntimeContext
    private let setup: Setup?
    /// Webhooks of which no failure is kept, as far as this worker knows.
    private let healthy = Lock(KnownHealthy())

    /// The largest body, in bytes. Every part of an event has a bound of its own; this one ends what they add up to.
    static let bodyLimit = 1 << 20

    /// - Parameter setup: is told when a webhook is disabled.
    package init(context: RuntimeContext, setup: Setup? = nil) {
        self.context = context
        self.setup = setup
    }

    package func limits(of group: ID) -> LaneScheduler.Limits {
        LaneScheduler.Limits(
            jobs: context.settings.jobsInMemory, jobsPerLane: context.settings.jobsPerLane,
            concurrency: context.settings.concurrencyPerGroup)
    }

    package func process(_ jobs: [Job], lease: ShardLease, group: any JobGroupControl) async -> [LaneScheduler.Verdict] {
        // One job at a time: the limits say so.
        let job = jobs[0]
        do {
            return [try await deliver(job, lease, group)]
        } catch StoreProblem.fenced {
            // Forgotten at the next try, unless the shard has come back to this worker meanwhile.
            return [.again(job.waiting(until: context.clock.now() + .seconds(1)))]
        } catch {
            context.log.error("A webhook delivery could not be stored", ["job": "\(job.key.id)", "problem": "\(error)"])
            return [.again(job.waiting(until: context.clock.now() + .seconds(1)))]
        }
    }

    private func deliver(_ job: Job, _ lease: ShardLease, _ group: any JobGroupControl) async throws -> LaneScheduler.Verdict {
        let subject = job.subject
        let (key, app) = (job.key, job.appID)
        let directory = context.directory
        let webhook = directory.webhooks[job.key.group]
        let (stored, event) = try await context.store.read { store in
            (try store.job(key), try Self.event(app: app, subject, for: webhook, directory, store))
        }
        guard let job = stored else { return .done }
        guard let event else { return try await bury(job, "The event is no longer kept.", lease) }
        guard let webhook else { return try await bury(job, "The webhook is no longer there.", lease) }
        if let disabled = webhook.disabled { return try await bury(job, "The webhook is disabled. \(disabled.reason)", lease) }
        let request = request(event, webhook)
        guard request.body.count <= Self.bodyLimit else { return try await bury(job, "The event is too large to be delivered.", lease) }
        let answer = await context.caller.call(
            request, CallLimits(deadline: context.settings.webhookDeadline, trustedHost: webhook.trustedHost))
        context.crashPoints.pass(.beforeAcknowledge)
        context.metrics.count("parley_webhook_deliveries_total", ["webhook": "\(webhook.id)", "result": answer.word])
        let attempt = Attempt(job: job, webhook: webhook, lease: lease)
        switch WebhookPolicy.decide(answer, tries: job.attempt, now: context.clock.now(), jitter: job.jitter) {
        case .delivered: return try await delivered(attempt)
        case .tryAgain(let at, let reason): return try await failed(attempt, nextAt: at, reason)
        case .giveUp(let reason): return try await failed(attempt, nextAt: nil, reason)
        case .disable(let reason): return try await gone(attempt, reason)
        }
    }

    /// A delivery that was tried.
    private struct Attempt: Sendable {
        let job: Job
        let webhook: WebhookEntry
        let lease: ShardLease
    }

    /// The event in the form that the webhook asks for.
    private static func event(
        app: ID, _ id: ID, for webhook: WebhookEntry?, _ directory: Directory, _ store: any StoreReader
    ) throws -> OutboxEvent? {
        guard var event = try store.event(app: app, id) else { return nil }
        if let webhook, let expansion = EventExpansion(event, for: webhook) {
            event.body = expansion.body(try expansion.read(store), directory: directory)
        }
        return event
    }

    private func request(_ event: OutboxEvent, _ webhook: WebhookEntry) -> OutboundRequest {
        let body = WebhookEnvelope.encode(app: event.appID, webhook: webhook.id, events: [event.body])
        return OutboundRequest(
            method: "POST", url: webhook.target, headers: webhook.headers(id: event.id, time: context.clock.now(), body: body), body: body)
    }

    // MARK: What follows

    private func delivered(_ attempt: Attempt) async throws -> LaneScheduler.Verdict {
        let (job, lease, id, now) = (attempt.job, attempt.lease, attempt.webhook.id, context.clock.now())
        let look = try await context.store.write { [healthy] store in
            try store.verify(lease)
            try store.complete(job.key)
            let look = healthy.withLock { $0.look(at: id) }
            if !look.isHealthy { try WebhookHealth.keep(nil, of: id, app: job.appID, at: now, store) }
            return look
        }
        if !look.isHealthy { healthy.withLock { $0.successWritten(id, after: look) } }
        context.crashPoints.pass(.afterAcknowledge)
        return .done
    }

    /// The attempt has failed: it is repeated at `nextAt`, or given up.
    private func failed(_ attempt: Attempt, nextAt: Instant?, _ reason: String) async throws -> LaneScheduler.Verdict {
        let (webhook, job) = (attempt.webhook, attempt.job)
        context.log.warning(
            "A webhook did not take an event", ["webhook": "\(webhook.id)", "reason": reason, "attempt": "\(job.attempt + 1)"])
        return try await keep(attempt, nextAt: nextAt) { health, now in
            WebhookPolicy.health(health, afterFailureAt: now, reason: reason)
        } reason: {
            $0.disabled?.reason ?? reason
        }
    }

    private func gone(_ attempt: Attempt, _ reason: String) async throws -> LaneScheduler.Verdict {
        try await keep(attempt, nextAt: nil) { health, now in
            WebhookHealth(failingSince: health?.failingSince ?? now, disabled: WebhookHealth.Disabled(at: now, reason: reason))
        } reason: { _ in
            reason
        }
    }

    /// Keeps the new health, and the job for later or as a dead letter. Raises the alarm when the webhook is disabled by it.
    private func keep(
        _ attempt: Attempt, nextAt: Instant?, _ judge: @escaping @Sendable (WebhookHealth?, Instant) -> WebhookHealth,
        reason: @escaping @Sendable (WebhookHealth) -> String
    ) async throws -> LaneScheduler.Verdict {
        let (webhook, job) = (attempt.webhook, attempt.job)
        let (next, disabled) = try await write(attempt, nextAt: nextAt, judge, reason: reason)
        if let disabled { await tell(disabled, webhook) }
        guard let next else {
            died(job, webhook)
            return .done
        }
        return .again(next)
    }

    /// The write of a failure: the job for its next try, if there is one, and what is new about the webhook.
    private func write(
        _ attempt: Attempt, nextAt: Instant?, _ judge: @escaping @Sendable (WebhookHealth?, Instant) -> WebhookHealth,
        reason: @escaping @Sendable (WebhookHealth) -> String
    ) async throws -> (Job?, WebhookHealth.Disabled?) {
        let (job, webhook, lease, now) = (attempt.job, attempt.webhook, attempt.lease, context.clock.now())
        let emitter = EventEmitter(context)
        healthy.withLock { $0.failureBegins(webhook.id) }
        defer { healthy.withLock { $0.failureEnded(webhook.id) } }
        return try await context.store.write { store -> (Job?, WebhookHealth.Disabled?) in
            try store.verify(lease)
            let before = try WebhookHealth.read(webhook.id, app: job.appID, store)
            let health = judge(before, now)
            if health != before { try WebhookHealth.keep(health, of: webhook.id, app: job.appID, at: now, store) }
            let isNews = health.disabled != nil && before?.disabled == nil
            if isNews, let disabled = health.disabled {
                let alarm = WebhookAlarm(webhookID: webhook.id, integrationID: webhook.integrationID, reason: disabled.reason)
                try emitter.emit(
                    .parley(.webhookDisabled(alarm)), app: job.appID, conversation: nil, store, now: now, except: webhook.id)
            }
            guard health.disabled == nil, let nextAt else {
                try store.bury(job.letter(diedAt: now, reason: reason(health)))
                return (nil, isNews ? health.disabled : nil)
            }
            let next = job.again(at: nextAt)
            try store.reschedule(next)
            return (next, nil)
        }
    }

    /// Puts it into force that a webhook is disabled.
    private func tell(_ disabled: WebhookHealth.Disabled, _ webhook: WebhookEntry) async {
        context.log.error("A webhook is disabled", ["webhook": "\(webhook.id)", "reason": disabled.reason])
        context.metrics.count("parley_webhooks_disabled_total", ["webhook": "\(webhook.id)"])
        do {
            try await setup?.reload(webhook.appID)
        } catch {
            context.log.error("That a webhook is disabled is not in force yet", ["webhook": "\(webhook.id)", "problem": "\(error)"])
        }
    }

    private func bury(_ job: Job, _ reason: String, _ lease: ShardLease) async throws -> LaneScheduler.Verdict {
        let letter = job.letter(diedAt: context.clock.now(), reason: reason)
        try await context.store.write { store in
            try store.verify(lease)
            try store.bury(letter)
        }
        died(job, nil)
        return .done
    }

    private func died(_ job: Job, _ webhook: WebhookEntry?) {
        context.metrics.count("parley_dead_letters_total", ["queue": queue.rawValue])
        guard let webhook else { return }
        context.log.error("An event for a webhook is given up", ["webhook": "\(webhook.id)", "event": "\(job.subject)"])
    }
}

extension Job {
    /// The same after a failed attempt.
    fileprivate func again(at time: Instant) -> Job {
        var job = self
        job.attempt += 1
        job.runAt = time
        return job
    }

    /// The dead letter of this job after a failed attempt.
    fileprivate func letter(diedAt: Instant, reason: String) -> DeadLetter {
        DeadLetter(key: key, appID: appID, subject: subject, attempts: attempt + 1, diedAt: diedAt, reason: reason)
    }
}
