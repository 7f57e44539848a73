import ConnectorKit
import Core
import JSONKit
import Runtime
import Store
import StoreSQLite
import Testing

/// Asks for what follows a number and reads `{"events": […], "next": "…"}`.
private struct ScriptedPolling: Polling {
    func request(after cursor: String?) -> (request: OutboundRequest, deadline: Duration) {
        (OutboundRequest(method: "GET", url: "http://poll/\(cursor ?? "")"), .seconds(30))
    }

    func interpret(_ payload: Payload, after cursor: String?) throws(ParseProblem) -> PollResult {
        guard case .json(let json) = payload.body else { throw ParseProblem("the answer must be JSON") }
        let events = try ScriptedChannel.events(json)
        let thanks = events.map { OutboundRequest(method: "POST", url: "http://poll/\($0.externalID)") }
        return PollResult(events: events, cursor: json["next"].string ?? cursor, courtesies: thanks)
    }

    func interpretFailure(_ response: HTTPResponse, now: Instant) -> Outcome {
        response.status == 401
            ? .accountInvalid(Failure(.credentialsInvalid)) : .throttled(Failure(.rateLimited), retryAfter: .seconds(40), scope: .account)
    }
}

/// A provider that holds numbered messages and hands out two at a time.
private final class Provider: HTTPCaller {
    private let state = Lock<(questions: [String], failures: [TransportOutcome], count: Int, thanks: [String])>(([], [], 0, []))
    private let (asked, ask) = AsyncStream<Void>.makeStream()

    init(messages: Int, failing: [TransportOutcome] = []) { state.withLock { $0 = ([], failing, messages, []) } }

    var questions: [String] { state.withLock { $0.questions } }
    /// The courtesies that came.
    var thanks: [String] { state.withLock { $0.thanks } }

