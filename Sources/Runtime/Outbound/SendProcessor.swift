import ConnectorKit
package import Core
package import Store

/// Sends messages: decides and writes the intent, makes the call, writes the receipt.
package final class SendProcessor: JobProcessor {
    package let queue = Queue.outbound
    private let context: RuntimeContext
    private let pacing = Pacing()
    private let templatePacing = TemplatePacing()
    /// Accounts whose fault has been told.
    private let alarmed = Lock<Set<ID>>([])
    private let numbers: SendNumbers

    /// Makes a processor.
    package init(context: RuntimeContext) {
        self.context = context
        numbers = SendNumbers(context.metrics)
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
            guard let integration = context.directory.integrations[job.key.group] else {
                return [try await OrphanedSend(context: context, job: job).process(lease)]
            }
            return [try await send(job, integration, lease, group)]
        } catch StoreProblem.fenced {
            // Forgotten at the next try, unless the shard has come back to this worker meanwhile.
            return [.again(job.waiting(until: context.clock.now() + .seconds(1)))]
        } catch {
            context.log.error("A send could not be stored", ["job": "\(job.key.id)", "problem": "\(error)"])
            return [.again(job.waiting(until: context.clock.now() + .seconds(1)))]
        }
    }

    private func send(
        _ job: Job, _ integration: IntegrationEntry, _ lease: ShardLease, _ group: any JobGroupControl
    ) async throws -> LaneScheduler.Verdict {
        if let later = pace(job, integration) { return .again(job.waiting(until: later)) }
        context.crashPoints.pass(.beforeIntent)
        let preparation = preparation(integration, raisesAlarm: false)
        let move = try await context.store.write { store in
            try store.verify(lease)
            return try preparation(store).next(job)
        }
        switch move {
        case .done: return .done
        case .donePausing(let until): return done(group, pausingUntil: until)
        case .again(let job, let pause): return again(job, pause, group)
        case .call(let call):
            context.crashPoints.pass(.afterIntent)
            if call.step.isForGroup, let pace = integration.channel.capabilities.groupPace {
                pacing.slow(integration: integration.id, lane: job.key.lane, to: pace, now: context.clock.now())
            }
            return try await make(call, integration, lease, group)
        }
    }

    private func make(
        _ call: PreparedCall, _ integration: IntegrationEntry, _ lease: ShardLease, _ group: any JobGroupControl
    ) async throws -> LaneScheduler.Verdict {
        let limits = CallLimits(deadline: context.settings.deadline(of: call.step.request), trustedHost: integration.trustedHost)
        let request = integration.channel.signed(call.step.request, now: context.clock.now())
        let answer = await context.caller.call(request, limits)
        context.crashPoints.pass(.afterResponse)
        let masking = context.masking(app: integration.appID, channel: integration.type)
        let now = context.clock.now()
        let outcome = answer.meaning { integration.channel.interpret($0, to: call.step, now: now) }.masked(by: masking)
        numbers.count(outcome, of: integration.id)
        note(outcome, integration, now)
        if case .accepted = outcome {
            calm(integration, group)
            if let segments = call.step.segments {
                context.metrics.count("parley_send_segments_total", ["integration": "\(integration.id)"], by: Int64(segments))
            }
        }
        // The provider knows better: the list is out of date.
        if outcome.failure?.code.isOfTemplate == true { context.templates.ask(integration.id, .doubt, now: now) }
        let move = try await store(outcome, answer.status, call, integration, lease)
        context.crashPoints.pass(.afterReceipt)
        switch move {
        case .done: return .done
        case .donePausing(let until): return done(group, pausingUntil: until)
        case .again(let job, let pause): return again(job, pause, group)
        case .call(let call): return .again(call.job)
        }
    }

    /// Writes the receipt. What the provider did must not be forgotten because the store is busy for a moment: tried until the process ends.
    private func store(
        _ outcome: Outcome, _ status: Int?, _ call: PreparedCall, _ integration: IntegrationEntry, _ lease: ShardLease
    ) async throws -> SendMove {
        let raisesAlarm = isNewFault(outcome, integration)
        var isStored = false
        // An alarm that was not stored was not raised.
        defer { if raisesAlarm, !isStored { alarmed.withLock { _ = $0.remove(integration.id) } } }
        while true {
            let preparation = preparation(integration, raisesAlarm: raisesAlarm)
            do {
                let move = try await context.store.write { store in
                    try store.verify(lease)
                    return try SendRecording(preparation: preparation(store)).record(call, outcome, httpStatus: status)
                }
                isStored = true
                return move
            } catch StoreProblem.disk(let problem) {
                context.log.error("A receipt could not be stored yet", ["message": "\(call.message.id)", "problem": problem])
            } catch StoreProblem.overloaded {
                context.log.warning("A receipt waits for the store", ["message": "\(call.message.id)"])
            }
            try await context.clock.sleep(until: context.clock.now() + .milliseconds(500))
        }
    }

    /// Whether the outcome is a fault of the account that nobody was told of: of several calls at once only the first says so.
    private func isNewFault(_ outcome: Outcome, _ integration: IntegrationEntry) -> Bool {
        guard case .accountInvalid = outcome, alarmed.withLock({ $0.insert(integration.id).inserted }) else { return false }
        context.log.error("An account needs an administrator; its sends wait", ["integration": "\(integration.id)"])
        return true
    }

    private func preparation(_ integration: IntegrationEntry, raisesAlarm: Bool) -> @Sendable (any StoreTransaction) -> SendPreparation {
        let context = context
        let now = context.clock.now()
        let attemptID = context.ids.next(at: now)
        let templatePacing = templatePacing
        return { store in
            SendPreparation(
                store: store, integration: integration, settings: context.settings, now: now, attemptID: attemptID,
                emitter: EventEmitter(context), raisesAlarm: raisesAlarm, media: context.media, templates: context.templates,
                templatePacing: templatePacing)
        }
    }

    private func again(_ job: Job, _ pause: SendPolicy.Pause?, _ group: any JobGroupControl) -> LaneScheduler.Verdict {
        if pause != nil { group.pause(until: job.runAt) }
        return .again(job)
    }

    private func done(_ group: any JobGroupControl, pausingUntil time: Instant) -> LaneScheduler.Verdict {
        group.pause(until: time)
        return .done
    }

    private func note(_ outcome: Outcome, _ integration: IntegrationEntry, _ now: Instant) {
        var isFault = false
        if case .accountInvalid = outcome { isFault = true }
        context.health.callEnded(integration.id, failure: outcome.failure, isFault: isFault, at: now)
    }

    /// A send went through: whatever was wrong with the account is over.
    private func calm(_ integration: IntegrationEntry, _ group: any JobGroupControl) {
        let wasAlarmed = alarmed.withLock { $0.remove(integration.id) != nil }
        guard wasAlarmed else { return }
        context.log.info("An account works again", ["integration": "\(integration.id)"])
        group.resume()
    }

    private func pace(_ job: Job, _ integration: IntegrationEntry) -> Instant? {
        let capabilities = integration.channel.capabilities
        return pacing.take(
            integration: integration.id, lane: job.key.lane, account: integration.accountPace ?? capabilities.accountPace,
            recipient: capabilities.recipientPace, now: context.clock.now())
    }
}

extension RuntimeSettings {
    /// How long a send may take: a file gets the time that it needs at 256 KiB/s.
    fileprivate func deadline(of request: OutboundRequest) -> Duration {
        sendDeadline + .seconds((request.form?.file?.size ?? 0) / (256 << 10))
    }
}

extension Job {
    /// The same job, not before `time`. Not stored: a wait that may be forgotten.
    func waiting(until time: Instant) -> Job {
        var job = self
        job.runAt = max(runAt, time)
        return job
    }
}
