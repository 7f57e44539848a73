import ConnectorKit
import Core
import JSONKit
import Runtime
import Store
import StoreSQLite
import Testing

@Suite("Events are applied once")
struct ApplyTests {
    @Test("a text becomes a user, a conversation, a message and two events")
    func text() async throws {
        let world = try await InboundWorld()
        try await world.take(RuntimeTests.text("m1", more: #","name":"Ann","phone":"491701234567""#))
        let client = try #require(try await world.client("a1"))
        #expect(client.displayName == "Ann" && client.phone == "491701234567")
        let conversation = try #require(try await world.conversations(of: "a1").first)
        #expect(conversation.isDefault && conversation.unanswered && conversation.status == .open)
        #expect(conversation.lastCustomerMessageAt == Instant(seconds: InboundWorld.start))
        let message = try #require(try await world.messages(of: "a1").first)
        #expect(message.text == "hello" && message.author == .user && message.authorName == "Ann" && message.metadata == nil)
        #expect(message.receivedAt == Instant(seconds: InboundWorld.start))
        #expect(try await world.types() == ["conversation:create", "conversation:message"])
        #expect(try await world.jobs(.webhooks, InboundWorld.webhook).map(\.key.lane) == [conversation.id, conversation.id])
        #expect(try await world.outcomes().map(\.resourceID) == [message.id])
        #expect(try await world.jobs(.inbound).isEmpty && world.pending.count == 0)
        let user = try await world.store.read { try $0.user(app: InboundWorld.app, client.userID) }
        #expect(user.map { String(decoding: $0.profile.bytes, as: UTF8.self) } == #"{"givenName":"Ann"}"#)
    }

    @Test("invariant 3: ten copies at once, and one more after a restart, have one effect")
    func duplicates() async throws {
        let world = try await InboundWorld()
        let body = #"{"events":[\#(RuntimeTests.text("m1"))]}"#
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<10 { group.addTask { #expect(await world.post(body).status == 200) } }
        }
        try await world.applyAll()
        #expect(try await world.entries().count == 10)
        #expect(try await world.results().filter { $0 == .applied }.count == 1)
        #expect(try await world.results().filter { $0 == .duplicate }.count == 9)

        let restarted = try await InboundWorld(store: world.store, clock: world.clock)
        await restarted.post(body)
        try await restarted.applyAll()
        #expect(try await restarted.texts(of: "a1") == ["hello"])
        #expect(try await restarted.types() == ["conversation:create", "conversation:message"])
        let ids = Set(try await restarted.outcomes().map(\.resourceID))
        #expect(ids.count == 1, "a duplicate names the message of the first")
    }

    @Test("an album is one message per picture, each under its own id; told of again with more of it, only the rest is new")
    func album() async throws {
        let world = try await InboundWorld()
        func album(_ id: String, parts: String, _ texts: String) -> String {
            RuntimeTests.text(id, "c", more: #","texts":[\#(texts)],"parts":[\#(parts)],"album":"g7""#)
        }
        try await world.take(album("p1", parts: #""p2""#, #""a""#))
        try await world.take(album("p1", parts: #""p2","p3""#, #""a","b""#))
        try await world.take(album("p1", parts: #""p2""#, #""a""#))
        let messages = try await world.messages(of: "a1")
        #expect(messages.count == 3)
        #expect(messages.allSatisfy { $0.mark("parleyAlbum") == .string("g7") })
        #expect(try await world.results() == [.applied, .applied, .duplicate])
        for id in ["p1", "p2", "p3"] {
            let external = try await world.store.read { try $0.external(InboundWorld.integration, id) }
            #expect(messages.contains { $0.id == external?.resourceID }, "\(id)")
        }
        try await world.take(RuntimeTests.text("q", more: #","quoted":"p2""#))
        #expect(try await world.messages(of: "a1").last?.quoted != nil)
    }

    @Test("in a group's conversation each message names its writer, and the group keeps its name")
    func group() async throws {
        let world = try await InboundWorld()
        try await world.take(
            RuntimeTests.text("m1", more: #","name":"Team","author":"Ann""#),
            RuntimeTests.text("m2", more: #","name":"Team","author":"Bo""#))
        #expect(try await world.messages(of: "a1").map(\.authorName) == ["Ann", "Bo"])
        #expect(try await world.client("a1")?.displayName == "Team")
    }

    @Test("after a restart the events are read again from the journal, in order")
    func restart() async throws {
        let world = try await InboundWorld()
        for number in 1...3 { await world.post(#"{"events":[\#(RuntimeTests.text("m\(number)", "text \(number)"))]}"#) }
        let restarted = try await InboundWorld(store: world.store, clock: world.clock)
        try await restarted.applyAll()
        #expect(try await restarted.texts(of: "a1") == ["text 1", "text 2", "text 3"])
    }

    @Test("a replay of what was applied changes nothing, nor the journal's word on it")
    func replay() async throws {
        let world = try await InboundWorld()
        try await world.take(RuntimeTests.text("m1"))
        let entry = try #require(try await world.entries().first)
        try await world.store.write { try $0.enqueue(.inbound(entry)) }
        try await world.applyAll()
        #expect(try await world.texts(of: "a1") == ["hello"])
        #expect(try await world.results() == [.applied])
    }

    @Test("invariant 4: every item of a batch is handled")
    func batch() async throws {
        let world = try await InboundWorld()
        try await world.take(
            RuntimeTests.text("m1", from: "a1"), RuntimeTests.text("m2", from: "a2"), RuntimeTests.text("m3", from: "a1", "again"),
            #"{"kind":"status","id":"s1","at":1790000000,"target":"w1","state":"delivered"}"#,
            #"{"kind":"status","id":"s2","at":1790000000,"target":"w2","state":"read"}"#,
            #"{"kind":"hologram","id":"m4","at":1790000000,"from":["a2"]}"#)
        #expect(try await world.results() == [.applied, .applied, .applied, .parked, .parked, .applied])
        #expect(try await world.texts(of: "a1") == ["hello", "again"])
        #expect(try await world.texts(of: "a2") == ["hello", "[hologram]"])
        #expect(try await world.messages(of: "a2").last?.mark("parleyKind") == .string("hologram"))
    }

    @Test("invariant 4: a poisoned event fails alone and becomes a dead letter; a replay after mending it has the rest once")
    func poison() async throws {
        let world = try await InboundWorld()
        await world.post(#"{"events":[\#(RuntimeTests.text("m0"))]}"#)
        await world.post(
            #"{"events":[\#(RuntimeTests.text("m1")),{"kind":"text","id":"bad","at":1,"text":"x"},\#(RuntimeTests.text("m2"))]}"#)
        await world.post(#"{"events":[\#(RuntimeTests.text("m3"))]}"#)
        try await world.applyAll()
        #expect(try await world.results() == [.applied, .applied, .failed, .applied, .applied])
        #expect(try await world.messages(of: "a1").count == 4)
        let letters = try await world.store.read { try $0.deadLetters(app: InboundWorld.app, queue: .inbound, before: nil, limit: 10) }
        let letter = try #require(letters.first)
        #expect(letters.count == 1 && letter.reason.contains("has no sender"), "\(letter.reason)")
        #expect(try await world.jobs(.inbound).isEmpty && world.pending.count == 0)

        let entry = try #require(try await world.entries().first { $0.id == letter.subject })
        try await world.store.write { store in
            try store.remove(deadLetter: letter.id, app: letter.appID)
            try store.enqueue(.inbound(entry))
        }
        try await world.applyAll()
        #expect(try await world.messages(of: "a1").count == 4)
        #expect(try await world.results() == [.applied, .applied, .failed, .applied, .applied])
    }

    @Test("entries of an integration that is gone become dead letters")
    func integrationGone() async throws {
        let world = try await InboundWorld()
        await world.post(#"{"events":[\#(RuntimeTests.text("m1"))]}"#)
        world.context.replaceDirectory(.empty)
        try await world.applyAll()
        let letters = try await world.store.read { try $0.deadLetters(app: InboundWorld.app, queue: .inbound, before: nil, limit: 10) }
        #expect(letters.map(\.reason) == ["the integration does not exist any more"])
    }

    @Test("a stale lease changes nothing")
    func fenced() async throws {
        let world = try await InboundWorld()
        await world.post(#"{"events":[\#(RuntimeTests.text("m1"))]}"#)
        let jobs = try await world.jobs(.inbound)
        var lease = try #require(world.leases.lease(jobs[0].key.shard))
        lease.token -= 1
        let verdicts = await world.processor.process(jobs, lease: lease, group: NoControl())
        // The shard may have come back with another token: found out at the next try.
        guard case .again = verdicts.first else { throw ParseProblem("\(verdicts)") }
        #expect(try await world.jobs(.inbound).count == 1)
        #expect(try await world.events().isEmpty)
        world.processor.forget(jobs)
        #expect(world.pending.count == 0)
    }

    @Test("a store that fails keeps the job and says when to come again")
    func storeFails() async throws {
        let world = try await InboundWorld()
        await world.post(#"{"events":[\#(RuntimeTests.text("m1"))]}"#)
        let jobs = try await world.jobs(.inbound)
        let lease = try #require(world.leases.lease(jobs[0].key.shard))
        await world.store.close()
        guard case .again(let job) = await world.processor.process(jobs, lease: lease, group: NoControl()).first else {
            Issue.record("the job must stay")
            return
        }
        #expect(job.attempt == 1 && job.runAt > world.clock.now)
    }

    @Test("the dispatcher brings entries to the processor without being asked")
    func dispatched() async throws {
        let store = try SQLiteStore(SQLiteOptions(.temporary))
        let box = Lock<Dispatcher?>(nil)
        let (events, told) = AsyncStream<Int>.makeStream()
        store.onJobs { jobs in box.withLock { $0 }?.jobsStored(jobs) }
        store.onEvents { told.yield($0.count) }
        let world = try await InboundWorld(store: store)
        let dispatcher = Dispatcher(processors: [world.processor], leases: world.leases, context: world.context)
        box.withLock { $0 = dispatcher }
        try await dispatcher.start()
        for number in 0..<100 { await world.post(#"{"events":[\#(RuntimeTests.text("m\(number)", from: "a\(number)"))]}"#) }
        var count = 0
        for await more in events {
            count += more
            if count >= 200 { break }
        }
        #expect(count == 200)
        await dispatcher.drain(until: world.clock.now)
        // It holds the store, and the store would hold it.
        box.withLock { $0 = nil }
    }
}
