import ConnectorKit
package import Core
package import Store

/// Takes requests of providers: authenticates, decodes, masks and reads them, stores them with a job, and only then answers.
///
/// Runs on the HTTP server's thread and the store's; there is no task on the way. A request that is answered 2xx is on disk.
package final class Intake: Sendable {
    let context: RuntimeContext
    let pending: PendingEntries
    private let numbers: IntakeNumbers
    private let refusals: RefusalLog

    /// Writes that wait in the store past which new requests are turned away: its queue is bounded, and a reply must come in time.
    private static let waitingWritesLimit = 4096

    /// - Parameter pending: shared with the processor that applies what is stored here.
    package init(context: RuntimeContext, pending: PendingEntries) {
        self.context = context
        self.pending = pending
        numbers = IntakeNumbers(context.metrics)
        refusals = RefusalLog(context.log)
    }

    /// Whether new requests are turned away. Cheap: ask before a body is read.
    package var isOverloaded: Bool {
        pending.count >= context.settings.inboundBacklogLimit || context.store.waitingWrites >= Self.waitingWritesLimit
    }

    /// The answer to a request that is turned away.
    package func overloaded() -> HTTPResponse {
        numbers.overloaded.add()
        return Self.comeBackLater
    }

    private static let comeBackLater = HTTPResponse(status: 503, headers: ["Retry-After": "5"])

    /// Takes one request. `reply` is called once, on this thread or on one of the store's.
    package func receive(_ request: HTTPRequest, integration id: ID, reply: @escaping @Sendable (HTTPResponse) -> Void) {
        let directory = context.directory
        guard let integration = directory.integrations[id], integration.isActive else { return reply(HTTPResponse(status: 404)) }
        guard integration.channel.hasSecretPath || !request.hasMoreThanID else { return reply(HTTPResponse(status: 404)) }
        if isOverloaded { return reply(overloaded()) }
        let now = context.clock.now()
        switch take(request, integration, now: now) {
        case .answered(let answer): reply(answer)
        case .arrived(let arrivals, let answer): store(arrivals, answer: answer, reply)
        }
    }

    /// What a request comes to, before anything is stored.
    enum Taken {
        /// There is nothing to store.
        case answered(HTTPResponse)
        /// To be stored, and answered then.
        case arrived([Arrival], HTTPResponse)
    }

    /// Decides on one request: its relay's signature first, if it has one, then the provider's over the bytes that came.
    ///
    /// - Parameter isPulled: whether the worker fetched it from its relay, where it may have waited: then no signature is too old.
    func take(_ request: HTTPRequest, _ integration: IntegrationEntry, now: Instant, isPulled: Bool = false) -> Taken {
        guard let relay = integration.relay else { return take(request, integration, behind: nil, now: now, isPulled: false) }
        switch RelayCheck(relay: relay, isPulled: isPulled).finding(on: request, now: now) {
        case .passed(let original): return take(original, integration, behind: relay, now: now, isPulled: isPulled)
        case .refused(let reason):
            let advice = RefusalAdvice.relay(relay, reason)
            numbers.refusedRelay(integration, reason)
            refusals.refused(integration, .relay, reason, from: request.remoteAddress, advice: advice, now: now)
            return .answered(.refusal(advice))
        }
    }

    private func take(
        _ request: HTTPRequest, _ integration: IntegrationEntry, behind relay: Relay?, now: Instant, isPulled: Bool
    ) -> Taken {
        let checkTime = integration.channel.checkTime(of: request, isPulled: isPulled, now: now)
        switch integration.channel.authenticate(request, now: checkTime) {
        case .refused(let reason):
            numbers.refused(integration, reason)
            let advice = relay.map { relay in
                let isRewritten = reason == .signatureWrong && RewrittenBody.isProven(request, integration.channel, now: checkTime)
                return RefusalAdvice.provider(reason, behind: relay, isRewritten: isRewritten)
            }
            refusals.refused(integration, .provider, reason, from: request.remoteAddress, advice: advice, now: now)
            return .answered(advice.map { .refusal($0) } ?? HTTPResponse(status: 401))
        case .accepted(let signed):
            let reader = PayloadReader(integration, masking: context.masking(app: integration.appID, channel: integration.type))
            let source: JournalEntry.Source = relay == nil ? .webhook : .relay
            let kept = request.withoutSecretPath(integration)
            let incoming = IncomingRequest(
                request: kept, integration: integration, isSigned: signed, isPulled: isPulled, receivedAt: now, source: source)
            return read(incoming, reader)
        }
    }

    private func read(_ incoming: IncomingRequest, _ reader: PayloadReader) -> Taken {
        let reading: PayloadReader.Reading
        do throws(PayloadReader.Malformed) {
            reading = try reader.read(incoming.request)
        } catch {
            return quarantine(incoming, { reader.undecodable(incoming.request) }, error.reason)
        }
        do throws(ParseProblem) {
            switch try incoming.integration.channel.parse(reading.payload(receivedAt: incoming.receivedAt)) {
            case .handshake(let answer):
                numbers.handshakes.add()
                return .answered(answer)
            case .events(let events, let answer):
                numbers.accepted.add()
                let own = Arrival(entry: incoming.entry(reading.capsule, id: nextID(incoming)), events: events)
                return .arrived([own] + elsewhere(events, incoming, reading), answer)
            }
        } catch {
            return quarantine(incoming, { reading.capsule }, error.reason)
        }
    }

    /// Keeps a request that nobody can read. A provider that signs is believed and must not repeat it for days; for the rest it is noise.
    private func quarantine(_ incoming: IncomingRequest, _ capsule: () -> RequestCapsule, _ reason: String) -> Taken {
        guard incoming.isSigned else {
            numbers.malformed.add()
            return .answered(HTTPResponse(status: 400))
        }
        numbers.quarantined.add()
        context.log.warning(
            "A request could not be read and is kept in quarantine", ["integration": "\(incoming.integration.id)", "reason": reason])
        let entry = incoming.entry(capsule(), id: nextID(incoming), quarantinedFor: reason)
        return .arrived([Arrival(entry: entry, events: [])], HTTPResponse(status: 200))
    }

    /// The same request for the other accounts of the app that it holds items for, if they believe it as well.
    private func elsewhere(_ events: [InboundEvent], _ incoming: IncomingRequest, _ reading: PayloadReader.Reading) -> [Arrival] {
        let accounts = Set(events.compactMap(\.otherAccountID))
        guard !accounts.isEmpty else { return [] }
        let known = context.directory.integrations.values.filter { other in
            other.appID == incoming.integration.appID && other.type == incoming.integration.type && other.isActive
                && other.channel.accountID.map { accounts.contains($0) } == true
        }
        numbers.strangers.add(Int64(accounts.count - known.count))
        return known.sorted { $0.id < $1.id }.compactMap { other in
            let checkTime = other.channel.checkTime(of: incoming.request, isPulled: incoming.isPulled, now: incoming.receivedAt)
            guard case .accepted = other.channel.authenticate(incoming.request, now: checkTime),
                case .events(let events, _) = try? other.channel.parse(reading.payload(receivedAt: incoming.receivedAt))
            else { return nil }
            var incoming = incoming
            incoming.integration = other
            return Arrival(entry: incoming.entry(reading.capsule, id: nextID(incoming)), events: events)
        }
    }

    private func nextID(_ incoming: IncomingRequest) -> ID { context.ids.next(at: incoming.receivedAt) }

    /// Stores what has arrived in one transaction, then answers.
    private func store(_ arrivals: [Arrival], answer: HTTPResponse, _ reply: @escaping @Sendable (HTTPResponse) -> Void) {
        let effective = arrivals.filter { !$0.events.isEmpty }
        // Before the write: the job may be handed out before this function's completion runs.
        for arrival in effective { pending.added(arrival.entry.id, arrival.events, bytes: arrival.entry.payload.count) }
        context.crashPoints.pass(.beforeJournal)
        context.store.write { store in
            for arrival in arrivals {
                try store.insert(arrival.entry)
                if !arrival.events.isEmpty { try store.enqueue(.inbound(arrival.entry)) }
            }
        } completion: { [context, pending] result in
            switch result {
            case .success:
                context.crashPoints.pass(.afterJournal)
                reply(answer)
            case .failure(let problem):
                pending.ended(effective.map(\.entry.id))
                context.log.error("A request could not be stored", ["problem": "\(problem)"])
                reply(Self.comeBackLater)
            }
        }
    }
}

