import ConnectorKit
import Core
import Store

/// Pulls one integration's requests from its relay: connects, stores each request together with its place in the stream, and connects again.
///
/// Whatever goes wrong is waited out; nothing of it touches anybody else.
struct Puller: Sendable {
    let integrationID: ID
    let intake: Intake
    let leases: Leases
    let streamer: any HTTPStreamer
    let context: RuntimeContext

    /// Waits after failures, by their number.
    private static let afterFailure = RetrySchedule(
        [.seconds(1), .seconds(2), .seconds(5), .seconds(15), .seconds(30), .minutes(1)], repeatsLast: true)
    /// The longest wait that a relay may ask for.
    private static let longestWait: Duration = .minutes(5)
    /// How often to look whether the lease is still, or has become, this worker's.
    private static let look: Duration = .seconds(2)
    /// A connection is made anew after this time: whatever may hang then, ends then.
    private static let connectionLife: Duration = .hours(1)
    /// Bytes that may wait to be stored.
    private static let inboxLimit = 8 << 20
    /// Events that are stored in one transaction.
    private static let batch = 64

    /// How a connection ended.
    struct Ending: Sendable {
        /// What went wrong; nil for an end that is in order.
        var problem: String?
        /// Whether anything came: then the next failure counts as the first.
        var hasProgressed = false
        /// Whether to connect again without a wait, because the worker was slower than the relay.
        var isAtOnce = false
        /// How long the relay wants to be left alone.
        var retry: Duration?
    }

    /// Pulls until cancelled, or until the integration is gone or has no such relay.
    func run() async {
        let numbers = RelayNumbers(context.metrics, integrationID)
        defer { numbers.connected.set(0) }
        var failures = 0
        while !Task.isCancelled {
            guard let integration = current, let stream = integration.relay?.stream else { return }
            var wait = Self.look
            if let lease = leases.lease(shard), !intake.isOverloaded {
                let connection = RelayConnection(
                    puller: self, integration: integration, stream: stream, lease: lease, numbers: numbers)
                let ending = await connection.run()
                numbers.connected.set(0)
                failures = ending.hasProgressed ? 1 : failures + 1
                wait = ending.isAtOnce ? .zero : pause(after: failures, ending)
                if let problem = ending.problem, !Task.isCancelled {
                    context.log.warning(
                        "The connection to a relay has ended",
                        ["integration": "\(integrationID)", "reason": problem, "againInMilliseconds": "\(wait.milliseconds)"])
                }
            }
            if wait > .zero, (try? await context.clock.sleep(until: context.clock.now() + wait)) == nil { return }
        }
    }

    /// The integration as it stands now, if it runs.
    private var current: IntegrationEntry? {
        context.directory.integrations[integrationID].flatMap { $0.isActive ? $0 : nil }
    }

    private var shard: Int { JobKey(queue: .inbound, group: integrationID, lane: integrationID, id: ID.first).shard }

    /// A time that spreads workers and integrations, so that a relay that comes back is not met by all at once.
    private func pause(after failures: Int, _ ending: Ending) -> Duration {
        let jitter = integrationID.high ^ UInt64(integrationID.low) ^ UInt64(bitPattern: context.clock.now().milliseconds)
        let own = Self.afterFailure.delay(afterFailure: failures, jitter: jitter) ?? Self.longestWait
        return max(own, min(ending.retry ?? .zero, Self.longestWait))
    }

    // MARK: For the connection

    /// Ends the connection once the lease is another worker's, or the relay is set up in another way.
    func watch(_ inbox: RelayInbox, _ stream: RelayStream, _ lease: ShardLease) async {
        while (try? await context.clock.sleep(until: context.clock.now() + Self.look)) != nil {
            if leases.lease(shard)?.token == lease.token, current?.relay?.stream == stream { continue }
            return inbox.end(.abandoned)
        }
    }

    /// Asks for what follows `cursor`, until the connection ends.
    func connect(_ stream: RelayStream, after cursor: String?, into inbox: RelayInbox) async {
        var headers: HTTPFields = [
            "Accept": "text/event-stream", "Cache-Control": "no-cache",
            // gosmee streams to callers that name it here, and shows all others a page.
            "User-Agent": "parley (gosmee)",
        ]
        if let cursor { headers["Last-Event-ID"] = cursor }
        if let token = stream.token { headers["Authorization"] = "Bearer \(token.revealText())" }
        let outcome = await streamer.stream(
            OutboundRequest(method: "GET", url: stream.url, headers: headers),
            CallLimits(deadline: Self.connectionLife, trustedHost: true), silence: stream.heartbeat
        ) { inbox.received($0) }
        inbox.end(.stream(outcome))
    }

    func makeInbox() -> RelayInbox { RelayInbox(limit: Self.inboxLimit) }

    /// Waits while the worker has too much to do already. False when that was cut short.
    func waitForRoom() async -> Bool {
        while intake.isOverloaded {
            guard (try? await context.clock.sleep(until: context.clock.now() + Self.look)) != nil else { return false }
        }
        return true
    }

    /// The events in pieces that are stored together.
    static func batches(_ events: [ServerSentEvents.Event]) -> [ArraySlice<ServerSentEvents.Event>] {
        stride(from: 0, to: events.count, by: batch).map { events[$0..<min($0 + batch, events.count)] }
    }
}
