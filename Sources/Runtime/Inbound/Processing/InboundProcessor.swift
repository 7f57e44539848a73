package import Core
package import Store

/// Applies journal entries: many in one transaction, each event once, a bad one never to the harm of its neighbours.
package struct InboundProcessor: JobProcessor {
    private let context: RuntimeContext
    private let pending: PendingEntries
    private let splitCards = SplitCards()

    /// - Parameter pending: shared with the intake that stores the entries.
    package init(context: RuntimeContext, pending: PendingEntries) {
        self.context = context
        self.pending = pending
    }

    /// Waits after a fault of the store. Short: what waits here was acknowledged to the provider already.
    private static let afterFault = RetrySchedule([.seconds(1), .seconds(2), .seconds(5), .seconds(10)], repeatsLast: true)

    package var queue: Queue { .inbound }

    package func limits(of group: ID) -> LaneScheduler.Limits {
        // An integration is one lane: memory for one batch that runs and one that is next.
        let batch = context.settings.applyBatch
        return LaneScheduler.Limits(
            jobs: max(context.settings.jobsInMemory, 4 * batch), jobsPerLane: 2 * batch, concurrency: 1, batch: batch)
    }

    package func process(_ jobs: [Job], lease: ShardLease, group: any JobGroupControl) async -> [LaneScheduler.Verdict] {
        guard let first = jobs.first else { return [] }
        do {
            if let integration = context.directory.integrations[first.key.group] {
                try await apply(jobs, integration, lease)
            } else {
                try await abandon(jobs, lease)
            }
            pending.ended(jobs.map(\.subject))
            return jobs.map { _ in .done }
        } catch StoreProblem.fenced {
            // Forgotten at the next try, unless the shard has come back to this worker meanwhile.
            return jobs.map { .again(later($0)) }
        } catch {
            context.log.error(
                "Entries could not be applied and are tried again", ["integration": "\(first.key.group)", "problem": "\(error)"])
            return jobs.map { .again(later($0)) }
        }
    }

    package func forget(_ jobs: [Job]) { pending.ended(jobs.map(\.subject)) }

    /// The job after a fault of the store. Only in memory: what cannot be written cannot be rescheduled either.
    private func later(_ job: Job) -> Job {
        var job = job
        job.attempt += 1
        let wait = Self.afterFault.delay(afterFailure: job.attempt, jitter: job.key.id.high ^ UInt64(job.key.id.low)) ?? .seconds(10)
        job.runAt = context.clock.now() + wait
        return job
    }

    // MARK: Applying

    private func apply(_ jobs: [Job], _ integration: IntegrationEntry, _ lease: ShardLease) async throws {
        let application = EntryApplication(
            integration: integration, emitter: EventEmitter(context), ids: context.ids, now: context.clock.now(), log: context.log,
            media: context.media, settings: context.settings,
            echoesPostbacks: context.directory.apps[integration.appID]?.settings.echoesPostbacks ?? false)
        var rest = jobs[...]
        var work = try await load(take(from: &rest), integration)
        while !work.isEmpty {
            // Read while the writer works: the writer is what a backlog waits for.
            let following = take(from: &rest)
            async let next = load(following, integration)
            try await apply(work, application, lease)
            work = try await next
        }
    }

    /// The jobs whose entries are read together.
    private func take(from rest: inout ArraySlice<Job>) -> [Job] {
        let next = rest.prefix(max(1, context.settings.applyBatch / 2))
        rest = rest.dropFirst(next.count)
        return Array(next)
    }

    /// Providers wait for the answers to the requests that come in: these go first, until from half of the backlog's bound on requests come in
    /// as fast as applying leaves room for, not the other way around.
    private var pieceSize: PieceSize {
        let settings = context.settings
        return pending.count > settings.inboundBacklogLimit / 2 ? settings.applyPieceBehind : settings.applyPiece
    }

    private func apply(_ work: [InboundWork], _ application: EntryApplication, _ lease: ShardLease) async throws {
        var rest = work[...]
        while !rest.isEmpty {
            context.crashPoints.pass(.beforeApply)
            let done = Lock<[EntryReport]>([])
            let size = pieceSize
            do {
                try await applyPieces(of: rest, size, application, lease, done)
                return await finish(done, application)
            } catch let problem as StoreProblem where !problem.mayBeTheStatement {
                await finish(done, application)
                throw problem
            } catch {
                await finish(done, application)
                rest = rest.dropFirst(done.withLock { $0.count })
                // One of the next is bad: each in a transaction of its own finds it out.
                for work in rest.prefix(size.alone) { try await applyAlone(work, application, lease) }
                rest = rest.dropFirst(size.alone)
            }
        }
    }

    /// - Parameter done: takes the reports of what is on disk, also when a later piece fails.
    private func applyPieces(
        of work: ArraySlice<InboundWork>, _ size: PieceSize, _ application: EntryApplication, _ lease: ShardLease,
        _ done: Lock<[EntryReport]>
    ) async throws {
        try await context.store.writePieces(of: work.count, size) { store, range in
            try store.verify(lease)
            let notes = notes(application.integration)
            let reports = try range.map { try application.apply(work[work.startIndex + $0], notes, store) }
            return Applied(reports: reports, splitCards: notes?.memories ?? [:], cards: notes?.cards ?? 0)
        } committed: { _, piece in
            context.crashPoints.pass(.afterApply)
            adopt(piece, application)
            done.withLock { $0 += piece.reports }
        }
    }

    /// Applies one entry, leaving out one more event each time one turns out to be bad.
    private func applyAlone(_ work: InboundWork, _ application: EntryApplication, _ lease: ShardLease) async throws {
        var failures: [Int: String] = [:]
        while true {
            do {
                let leftOut = failures
                let applied = try await context.store.write { store in
                    try store.verify(lease)
                    let notes = notes(application.integration)
                    let report = try application.apply(work, without: leftOut, notes, store)
                    return Applied(reports: [report], splitCards: notes?.memories ?? [:], cards: notes?.cards ?? 0)
                }
                context.crashPoints.pass(.afterApply)
                adopt(applied, application)
                return await finish(Lock(applied.reports), application)
            } catch let fault as EventFault {
                failures[fault.index] = fault.reason
                context.log.error(
                    "An event could not be applied",
                    ["integration": "\(work.job.key.group)", "entry": "\(fault.entry)", "event": "\(fault.index)", "reason": fault.reason])
            }
        }
    }

    /// The events of each job, in order: from memory, or read again from the journal outside of the store's threads.
    private func load(_ jobs: [Job], _ integration: IntegrationEntry) async throws -> [InboundWork] {
        if jobs.isEmpty { return [] }
        let known = jobs.map { pending.events(of: $0.subject) }
        let missing = zip(jobs, known).filter { $0.1 == nil }.map(\.0.subject)
        let stored = missing.isEmpty ? [:] : try await read(missing)
        let reader = JournalReader(integration: integration)
        return zip(jobs, known).map { job, events in
            if let events { return InboundWork(job: job, content: .events(events)) }
            let found = stored[job.subject]
            return InboundWork(job: job, content: reader.content(of: found?.entry), settled: found?.settled ?? [:])
        }
    }

    private typealias Stored = (entry: JournalEntry?, settled: [Int: EventOutcome.Result])

    private func read(_ entries: [ID]) async throws -> [ID: Stored] {
        try await context.store.read { store in
            var found: [ID: Stored] = [:]
            for id in entries {
                let outcomes = try store.outcomes(of: id)
                found[id] = (try store.journalEntry(id), Dictionary(outcomes.map { ($0.index, $0.result) }, uniquingKeysWith: { $1 }))
            }
            return found
        }
    }

    /// The integration was taken out of the configuration: its entries wait for an operator.
    private func abandon(_ jobs: [Job], _ lease: ShardLease) async throws {
        let now = context.clock.now()
        try await context.store.write { store in
            try store.verify(lease)
            for job in jobs where try store.job(job.key) != nil {
                try store.bury(
                    DeadLetter(
                        key: job.key, appID: job.appID, subject: job.subject, attempts: job.attempt, diedAt: now,
                        reason: "the integration does not exist any more"))
            }
        }
    }

    /// What a transaction sees of split cards; nil when the app masks nothing.
    private func notes(_ integration: IntegrationEntry) -> SplitCardNotes? {
        context.masksCards(of: integration.appID) ? SplitCardNotes(splitCards, integration.id) : nil
    }

    /// Takes over what is on disk now, before the next piece begins.
    private func adopt(_ applied: Applied, _ application: EntryApplication) {
        let integration = application.integration
        splitCards.adopt(applied.splitCards, integration.id, now: application.now)
        RedactionCounter(metrics: context.metrics, app: integration.appID, channel: integration.type).count(.splitCard, applied.cards)
    }

    private func finish(_ done: Lock<[EntryReport]>, _ application: EntryApplication) async {
        let reports = done.withLock { $0 }
        count(reports)
        await TemplateNotices(context: context).apply(reports.flatMap(\.templateNotices), to: application.integration)
    }

    private func count(_ reports: [EntryReport]) {
        var sums: [String: [EventOutcome.Result: Int64]] = [:]
        for (kind, result) in reports.flatMap(\.results) { sums[kind, default: [:]][result, default: 0] += 1 }
        for (kind, results) in sums {
            for (result, count) in results {
                context.metrics.number(
                    "parley_inbound_events_total", .counter, ["type": kind, "outcome": result.rawValue],
                    help: "Events of providers, by kind and by what became of them."
                ).add(count)
            }
        }
    }
}