/// A journal entry and the events that were read from it.
struct Arrival: Sendable {
    var entry: JournalEntry
    var events: [InboundEvent]
}

extension InboundEvent {
    /// The account of the same provider that the event belongs to, if it is another one.
    fileprivate var otherAccountID: String? {
        if case .elsewhere(let account) = body { return account }
        return nil
    }
}

extension Channel {
    /// The time as of which a request is authenticated: now, and for one that was pulled the time at which it was signed, if that is past.
    fileprivate func checkTime(of request: HTTPRequest, isPulled: Bool, now: Instant) -> Instant {
        isPulled ? min(signedAt(request) ?? now, now) : now
    }
}

extension HTTPRequest {
    private static let webhooks = "/webhooks/"

    /// Whether something stands behind the integration's id in the address of a webhook.
    fileprivate var hasMoreThanID: Bool {
        path.utf8.starts(with: Self.webhooks.utf8) && path.utf8.dropFirst(Self.webhooks.utf8.count).contains(UInt8(ascii: "/"))
    }

    /// The request as it may be stored.
    fileprivate func withoutSecretPath(_ integration: IntegrationEntry) -> HTTPRequest {
        guard integration.channel.hasSecretPath else { return self }
        var request = self
        request.path = "\(Self.webhooks)\(integration.id)"
        return request
    }
}

extension HTTPResponse {
    /// To whom a relay is set up: the sentence shows in the relay's list of deliveries.
    fileprivate static func refusal(_ advice: String) -> HTTPResponse {
        HTTPResponse(status: 401, headers: ["Content-Type": "text/plain; charset=utf-8"], body: Array(advice.utf8))
    }
}

/// A request that is believed.
private struct IncomingRequest {
    var request: HTTPRequest
    var integration: IntegrationEntry
    var isSigned: Bool
    /// Whether the worker fetched it from its relay.
    var isPulled: Bool
    var receivedAt: Instant
    var source: JournalEntry.Source

    func entry(_ capsule: RequestCapsule, id: ID, quarantinedFor reason: String? = nil) -> JournalEntry {
        JournalEntry(
            id: id, appID: integration.appID, integrationID: integration.id, receivedAt: receivedAt, source: source,
            verdict: reason == nil ? .accepted : .quarantined, payload: capsule.encoded(), reason: reason)
    }
}

extension Job {
    /// The job that applies a journal entry. All entries of an integration stand in one lane, in the order in which they came.
    package static func inbound(_ entry: JournalEntry) -> Job {
        let key = JobKey(queue: .inbound, group: entry.integrationID, lane: entry.integrationID, id: entry.id)
        return Job(key: key, appID: entry.appID, subject: entry.id, runAt: entry.receivedAt)
    }
}
