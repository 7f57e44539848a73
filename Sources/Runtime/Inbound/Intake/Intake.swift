import ConnectorKit
package import Core
package import Store

/// Takes requests of providers: authenticates, decodes, masks and reads them, stores them with a job, and only then answers.
///
/// Runs on the HTTP server's thread and the store's; there is no task on the way. A request that is answered 2xx is on disk.
package final class Intake: Sendable {
    private let context: RuntimeContext
    private let pending: PendingEntries
    private let numbers: IntakeNumbers

    /// Writes that wait in the store past which new requests are turned away: its queue is bounded, and a reply must come in time.
    private static let waitingWritesLimit = 4096

    /// - Parameter pending: shared with the processor that applies what is stored here.
    package init(context: RuntimeContext, pending: PendingEntries) {
        self.context = context
        self.pending = pending
        numbers = IntakeNumbers(context.metrics)
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
        switch integration.channel.authenticate(request, now: now) {
        case .refused(let reason):
            numbers.refused(integration, reason)
            reply(HTTPResponse(status: 401))
        case .accepted(let signed):
            let reader = PayloadReader(integration, masking: context.masking(app: integration.appID, channel: integration.type))
            let kept = request.withoutSecretPath(integration)
            read(IncomingRequest(request: kept, integration: integration, isSigned: signed, receivedAt: now), reader, reply)
        }
    }

    private func read(_ incoming: IncomingRequest, _ reader: PayloadReader, _ reply: @escaping @Sendable (HTTPResponse) -> Void) {
        let reading: PayloadReader.Reading
        do throws(PayloadReader.Malformed) {
            reading = try reader.read(incoming.request)
        } catch {
            return quarantine(incoming, { reader.undecodable(incoming.request) }, error.reason, reply)
        }
        do throws(ParseProblem) {
            switch try incoming.integration.channel.parse(reading.payload(receivedAt: incoming.receivedAt)) {
            case .handshake(let answer):
                numbers.handshakes.add()
                reply(answer)
            case .events(let events, let answer):
                numbers.accepted.add()
                let own = Arrival(entry: incoming.entry(reading.capsule, id: nextID(incoming)), events: events)
                store([own] + elsewhere(events, incoming, reading), answer: answer, reply)
            }
        } catch {
            quarantine(incoming, { reading.capsule }, error.reason, reply)
        }
    }

    /// Keeps a request that nobody can read. A provider that signs is believed and must not repeat it for days; for the rest it is noise.
    private func quarantine(
        _ incoming: IncomingRequest, _ capsule: () -> RequestCapsule, _ reason: String, _ reply: @escaping @Sendable (HTTPResponse) -> Void
    ) {
        guard incoming.isSigned else {
            numbers.malformed.add()
            return reply(HTTPResponse(status: 400))
        }
        numbers.quarantined.add()
        context.log.warning(
            "A request could not be read and is kept in quarantine", ["integration": "\(incoming.integration.id)", "reason": reason])
        let entry = incoming.entry(capsule(), id: nextID(incoming), quarantinedFor: reason)
        store([Arrival(entry: entry, events: [])], answer: HTTPResponse(status: 200), reply)
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
            guard case .accepted = other.channel.authenticate(incoming.request, now: incoming.receivedAt),
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
private struct Arrival: Sendable {
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

extension HTTPRequest {
    private static let webhooks = "/webhooks/"

    /// Whether something stands behind the integration's id.
    fileprivate var hasMoreThanID: Bool { path.utf8.dropFirst(Self.webhooks.utf8.count).contains(UInt8(ascii: "/")) }

    /// The request as it may be stored.
    fileprivate func withoutSecretPath(_ integration: IntegrationEntry) -> HTTPRequest {
        guard integration.channel.hasSecretPath else { return self }
        var request = self
        request.path = "\(Self.webhooks)\(integration.id)"
        return request
    }
}

/// A request that is believed.
private struct IncomingRequest {
    var request: HTTPRequest
    var integration: IntegrationEntry
    var isSigned: Bool
    var receivedAt: Instant

    func entry(_ capsule: RequestCapsule, id: ID, quarantinedFor reason: String? = nil) -> JournalEntry {
        JournalEntry(
            id: id, appID: integration.appID, integrationID: integration.id, receivedAt: receivedAt, source: .webhook,
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
