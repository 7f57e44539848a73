import ConnectorKit
import Core
import JSONKit
import Runtime
import Store
import Testing

@Suite("What providers send is taken in")
struct IntakeTests {
    @Test("invariant 1: a signed request is on disk with its job before it is answered")
    func accepted() async throws {
        let world = try await InboundWorld()
        let answer = await world.post(#"{"events":[\#(text("m1"))]}"#)
        #expect(answer.status == 200)
        #expect(String(decoding: answer.body, as: UTF8.self) == "taken")
        let entry = try #require(try await world.entries().first)
        #expect(entry.verdict == .accepted && entry.source == .webhook)
        #expect(try await world.jobs(.inbound).map(\.subject) == [entry.id])
        let capsule = try #require(RequestCapsule(entry.payload))
        #expect(capsule.request.headers.fields.map(\.name) == ["Content-Type"], "what authenticates is not kept")
    }

    @Test("a request that is not believed is answered 401, counted and never stored", arguments: [nil, "wrong"])
    func refused(signature: String?) async throws {
        let world = try await InboundWorld()
        let answer = await world.post(#"{"events":[\#(text("m1"))]}"#, signature: signature)
        #expect(answer.status == 401 && answer.body.isEmpty)
        #expect(try await world.entries().isEmpty)
        let samples = world.context.metrics.samples().samples
        #expect(samples.contains { $0.series.name == "parley_inbound_refused_total" && $0.value == 1 })
    }

    @Test("an unknown integration is answered 404 with an empty body")
    func unknownIntegration() async throws {
        let world = try await InboundWorld()
        let answer = await world.post(world.request("{}"), to: ID(high: 9, low: 9))
        #expect(answer.status == 404 && answer.body.isEmpty)
    }

    @Test("a handshake is answered and not stored")
    func handshake() async throws {
        let world = try await InboundWorld()
        let answer = await world.post(#"{"challenge":"abc"}"#)
        #expect(String(decoding: answer.body, as: UTF8.self) == "abc")
        #expect(try await world.entries().isEmpty)
    }

    static let unreadable = [
        "not JSON", #"{"events":"#, #"{"nothing":1}"#, String(repeating: "[", count: 65) + String(repeating: "]", count: 65),
    ]

    @Test("what cannot be read is kept in quarantine and answered 200 when signed", arguments: unreadable)
    func quarantine(body: String) async throws {
        let world = try await InboundWorld()
        #expect(await world.post(body).status == 200)
        let entry = try #require(try await world.entries().first)
        #expect(entry.verdict == .quarantined && entry.reason != nil)
        #expect(RequestCapsule(entry.payload).map { String(decoding: $0.request.body, as: UTF8.self) } == body)
        #expect(try await world.jobs(.inbound).isEmpty)
    }

    @Test("what cannot be read is answered 400 when unsigned, and not stored", arguments: unreadable)
    func malformed(body: String) async throws {
        let world = try await InboundWorld()
        #expect(await world.post(body, signature: "none").status == 400)
        #expect(try await world.entries().isEmpty)
    }

    @Test("bytes that are not UTF-8 are kept as they came")
    func invalidUTF8() async throws {
        let world = try await InboundWorld()
        var request = world.request("")
        request.body = [0x7B, 0xFF, 0xFE, 0x7D]
        #expect(await world.post(request).status == 200)
        #expect(try await world.entries().first.flatMap { RequestCapsule($0.payload) }?.request.body == request.body)
    }

    @Test("a request without events is kept and needs no job")
    func empty() async throws {
        let world = try await InboundWorld()
        #expect(await world.post(#"{"events":[]}"#).status == 200)
        #expect(try await world.entries().count == 1)
        #expect(try await world.jobs(.inbound).isEmpty)
        #expect(world.pending.count == 0)
    }

    @Test("invariant 13: past the backlog's bound the answer is 503 with Retry-After, and work goes on once it has shrunk")
    func backlog() async throws {
        var settings = RuntimeSettings()
        settings.inboundBacklogLimit = 2
        let world = try await InboundWorld(settings: settings)
        for id in ["m1", "m2"] { #expect(await world.post(#"{"events":[\#(text(id))]}"#).status == 200) }
        #expect(world.intake.isOverloaded)
        let answer = await world.post(#"{"events":[\#(text("m3"))]}"#)
        #expect(answer.status == 503 && answer.headers["Retry-After"] != nil)
        try await world.applyAll()
        #expect(await world.post(#"{"events":[\#(text("m3"))]}"#).status == 200)
    }

    @Test("a store that fails acknowledges nothing: 503 with Retry-After")
    func storeFails() async throws {
        let world = try await InboundWorld()
        await world.store.close()
        let answer = await world.post(#"{"events":[\#(text("m1"))]}"#)
        #expect(answer.status == 503 && answer.headers["Retry-After"] != nil)
        #expect(world.pending.count == 0)
    }

    @Test("the places of a crash lie before and after the journal")
    func crashPoints() async throws {
        let passed = Lock<[CrashPoints.Point]>([])
        let world = try await InboundWorld(crashPoints: CrashPoints { point in passed.withLock { $0.append(point) } })
        try await world.take(text("m1"))
        #expect(passed.withLock { $0 } == [.beforeJournal, .afterJournal, .beforeApply, .afterApply])
    }
}
