import API
import Core
import JSONKit
import Runtime
import Store
import Testing

struct EventStreamTests {
    private static let path = "\(APIFixture.parley)/events"

    private static func event(_ number: UInt32, app: ID = APIFixture.app) -> OutboxEvent {
        OutboxEvent(
            id: APIFixture.id(number), appID: app, conversationID: nil, type: "conversation:message", createdAt: APIFixture.start,
            body: JSONBytes(Array(#"{"id":"\#(APIFixture.id(number))"}"#.utf8)))
    }

    private static func frame(_ number: UInt32) -> String {
        "id: \(APIFixture.id(number))\nevent: conversation:message\ndata: {\"id\":\"\(APIFixture.id(number))\"}"
    }

    /// Opens a stream and runs it.
    private func open(
        _ api: APIFixture, after id: String? = nil, authorization: String = APIFixture.basic
    ) async throws -> StreamRecorder {
        let reply = await api.reply("GET", Self.path, authorization: authorization, headers: id.map { ["Last-Event-ID": $0] } ?? [:])
        guard case .stream(let head, let run) = reply else { throw StoreProblem.failed("no stream") }
        #expect(head.status == 200)
        #expect(head.headers["Content-Type"] == "text/event-stream")
        let recorder = StreamRecorder()
        Task { await run(recorder) }
        return recorder
    }

    @Test func aStreamResumesBehindTheLastEventAndGoesOn() async throws {
        let api = try APIFixture()
        try await api.store.write { store in for number in UInt32(1000)..<1250 { try store.insert(Self.event(number)) } }
        let recorder = try await open(api, after: "\(APIFixture.id(1009))")
        #expect(await recorder.frames(240) == (1010..<1250).map { Self.frame($0) })
        try await api.store.write { store in
            try store.insert(Self.event(1250, app: APIFixture.otherApp))
            try store.insert(Self.event(1251))
        }
        #expect(await recorder.frames(241).last == Self.frame(1251))
        recorder.hangUp()
    }

    /// More at once than the server buffers would end the stream, at each new try again.
    @Test func largeOldEventsComeInBurstsWithPauses() async throws {
        let api = try APIFixture(catchUpPause: .milliseconds(10))
        let large = JSONBytes(Array(#"{"text":"\#(String(repeating: "a", count: 10_000))"}"#.utf8))
        try await api.store.write { store in
            for number in UInt32(1000)..<1020 {
                var event = Self.event(number)
                event.body = large
                try store.insert(event)
            }
        }
        let recorder = try await open(api, after: "\(APIFixture.id(1000))")
        for burst in 1...3 {
            // One sleeper is the heartbeat.
            while api.clock.sleeperCount < 2 { await Task.yield() }
            #expect(await recorder.frames(1).count == 6 * burst)
            api.clock.advance(by: .milliseconds(10))
        }
        #expect(await recorder.frames(19).count == 19)
        recorder.hangUp()
    }

    @Test func withoutAPositionOnlyNewEventsCome() async throws {
        let api = try APIFixture()
        try await api.seed()
        _ = await api.post(APIFixture.messages, APIFixture.hello)
        let recorder = try await open(api)
        _ = await recorder.text(containing: "retry:")
        // The heartbeat shows that the stream has looked for old events.
        while api.clock.sleeperCount == 0 { await Task.yield() }
        api.clock.advance(by: .seconds(15))
        _ = await recorder.text(containing: ": alive")
        let posted = await api.post(APIFixture.messages, APIFixture.hello)
        let frames = await recorder.frames(1)
        #expect(frames.count == 1)
        #expect(frames[0].contains("event: conversation:message\n"))
        #expect(frames[0].contains(posted.root["messages"][0]["id"].string ?? "?"))
        recorder.hangUp()
    }

    @Test func aGapIsToldAndTheRestFollows() async throws {
        let api = try APIFixture()
        try await api.store.write { store in for number in UInt32(1000)..<1003 { try store.insert(Self.event(number)) } }
        let recorder = try await open(api, after: "\(APIFixture.id(900))")
        let frames = await recorder.frames(4)
        #expect(frames[0].hasPrefix("id: \(APIFixture.id(999))\nevent: parley:gap\ndata: {"))
        #expect(frames[0].contains(#""after":"\#(APIFixture.id(900))""#))
        #expect(frames[0].contains(#""oldest":"\#(APIFixture.id(1000))""#))
        #expect(Array(frames[1...]) == (1000..<1003).map { Self.frame($0) })
        recorder.hangUp()
        let resumed = try await open(api, after: "\(APIFixture.id(999))")
        #expect(await resumed.frames(3) == (1000..<1003).map { Self.frame($0) })
        resumed.hangUp()
    }

    @Test func anEventOfAnotherAppIsNoPositionOfThisOne() async throws {
        let api = try APIFixture()
        try await api.store.write { store in
            try store.insert(Self.event(900, app: APIFixture.otherApp))
            try store.insert(Self.event(1000))
        }
        let recorder = try await open(api, after: "\(APIFixture.id(900))")
        #expect(await recorder.frames(2).first?.contains("parley:gap") == true)
        recorder.hangUp()
    }

    @Test func aStreamEndsWithItsClientAndWithTheWorker() async throws {
        let api = try APIFixture()
        let (first, second) = (try await open(api), try await open(api))
        _ = await first.text(containing: "retry:")
        _ = await second.text(containing: "retry:")
        #expect(api.feed.count == 2)
        first.hangUp()
        while api.feed.count == 2 { await Task.yield() }
        api.feed.close()
        await second.untilEnded()
        #expect(await api.call("GET", Self.path).status == 503)
    }

    @Test func pastTheLimitNoStreamIsOpened() async throws {
        var settings = APISettings()
        settings.streamLimit = 1
        let api = try APIFixture(settings: settings)
        let first = try await open(api)
        let refused = await api.call("GET", Self.path)
        #expect(refused.status == 503)
        #expect(refused.headers["Retry-After"] == "5")
        first.hangUp()
    }

    @Test func oneAppLeavesStreamsToTheOthers() async throws {
        var settings = APISettings()
        settings.streamsPerApp = 1
        let api = try APIFixture(settings: settings)
        let first = try await open(api)
        let refused = await api.call("GET", Self.path)
        #expect(refused.status == 503 && refused.code == "service_unavailable")
        #expect(refused.title?.hasPrefix("The app has as many event streams open") == true)
        #expect(refused.headers["Retry-After"] == "5")
        let other = await api.reply("GET", "/parley/v1/apps/\(APIFixture.otherApp)/events", authorization: APIFixture.otherBasic)
        guard case .stream(let head, _) = other else { throw StoreProblem.failed("no stream") }
        #expect(head.status == 200)
        first.hangUp()
        while api.feed.count > 1 { await Task.yield() }
        try await open(api).hangUp()
    }

    // MARK: Credentials that end

    /// A new key of the app and what it opens: the key itself, or a token without an end.
    private func credentials(_ api: APIFixture, isToken: Bool) async throws -> (id: String, authorization: String) {
        let key = try await KeyTests.make(api)
        return (key.id, isToken ? Token.make(kid: key.id, payload: #"{"scope":"app"}"#, secret: key.secret) : key.basic)
    }

    /// Opens a stream that shows event 1001 when it is stored.
    private func openWithEvents(_ api: APIFixture, authorization: String = APIFixture.basic) async throws -> StreamRecorder {
        try await api.store.write { try $0.insert(Self.event(1000)) }
        return try await open(api, after: "\(APIFixture.id(1000))", authorization: authorization)
    }

    private func beat(_ api: APIFixture) async {
        while api.clock.sleeperCount == 0 { await Task.yield() }
        api.clock.advance(by: .seconds(15))
    }

    @Test(.timeLimit(.minutes(1)), arguments: [true, false])
    func aStreamEndsWithItsKeyBeforeTheNextEvent(_ isToken: Bool) async throws {
        let api = try APIFixture()
        let (id, authorization) = try await credentials(api, isToken: isToken)
        let recorder = try await openWithEvents(api, authorization: authorization)
        await beat(api)
        _ = await recorder.text(containing: ": alive")
        #expect(await api.call("DELETE", "\(KeyTests.root)/\(id)").status == 200)
        try await api.store.write { try $0.insert(Self.event(1001)) }
        await recorder.untilEnded()
        #expect(await recorder.frames(0).isEmpty)
        while api.feed.count > 0 { await Task.yield() }
    }

    @Test(.timeLimit(.minutes(1))) func aSilentStreamEndsWithItsKeyAtTheNextHeartbeat() async throws {
        let api = try APIFixture()
        let (id, authorization) = try await credentials(api, isToken: false)
        let recorder = try await open(api, authorization: authorization)
        _ = await recorder.text(containing: "retry:")
        #expect(await api.call("DELETE", "\(KeyTests.root)/\(id)").status == 200)
        await beat(api)
        await recorder.untilEnded()
    }

    /// Of the old events too, which come in pages.
    @Test(.timeLimit(.minutes(1))) func aResumingStreamEndsWithItsKeyAtTheNextPage() async throws {
        let api = try APIFixture(catchUpPause: .milliseconds(10))
        try await api.store.write { store in for number in UInt32(1000)..<1250 { try store.insert(Self.event(number)) } }
        let (id, authorization) = try await credentials(api, isToken: false)
        let recorder = try await open(api, after: "\(APIFixture.id(1000))", authorization: authorization)
        // One sleeper is the heartbeat.
        while api.clock.sleeperCount < 2 { await Task.yield() }
        #expect(await api.call("DELETE", "\(KeyTests.root)/\(id)").status == 200)
        api.clock.advance(by: .milliseconds(10))
        await recorder.untilEnded()
        #expect(await recorder.frames(0).count == 64)
    }

    /// Another secret, or less to do, under the same id.
    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            KeyEntry(id: "app_1", appID: APIFixture.app, secret: Secret("another")),
            KeyEntry(
                id: "app_1", appID: APIFixture.app, secret: Secret("secret-1"), scope: .integration, integrationID: APIFixture.app),
        ])
    func aStreamEndsWhenItsKeyIsReplaced(_ replacement: KeyEntry) async throws {
        let api = try APIFixture()
        let recorder = try await openWithEvents(api)
        await beat(api)
        _ = await recorder.text(containing: ": alive")
        let old = api.context.directory
        api.context.replaceDirectory(
            Directory(
                apps: Array(old.apps.values), integrations: Array(old.integrations.values), webhooks: Array(old.webhooks.values),
                keys: [replacement]))
        try await api.store.write { try $0.insert(Self.event(1001)) }
        await recorder.untilEnded()
        #expect(await recorder.frames(0).isEmpty)
    }

    /// Clocks may differ by half a minute, as they may when the token is shown.
    @Test(.timeLimit(.minutes(1))) func aStreamEndsWithItsToken() async throws {
        let api = try APIFixture()
        let end = APIFixture.start.seconds + 31
        let recorder = try await openWithEvents(api, authorization: Token.make(payload: #"{"scope":"app","exp":\#(end)}"#))
        for _ in 1...4 { await beat(api) }
        try await api.store.write { try $0.insert(Self.event(1001)) }
        #expect(await recorder.frames(1) == [Self.frame(1001)])
        await beat(api)
        await recorder.untilEnded()
    }

    @Test func aPositionThatIsNoIdIsRefused() async throws {
        let answer = await (try APIFixture()).call("GET", Self.path, headers: ["Last-Event-ID": "7"])
        #expect(answer.status == 400)
        #expect(answer.title?.hasPrefix("Last-Event-ID") == true)
    }
}
