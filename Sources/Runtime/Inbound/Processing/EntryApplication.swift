import Core
import Store

/// Applies journal entries in one transaction.
struct EntryApplication: Sendable {
    let integration: IntegrationEntry
    let emitter: EventEmitter
    let ids: IDSource
    let now: Instant
    let log: Log
    let media: MediaVault?
    let settings: RuntimeSettings
    let echoesPostbacks: Bool

    /// Applies the events of `work`, in order, except those in `failures` (position to reason), which are recorded as failed.
    /// - Throws: `EventFault` for an event that cannot be applied; `StoreProblem` when the store is at fault.
    func apply(
        _ work: InboundWork, without failures: [Int: String] = [:], _ splitCards: SplitCardNotes?, _ store: any StoreTransaction
    ) throws -> EntryReport {
        // Gone: done by an earlier transaction whose answer was lost, or dropped by an operator.
        guard try store.complete(work.job.key) else { return EntryReport() }
        switch work.content {
        case .unreadable(let reason):
            try bury(work, reason, store)
            return EntryReport()
        case .events(let events):
            var report = EntryReport()
            for (index, event) in events.enumerated() {
                let effect = try effect(of: event, index, work, failure: failures[index], splitCards, store)
                report.results.append((event.body.word, effect.result))
                if case .template(let notice) = event.body, effect.result == .applied { report.templateNotices.append(notice) }
                try record(effect, of: event, index, work, store)
            }
            if let first = failures.min(by: { $0.key < $1.key }) {
                try bury(work, "\(failures.count) of \(events.count) events failed; event \(first.key): \(first.value)", store)
            }
            return report
        }
    }

    private func effect(
        of event: InboundEvent, _ index: Int, _ work: InboundWork, failure: String?, _ splitCards: SplitCardNotes?,
        _ store: any StoreTransaction
    ) throws -> EventApplication.Effect {
        if let failure { return EventApplication.Effect(result: .failed, reason: failure) }
        let application = EventApplication(
            store: store, integration: integration, entry: work.job.subject, emitter: emitter, ids: ids, now: now, log: log,
            media: media, splitCards: splitCards, settings: settings, echoesPostbacks: echoesPostbacks)
        do {
            return try application.apply(event)
        } catch let problem as StoreProblem where !problem.mayBeTheStatement {
            throw problem
        } catch {
            throw EventFault(entry: work.job.subject, index: index, reason: Self.reason(error))
        }
    }

    private func record(
        _ effect: EventApplication.Effect, of event: InboundEvent, _ index: Int, _ work: InboundWork, _ store: any StoreTransaction
    ) throws {
        // A replay must not turn "applied" into "duplicate".
        if effect.result == .duplicate, let settled = work.settled[index], settled != .failed { return }
        try store.record(
            EventOutcome(
                entryID: work.job.subject, index: index, externalID: event.externalID, type: event.body.word, result: effect.result,
                resourceID: effect.resourceID, reason: effect.reason))
    }

    private func bury(_ work: InboundWork, _ reason: String, _ store: any StoreTransaction) throws {
        let job = work.job
        try store.bury(
            DeadLetter(
                key: job.key, appID: job.appID, subject: job.subject, attempts: job.attempt + 1, diedAt: now, reason: reason))
    }

    /// Why, in words that hold nothing of the event.
    private static func reason(_ error: any Error) -> String {
        switch error {
        case let unusable as EventApplication.Unusable: unusable.reason
        case let problem as StoreProblem: "the store refused it: \(problem)"
        default: "it could not be applied: \(type(of: error))"
        }
    }
}

extension StoreProblem {
    /// Whether what was written may be at fault and not the store: then the neighbours can go on without it.
    var mayBeTheStatement: Bool {
        switch self {
        case .failed: true
        case .closed, .overloaded, .disk, .fenced, .unusable: false
        }
    }
}
