import ConnectorKit
import Core
import Store

/// Asks one channel for events, for ever: ask, read, commit events and cursor together, ask again.
///
/// The provider learns of the commit only by the next question. Whatever goes wrong is waited out; nothing of it touches anybody else.
struct Poller: Sendable {
    let integrationID: ID
    let leases: Leases
    let pending: PendingEntries
    let context: RuntimeContext

    /// Waits after failures, by their number.
    private static let afterFailure = RetrySchedule(
        [.seconds(1), .seconds(5), .seconds(15), .minutes(1), .minutes(5)], repeatsLast: true)
    /// How often to look whether the shard has come to this worker, or the backlog has shrunk.
    private static let idleWait: Duration = .seconds(2)

    /// What to do after a round.
    private enum Next {
        case after(Duration, courtesies: [OutboundRequest] = [])
        case failed(String, retryAfter: Duration? = nil)
    }

    /// An integration as it stands in the directory now.
    private struct Subject {
        var integration: IntegrationEntry
        var polling: any Polling
    }

    /// Polls until cancelled, or until the integration is gone or is no longer polled.
    func run() async {
        let courtesies = Courtesies(caller: context.caller)
        await withDiscardingTaskGroup { group in await poll(courtesies, &group) }
    }

    private func poll(_ courtesies: Courtesies, _ group: inout DiscardingTaskGroup) async {
        var failures = 0
        while !Task.isCancelled {
            guard let integration = context.directory.integrations[integrationID], integration.isActive,
                let polling = integration.channel.polling
            else { return }
            let wait: Duration
            switch await round(Subject(integration: integration, polling: polling)) {
            case .after(let delay, let calls):
                failures = 0
                wait = delay
                courtesies.make(calls, trustedHost: integration.trustedHost, in: &group)
            case .failed(let reason, let retryAfter):
                failures += 1
                context.log.warning("A channel could not be polled", ["integration": "\(integrationID)", "reason": reason])
                let jitter = integrationID.high ^ UInt64(failures)
                wait = retryAfter ?? Self.afterFailure.delay(afterFailure: failures, jitter: jitter) ?? .minutes(5)
            }
            if wait > .zero, (try? await context.clock.sleep(until: context.clock.now() + wait)) == nil { return }
        }
    }

    private var shard: Int { JobKey(queue: .inbound, group: integrationID, lane: integrationID, id: ID.first).shard }

    private func round(_ subject: Subject) async -> Next {
        guard let lease = leases.lease(shard), pending.count < context.settings.inboundBacklogLimit else { return .after(Self.idleWait) }
        do {
            let id = integrationID
            // Read each time: another worker may have had the shard meanwhile.
            let cursor = try await context.store.read { try $0.cursor(integration: id) }
            let (request, deadline) = subject.polling.request(after: cursor)
            let limits = CallLimits(
                deadline: deadline, maximumBody: context.settings.webhookBodyLimit, trustedHost: subject.integration.trustedHost)
            switch await context.caller.call(request, limits) {
            case .answered(let response) where (200..<300).contains(response.status):
                return try await take(response, subject, after: cursor, lease)
            case .answered(let response):
                return failure(subject.polling.interpretFailure(response, now: context.clock.now()), status: response.status)
            // Asking has no effect until the cursor moves, so it does not matter whether the provider saw the question.
            case .notSent(let failure), .maybeSent(let failure): return .failed(failure.reason.rawValue)
            }
        } catch StoreProblem.fenced {
            return .after(Self.idleWait)
        } catch {
            return .failed("\(error)")
        }
    }

    private func failure(_ outcome: Outcome, status: Int) -> Next {
        switch outcome {
        case .throttled(let failure, let retryAfter, _), .unavailable(let failure, let retryAfter):
            .failed(Self.words(failure, status), retryAfter: retryAfter)
        case .rejected(let failure), .ambiguous(let failure), .recipientGone(let failure, _), .accountInvalid(let failure):
            .failed(Self.words(failure, status))
        case .accepted: .failed("\(status)")
        }
    }

    /// What an administrator must know; the connector's own sentence, never the provider's.
    private static func words(_ failure: Failure, _ status: Int) -> String {
        ["\(status) \(failure.code.rawValue)", failure.detail].compactMap(\.self).joined(separator: ": ")
    }

    private func take(_ response: HTTPResponse, _ subject: Subject, after cursor: String?, _ lease: ShardLease) async throws -> Next {
        let now = context.clock.now()
        let integration = subject.integration
        let reader = PayloadReader(integration, masking: context.masking(app: integration.appID, channel: integration.type))
        let answer = RequestCapsule(
            pollAnswer: response.body, contentType: response.headers[RequestCapsule.contentType], after: cursor)
        let reading: PayloadReader.Reading
        let result: PollResult
        do {
            reading = try reader.read(answer.request)
            result = try subject.polling.interpret(reading.payload(receivedAt: now), after: cursor)
        } catch let problem as ParseProblem {
            return .failed(problem.reason)
        } catch let malformed as PayloadReader.Malformed {
            return .failed(malformed.reason)
        }
        let entry = JournalEntry(
            id: context.ids.next(at: now), appID: subject.integration.appID, integrationID: integrationID, receivedAt: now, source: .poll,
            verdict: .accepted, payload: reading.capsule.encoded())
        if !result.events.isEmpty || result.cursor != cursor { try await store(result, entry, lease) }
        return .after(result.delay, courtesies: result.courtesies)
    }

    private func store(_ result: PollResult, _ entry: JournalEntry, _ lease: ShardLease) async throws {
        let hasEvents = !result.events.isEmpty
        if hasEvents { pending.added(entry.id, result.events, bytes: entry.payload.count) }
        context.crashPoints.pass(.beforeJournal)
        do {
            try await context.store.write { store in
                try store.verify(lease)
                if hasEvents {
                    try store.insert(entry)
                    try store.enqueue(.inbound(entry))
                }
                try store.setCursor(result.cursor, integration: entry.integrationID)
            }
        } catch {
            if hasEvents { pending.ended([entry.id]) }
            throw error
        }
        context.crashPoints.pass(.afterJournal)
    }
}