    func call(_ request: OutboundRequest, _ limits: CallLimits) async -> TransportOutcome {
        let cursor = String(request.url.dropFirst("http://poll/".count))
        if request.method == "POST" {
            state.withLock { $0.thanks.append(cursor) }
            ask.yield()
            return .maybeSent(TransportFailure(.broken))
        }
        let answer = state.withLock { state -> TransportOutcome? in
            state.questions.append(cursor)
            if !state.failures.isEmpty { return state.failures.removeFirst() }
            let from = Int(cursor) ?? 0
            guard from < state.count else { return nil }
            let numbers = from..<min(from + 2, state.count)
            let events = numbers.map { text("m\($0)", "text \($0)") }.joined(separator: ",")
            return .answered(HTTPResponse(status: 200, body: Array(#"{"events":[\#(events)],"next":"\#(numbers.upperBound)"}"#.utf8)))
        }
        ask.yield()
        if let answer { return answer }
        // A long poll: nothing comes until the caller gives up.
        try? await Task.sleep(for: .seconds(3600))
        return .maybeSent(TransportFailure(.cancelled))
    }

    /// Returns when the questions asked fulfil `condition`.
    func until(_ condition: ([String]) -> Bool) async {
        for await _ in asked where condition(questions) { return }
    }
}

@Suite("Channels that are polled")
struct PollerTests {
    private func world(
        _ provider: Provider, store: (any Store)? = nil, clock: ManualClock = ManualClock(), _ points: CrashPoints = CrashPoints()
    )
        async throws -> InboundWorld
    {
        let channel = ScriptedChannel(polling: ScriptedPolling())
        return try await InboundWorld(store: store, clock: clock, channel: channel, caller: provider, crashPoints: points)
    }

    /// Polls until the provider has been asked as `condition` says.
    private func poll(_ world: InboundWorld, _ provider: Provider, until condition: ([String]) -> Bool) async {
        world.context.replaceDirectory(world.withoutOther())
        let polls = Polls(context: world.context, leases: world.leases, pending: world.pending)
        let task = Task { await polls.run() }
        await provider.until(condition)
        task.cancel()
        await task.value
    }

    @Test("events and cursor are stored together, the next question acknowledges them, and the events are applied in order")
    func polls() async throws {
        let provider = Provider(messages: 5)
        let world = try await world(provider)
        await poll(world, provider) { $0.last == "5" }
        #expect(provider.questions == ["", "2", "4", "5"])
        try await world.applyAll()
        #expect(try await world.texts(of: "a1") == (0..<5).map { "text \($0)" })
        #expect(try await world.entries().map(\.source) == [.poll, .poll, .poll])
        #expect(try await world.store.read { try $0.cursor(integration: InboundWorld.integration) } == "5")
    }

    @Test("courtesies are made once per event that was stored, and none for one that was not")
    func courtesies() async throws {
        let provider = Provider(messages: 5)
        await poll(try await world(provider), provider) { _ in provider.thanks.count == 5 && provider.questions.last == "5" }
        #expect(provider.thanks.sorted() == ["m0", "m1", "m2", "m3", "m4"])

        let refused = Provider(messages: 1)
        let store = try SQLiteStore(SQLiteOptions(.temporary))
        let world = try await world(
            refused, store: store,
            CrashPoints { _ in
                store.write {
                    try $0.acquireLeases(owner: ID(high: 8, low: 8), now: .zero, until: .distantFuture, force: true)
                } completion: { _ in
                }
            })
        await poll(world, refused) { $0.count == 1 }
        #expect(refused.thanks.isEmpty)
    }

    @Test(
        "killed before or after the commit, nothing is lost and nothing happens twice",
        arguments: [CrashPoints.Point.beforeJournal, .afterJournal])
    func killed(point: CrashPoints.Point) async throws {
        let store = try SQLiteStore(SQLiteOptions(.temporary))
        let provider = Provider(messages: 5)
        // A killed worker is one whose later writes do not happen: here, whose lease is gone.
        let world = try await world(
            provider, store: store,
            CrashPoints { passed in
                guard passed == point else { return }
                store.write {
                    try $0.acquireLeases(owner: ID(high: 8, low: 8), now: .zero, until: .distantFuture, force: true)
                } completion: { _ in
                }
            })
        await poll(world, provider) { $0.count == (point == .beforeJournal ? 1 : 2) }

        // Identifiers of two workers within one millisecond have no order.
        world.clock.advance(by: .milliseconds(1))
        let restarted = try await self.world(provider, store: store, clock: world.clock)
        await poll(restarted, provider) { $0.last == "5" }
        try await restarted.applyAll()
        #expect(try await restarted.texts(of: "a1") == (0..<5).map { "text \($0)" })
        #expect(try await restarted.results().allSatisfy { $0 == .applied })
    }

    @Test("after a restart the events of a poll are read again from the journal")
    func journal() async throws {
        let provider = Provider(messages: 3)
        let world = try await world(provider)
        await poll(world, provider) { $0.last == "3" }
        let restarted = try await self.world(provider, store: world.store, clock: world.clock)
        try await restarted.applyAll()
        #expect(try await restarted.texts(of: "a1").count == 3)
    }

    @Test("invariant 11: a failing credential is waited out and stops nobody else")
    func failingCredential() async throws {
        let provider = Provider(messages: 1, failing: [.answered(HTTPResponse(status: 401)), .notSent(TransportFailure(.connect))])
        let world = try await world(provider)
        world.context.replaceDirectory(world.withoutOther())
        let polls = Polls(context: world.context, leases: world.leases, pending: world.pending)
        let task = Task { await polls.run() }
        await provider.until { $0.count == 1 }
        await world.post(#"{"events":[\#(text("w1", from: "a2"))]}"#)
        try await world.applyAll()
        #expect(try await world.texts(of: "a2") == ["hello"])
        while provider.questions.last != "1" {
            await Task.yield()
            if world.clock.sleeperCount > 0 { world.clock.advance(by: .seconds(10)) }
        }
        task.cancel()
        await task.value
        #expect(provider.questions == ["", "", "", "1"])
    }

    @Test("of two workers only the one that holds the lease asks; the other goes on where it stopped")
    func lease() async throws {
        let store = try SQLiteStore(SQLiteOptions(.temporary))
        let first = Provider(messages: 3)
        let worker = try await world(first, store: store)
        await poll(worker, first) { $0.last == "3" }

        let second = Provider(messages: 5)
        let context = RuntimeContext(
            store: store, caller: second, clock: worker.clock.clock, ids: IDSource(worker: 77), masking: NoMasking(),
            directory: worker.withoutOther())
        let leases = Leases(context: context)
        try await leases.acquire(alone: false)
        let polls = Polls(context: context, leases: leases, pending: worker.pending)
        let task = Task { await polls.run() }
        while worker.clock.sleeperCount < 2 { await Task.yield() }
        #expect(second.questions.isEmpty)

        try await worker.leases.release()
        try await leases.acquire(alone: false)
        worker.clock.advance(by: .seconds(10))
        await second.until { $0.last == "5" }
        task.cancel()
        await task.value
        #expect(second.questions == ["3", "5"])
    }

    @Test("a provider that asks to wait is not asked before that time")
    func retryAfter() async throws {
        let provider = Provider(messages: 1, failing: [.answered(HTTPResponse(status: 429))])
        let world = try await world(provider)
        world.context.replaceDirectory(world.withoutOther())
        let start = world.clock.now
        let polls = Polls(context: world.context, leases: world.leases, pending: world.pending)
        let task = Task { await polls.run() }
        await provider.until { $0.count == 1 }
        // The poller's sleep and the look at the directory.
        while world.clock.sleeperCount < 2 { await Task.yield() }
        world.clock.advance(to: start + .milliseconds(39_999))
        while world.clock.sleeperCount < 2 { await Task.yield() }
        #expect(provider.questions.count == 1)
        world.clock.advance(to: start + .seconds(40))
        await provider.until { $0.last == "1" }
        task.cancel()
        await task.value
    }
}

extension InboundWorld {
    /// The directory with the first integration only.
    func withoutOther() -> Directory {
        let directory = context.directory
        return Directory(
            apps: Array(directory.apps.values), integrations: directory.integrations.values.filter { $0.id == Self.integration },
            webhooks: Array(directory.webhooks.values))
    }
}
