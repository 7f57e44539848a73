import ConnectorKit
import Core
import JSONKit
import Runtime
import Store
import StoreSQLite
import Testing

@Suite("Relays that are pulled from")
struct PullTests {
    private func world(
        _ relay: FakeRelay, store: (any Store)? = nil, clock: ManualClock = ManualClock(), secrets: [Secret] = [], token: Secret? = nil,
        crashPoints: CrashPoints = CrashPoints(), settings: RuntimeSettings = RuntimeSettings()
    ) async throws -> InboundWorld {
        // A hundred counted texts look like a card in pieces.
        let world = try await InboundWorld(
            store: store, clock: clock, masksCards: false, settings: settings, crashPoints: crashPoints, streamer: relay)
        world.stand(Relay(.pull(RelayStream(url: "http://relay/a", token: token)), secrets: secrets))
        return world
    }

    private static func body(_ number: Int) -> String { #"{"events":[\#(text("m\(number)", "text \(number)"))]}"# }

    /// Pulls until `condition`, while time passes.
    private func pull(_ world: InboundWorld, passing: Duration = .zero, until condition: () async throws -> Bool) async throws {
        let pulls = Pulls(context: world.context, intake: world.intake, leases: world.leases)
        let task = Task { await pulls.run() }
        while try await !condition() {
            await Task.yield()
            if passing > .zero, world.clock.sleeperCount > 0 { world.clock.advance(by: passing) }
        }
        task.cancel()
        await task.value
    }

    @Test("A pulled request is stored with its place, and read as one that the provider sent; the token goes along")
    func pulled() async throws {
        let relay = FakeRelay()
        relay.keep(bodies: [Self.body(1), Self.body(2)], more: #","query":{"a":"b c"},"timestamp":1790000000000"#)
        let world = try await world(relay, token: Secret("t0ken"))
        try await pull(world) { try await world.entries().count == 2 }
        let entry = try #require(try await world.entries().first)
        #expect(entry.source == .relay && entry.verdict == .accepted)
        #expect(RequestCapsule(entry.payload)?.request.query == "a=b%20c")
        #expect(try await world.store.read { try $0.cursor(integration: InboundWorld.integration) } == "2")
        #expect(relay.requests.first?.headers["Authorization"] == "Bearer t0ken")
        #expect(relay.requests.first?.headers["Accept"] == "text/event-stream")
        try await world.applyAll()
        #expect(try await world.texts(of: "a1") == ["text 1", "text 2"])
    }

    @Test("After the end of a connection the next one goes on behind what is stored")
    func resumption() async throws {
        let relay = FakeRelay(courses: [
            FakeRelay.closed, .end(.notSent(TransportFailure(.connect))), .end(.answered(HTTPResponse(status: 502))),
        ])
        relay.keep(bodies: (1...3).map { Self.body($0) })
        let world = try await world(relay)
        try await pull(world, passing: .milliseconds(500)) { relay.places.count == 4 }
        #expect(relay.places == [nil, "3", "3", "3"])
        try await world.applyAll()
        #expect(try await world.texts(of: "a1").count == 3)
    }

    @Test("A relay that refuses is asked again with growing waits")
    func backOff() async throws {
        let refusal = FakeRelay.Course.end(.answered(HTTPResponse(status: 401)))
        let relay = FakeRelay(courses: [refusal, refusal, refusal])
        let world = try await world(relay)
        let start = world.clock.now
        try await pull(world, passing: .milliseconds(100)) { relay.places.count == 4 }
        // 1, 2 and 5 seconds, moved by a fifth either way.
        #expect(world.clock.now - start >= .milliseconds(6400))
    }

    @Test(
        "Killed before or after the commit, nothing is lost and nothing happens twice (invariants 1, 3)",
        arguments: [CrashPoints.Point.beforeJournal, .afterJournal])
    func killed(point: CrashPoints.Point) async throws {
        let store = try SQLiteStore(SQLiteOptions(.temporary))
        let relay = FakeRelay()
        relay.keep(bodies: (1...100).map { Self.body($0) })
        // A killed worker is one whose later writes do not happen: here, whose lease is gone.
        let (passes, pass) = AsyncStream<Void>.makeStream()
        let world = try await world(
            relay, store: store,
            crashPoints: CrashPoints { passed in
                guard passed == point else { return }
                store.write {
                    try $0.acquireLeases(owner: ID(high: 8, low: 8), now: .zero, until: .distantFuture, force: true)
                } completion: { _ in
                    pass.yield()
                }
            })
        let pulls = Pulls(context: world.context, intake: world.intake, leases: world.leases)
        let task = Task { await pulls.run() }
        for await _ in passes { break }
        task.cancel()
        await task.value

        // Identifiers of two workers within one millisecond have no order.
        world.clock.advance(by: .milliseconds(1))
        let restarted = try await self.world(relay, store: store, clock: world.clock)
        try await pull(restarted) { try await restarted.entries().count == 100 }
        try await restarted.applyAll()
        let texts = try await restarted.texts(of: "a1")
        #expect(texts == (1...100).map { "text \($0)" })
    }

    @Test("What is not believed, is no request or is too large is left behind and does not stop the rest")
    func leftBehind() async throws {
        let relay = FakeRelay()
        relay.keep([
            "data: {\"bodyB\":\"e30=\",\"provider-signature\":\"x\"}", "data: {\"bodyB\":\"%\"}", "data: {", "event: ping\ndata: {}",
        ])
        relay.keep(["data: {\"body\":\"\(String(repeating: "a", count: 70_000))\"}"])
        relay.keep(bodies: [Self.body(1)])
        var settings = RuntimeSettings()
        settings.webhookBodyLimit = 32 << 10
        let world = try await world(relay, settings: settings)
        try await pull(world) { try await world.entries().count == 1 }
        #expect(try await world.store.read { try $0.cursor(integration: InboundWorld.integration) } == "6")
        let counts = world.context.metrics.samples().samples.filter { $0.series.name == "parley_relay_events_total" }
        #expect(counts.map(\.value).sorted() == [1, 1, 1, 2])
    }

    @Test("A relay that hands on parsed JSON is told apart: the provider's signature is over other bytes")
    func parsedBody() async throws {
        let relay = FakeRelay()
        let original = Array(#"{"events":[],"name":"M\u00e4dchen"}"#.utf8)
        relay.keep([#"data: {"provider-signature":"\#(ByteSignedChannel.signature(original))","body":{"events":[],"name":"Mädchen"}}"#])
        let lines = Lock<[Log.Line]>([])
        let world = try await InboundWorld(log: Log { line in lines.withLock { $0.append(line) } }, streamer: relay)
        world.stand(Relay(.pull(RelayStream(url: "http://relay/a")), secrets: []))
        try await pull(world) { lines.withLock { $0.contains { $0.message == "A request was not believed" } } }
        let advice = lines.withLock { $0.flatMap(\.metadata).first { $0.name == "advice" }?.value }
        #expect(advice?.contains("because the relay has written the body anew") == true, "\(advice ?? "")")
        #expect(try await world.entries().isEmpty)
    }

    @Test("A secret of the relay is checked on pulled requests too", arguments: [true, false])
    func signed(isRight: Bool) async throws {
        let relay = FakeRelay()
        let bytes = Array(Self.body(1).utf8)
        let world = try await world(relay, secrets: [RelaySigning.secret])
        let fields = RelaySigning.standard(bytes, world.clock.now, secret: isRight ? RelaySigning.secret : RelaySigning.other)
        relay.keep(bodies: [Self.body(1)], more: fields.map { #","\#($0.0)":"\#($0.1)""# }.joined())
        try await pull(world) { try await world.store.read { try $0.cursor(integration: InboundWorld.integration) } == "1" }
        #expect(try await world.entries().count == (isRight ? 1 : 0))
    }

    @Test(
        "A backlog is taken however old its signatures are, and what is signed in the future is not",
        arguments: [(-2 * 86_400, true), (-301, true), (300, true), (301, false)])
    func backlog(seconds: Int64, isTaken: Bool) async throws {
        let relay = FakeRelay()
        let bytes = Array(Self.body(1).utf8)
        let world = try await world(relay, secrets: [RelaySigning.secret])
        let (now, time) = (world.clock.now, world.clock.now + .seconds(seconds))
        // The relay's signature, then the provider's, then both are of that time.
        for (relays, providers) in [(time, now), (now, time), (time, time)] {
            let fields = RelaySigning.standard(bytes, relays) + [("Provider-Time", "\(providers.seconds)")]
            relay.keep(bodies: [Self.body(1)], more: fields.map { #","\#($0.0)":"\#($0.1)""# }.joined())
        }
        try await pull(world) { try await world.store.read { try $0.cursor(integration: InboundWorld.integration) } == "3" }
        #expect(try await world.entries().count == (isTaken ? 3 : 0))
    }

    @Test("More than can be stored meanwhile ends the connection, and comes again")
    func overflow() async throws {
        let relay = FakeRelay()
        let large = #"{"events":[\#(text("L", String(repeating: "x", count: 3 << 20)))]}"#
        relay.keep(bodies: (0..<4).map { large.replacing("\"L\"", with: "\"m\($0)\"") })
        let world = try await world(relay)
        try await pull(world) { try await world.entries().count == 4 }
        #expect(relay.places.count > 1)
    }

    @Test("Of two workers only the one that holds the lease pulls, and the other takes over")
    func lease() async throws {
        let store = try SQLiteStore(SQLiteOptions(.temporary))
        let (first, second) = (FakeRelay(), FakeRelay())
        for relay in [first, second] { relay.keep(bodies: [Self.body(1)]) }
        let worker = try await world(first, store: store)
        let pulls = Pulls(context: worker.context, intake: worker.intake, leases: worker.leases)
        let task = Task { await pulls.run() }
        while try await worker.entries().isEmpty { await Task.yield() }

        let context = RuntimeContext(
            store: store, caller: NoCaller(), clock: worker.clock.clock, ids: IDSource(worker: 77), masking: NoMasking(), streamer: second,
            directory: worker.context.directory)
        let leases = Leases(context: context)
        try await leases.acquire(alone: false)
        let others = Pulls(context: context, intake: Intake(context: context, pending: PendingEntries()), leases: leases)
        let other = Task { await others.run() }
        while worker.clock.sleeperCount < 4 { await Task.yield() }
        #expect(second.places.isEmpty)

        try await worker.leases.release()
        try await leases.acquire(alone: false)
        while second.places.isEmpty {
            await Task.yield()
            if worker.clock.sleeperCount > 0 { worker.clock.advance(by: .milliseconds(500)) }
        }
        #expect(second.places == ["1"])
        for task in [task, other] {
            task.cancel()
            await task.value
        }
        #expect(first.places == [nil], "the first one let go")
    }

    @Test("A relay that never answers holds up nobody else (invariant 11)")
    func bulkhead() async throws {
        let relay = FakeRelay()
        let world = try await InboundWorld(streamer: relay)
        let directory = world.context.directory
        let dead = IntegrationEntry(
            id: ID(high: 2, low: 9), appID: InboundWorld.app, registration: ScriptedChannel.registration, channel: ByteSignedChannel(),
            relay: Relay(.pull(RelayStream(url: "http://relay/a")), secrets: []))
        world.context.replaceDirectory(
            Directory(
                apps: Array(directory.apps.values), integrations: Array(directory.integrations.values) + [dead],
                webhooks: Array(directory.webhooks.values)))
        try await pull(world) {
            guard relay.places.count == 1 else { return false }
            try await world.take(text("m1"))
            return true
        }
        #expect(try await world.texts(of: "a1") == ["hello"])
    }
}
