package import Core
package import Store
import Wire

/// Delivers events to help desks: at least once, in order per conversation, with a stable id.
package final class WebhookProcessor: JobProcessor {
    package let queue = Queue.webhooks
    private let context: RuntimeContext

    /// Makes a processor.
    package init(context: RuntimeContext) { self.context = context }

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
        let key = job.key
        let (stored, event) = try await context.store.read { (try $0.job(key), try $0.event(subject)) }
        guard let job = stored else { return .done }
        guard let event, let webhook = context.directory.webhooks[job.key.group] else {
            return try await bury(job, event == nil ? "The event is no longer kept." : "The webhook is no longer configured.", lease)
        }
        let answer = await context.caller.call(
            request(event, webhook), CallLimits(deadline: context.settings.webhookDeadline, trustedHost: true))
        context.crashPoints.pass(.beforeAcknowledge)
        context.metrics.count("parley_webhook_deliveries_total", ["webhook": "\(webhook.id)", "result": answer.word])
        switch WebhookPolicy.decide(answer, tries: job.attempt, now: context.clock.now(), jitter: job.jitter) {
        case .delivered:
            try await context.store.write { store in
                try store.verify(lease)
                try store.complete(job.key)
            }
            context.crashPoints.pass(.afterAcknowledge)
            return .done
        case .tryAgain(let at, let reason):
            context.log.warning(
                "A webhook did not take an event", ["webhook": "\(webhook.id)", "reason": reason, "attempt": "\(job.attempt + 1)"])
            return try await tryAgain(job, at: at, lease)
        case .giveUp(let reason):
            context.log.error("An event for a webhook is given up", ["webhook": "\(webhook.id)", "event": "\(event.id)", "reason": reason])
            return try await bury(job, reason, lease)
        }
    }

    private func request(_ event: OutboxEvent, _ webhook: WebhookEntry) -> OutboundRequest {
        let body = WebhookEnvelope.encode(app: event.appID, webhook: webhook.id, events: [event.body])
        var headers = webhook.signer.headers(id: "\(event.id)", time: context.clock.now(), body: body)
        headers.append("Content-Type", "application/json")
        if let secret = webhook.secrets.first { headers.append("X-API-Key", secret.revealText()) }
        return OutboundRequest(method: "POST", url: webhook.target, headers: headers, body: body)
    }

    private func tryAgain(_ job: Job, at: Instant, _ lease: ShardLease) async throws -> LaneScheduler.Verdict {
        var again = job
        again.attempt += 1
        again.runAt = at
        let next = again
        try await context.store.write { store in
            try store.verify(lease)
            try store.reschedule(next)
        }
        return .again(next)
    }

    private func bury(_ job: Job, _ reason: String, _ lease: ShardLease) async throws -> LaneScheduler.Verdict {
        let letter = DeadLetter(
            key: job.key, appID: job.appID, subject: job.subject, attempts: job.attempt + 1, diedAt: context.clock.now(), reason: reason)
        try await context.store.write { store in
            try store.verify(lease)
            try store.bury(letter)
        }
        context.metrics.count("parley_dead_letters_total", ["queue": queue.rawValue])
        return .done
    }
}
