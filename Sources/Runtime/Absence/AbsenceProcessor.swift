import ConnectorKit
package import Core
package import Store
import Wire

/// Who is connected at this moment: known only to whoever holds the connections.
package protocol Presence: Sendable {
    /// Whether the customer at `address` can see what is written now.
    func isPresent(integration: ID, address: String) -> Bool
}

/// Looks after replies that nobody reads: tells the business once per absence, and writes the customer a mail where that is set up.
package final class AbsenceProcessor: JobProcessor {
    package let queue = Queue.absence
    let context: RuntimeContext
    private let presence: any Presence
    private let post: MailRoom?

    /// - Parameter post: sends mails; nil when no mail server is configured.
    package init(context: RuntimeContext, presence: any Presence, post: MailRoom?) {
        self.context = context
        self.presence = presence
        self.post = post
    }

    package func limits(of group: ID) -> LaneScheduler.Limits {
        // Jobs here mostly wait, which costs nothing but their place.
        LaneScheduler.Limits(jobs: 16 * context.settings.jobsInMemory, jobsPerLane: 1, concurrency: 8)
    }

    package func process(_ jobs: [Job], lease: ShardLease, group: any JobGroupControl) async -> [LaneScheduler.Verdict] {
        // One job at a time: a lane has no more.
        let job = jobs[0]
        do {
            return [try await work(job, lease)]
        } catch StoreProblem.fenced {
            // Forgotten at the next try, unless the shard has come back to this worker meanwhile.
            return [.again(job.waiting(until: context.clock.now() + .seconds(1)))]
        } catch {
            context.log.error("An absence could not be looked after", ["job": "\(job.key.id)", "problem": "\(error)"])
            return [.again(job.waiting(until: context.clock.now() + .seconds(1)))]
        }
    }

    private func work(_ job: Job, _ lease: ShardLease) async throws -> LaneScheduler.Verdict {
        guard let integration = context.directory.integrations[job.key.group], let rule = integration.channel.absence,
            let found = try await context.store.read({ try WaitingReply(job, $0) })
        else { return try await end(job, lease) }
        guard let record = found.record else { return try await look(found, integration, rule, lease) }
        return try await mail(found, record, integration, rule, lease)
    }

    private func end(_ job: Job, _ lease: ShardLease) async throws -> LaneScheduler.Verdict {
        try await context.store.write { store in
            try store.verify(lease)
            try store.complete(job.key)
        }
        return .done
    }

    // MARK: Telling

    private func look(
        _ found: WaitingReply, _ integration: IntegrationEntry, _ rule: AbsenceRule, _ lease: ShardLease
    ) async throws -> LaneScheduler.Verdict {
        let now = context.clock.now()
        let isPresent = presence.isPresent(integration: integration.id, address: found.client.externalID)
        switch AbsencePolicy.decide(
            isRead: found.isRead, isPresent: isPresent, repliedAt: found.message.receivedAt, delay: rule.delay, now: now)
        {
        case .drop: return try await end(found.job, lease)
        case .lookAgain(let time):
            let next = found.job.waiting(until: time)
            try await context.store.write { store in
                try store.verify(lease)
                try store.reschedule(next)
            }
            return .again(next)
        case .tell: return try await tell(found, rule, lease, now: now)
        }
    }

    private func tell(_ found: WaitingReply, _ rule: AbsenceRule, _ lease: ShardLease, now: Instant) async throws -> LaneScheduler.Verdict {
        let isMailed = post != nil && rule.mails && found.mailAddress != nil
        let record = AbsenceRecord(
            conversationID: found.conversation.id, messageID: found.message.id, toldAt: now, mail: isMailed ? .waiting : .none)
        let next = found.job.waiting(until: now)
        let emitter = EventEmitter(context)
        let isCurrent = try await context.store.write { store in
            try store.verify(lease)
            // Gone when the customer has come back in this moment.
            guard try store.job(found.job.key) != nil else { return false }
            try store.put(record.document(app: found.job.appID, now: now))
            if isMailed { try store.reschedule(next) } else { try store.complete(found.job.key) }
            try emitter.emit(
                .parley(.customerAbsent(found.conversation, found.user, message: found.message.id, mail: isMailed)),
                app: found.job.appID, conversation: found.conversation.id, store, now: now)
            return true
        }
        return isCurrent && isMailed ? .again(next) : .done
    }

    // MARK: Mailing

    private func mail(
        _ found: WaitingReply, _ record: AbsenceRecord, _ integration: IntegrationEntry, _ rule: AbsenceRule, _ lease: ShardLease
    ) async throws -> LaneScheduler.Verdict {
        guard let post, let address = found.mailAddress, !found.isRead else { return try await end(found.job, lease) }
        switch record.mail {
        case .none, .sent, .failed: return try await end(found.job, lease)
        case .leaving:
            let failure = Failure(.unknownOutcome, detail: "It is not known whether the mail left; it is not sent again.")
            return try await finish(found, record, .failure(failure), lease)
        case .waiting: break
        }
        let letter = AwayLetter(
            found.unread, integration: integration, rule: rule, locale: Profile(stored: found.user.profile).locale ?? "en")
        guard try await leave(found, record, lease) else { return .done }
        context.crashPoints.pass(.beforeMail)
        let mail = letter.mail(from: post.sender, to: address, id: found.job.key.id, now: context.clock.now())
        switch await post.server.send(mail) {
        case .accepted: return try await finish(found, record, .success(()), lease)
        case .refused(let failure), .unknown(let failure): return try await finish(found, record, .failure(failure), lease)
        case .later(let failure): return try await later(found, record, failure, lease)
        }
    }

    /// Commits that the mail is on its way. False when the customer has come back.
    private func leave(_ found: WaitingReply, _ record: AbsenceRecord, _ lease: ShardLease) async throws -> Bool {
        var record = record
        record.mail = .leaving
        let document = record.document(app: found.job.appID, now: context.clock.now())
        return try await context.store.write { store in
            try store.verify(lease)
            guard try store.job(found.job.key) != nil else { return false }
            try store.put(document)
            return true
        }
    }

    private func later(
        _ found: WaitingReply, _ record: AbsenceRecord, _ failure: Failure, _ lease: ShardLease
    ) async throws -> LaneScheduler.Verdict {
        var next = found.job
        next.attempt += 1
        guard let wait = AbsencePolicy.mailSchedule.delay(afterFailure: next.attempt, jitter: next.jitter) else {
            return try await finish(found, record, .failure(failure), lease)
        }
        next.runAt = context.clock.now() + wait
        var record = record
        record.mail = .waiting
        let (document, job) = (record.document(app: next.appID, now: context.clock.now()), next)
        context.log.warning("A mail could not be sent yet", ["job": "\(job.key.id)", "reason": failure.detail ?? failure.code.rawValue])
        return try await context.store.write { store in
            try store.verify(lease)
            guard try store.job(job.key) != nil else { return .done }
            try store.put(document)
            try store.reschedule(job)
            return .again(job)
        }
    }

    private func finish(
        _ found: WaitingReply, _ record: AbsenceRecord, _ result: Result<Void, Failure>, _ lease: ShardLease
    ) async throws -> LaneScheduler.Verdict {
        var record = record
        var failure: Failure?
        switch result {
        case .success: record.mail = .sent
        case .failure(let reason):
            record.mail = .failed
            failure = reason.masked(by: context.masking(app: found.job.appID, channel: "mail"))
        }
        let now = context.clock.now()
        let emitter = EventEmitter(context)
        let (document, outcome) = (record.document(app: found.job.appID, now: now), failure)
        try await context.store.write { store in
            try store.verify(lease)
            // The customer may have come back while the mail left: then the next absence is another one.
            if try store.job(found.job.key) != nil { try store.put(document) }
            try store.complete(found.job.key)
            try emitter.emit(
                .parley(.customerMail(found.conversation, found.user, message: found.message.id, failure: outcome)),
                app: found.job.appID, conversation: found.conversation.id, store, now: now)
        }
        context.metrics.count("parley_mails_total", ["result": failure == nil ? "sent" : "failed"])
        return .done
    }
}
