import API
import Core
import JSONKit
import Store
import Testing

/// Keeps what is written, and hands it out when enough is there.
private final class Recorder: StreamSink {
    private struct State {
        var text = ""
        var isEnded = false
        var onClose: (@Sendable () -> Void)?
        var waiting: [(until: @Sendable (String, Bool) -> Bool, resume: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Lock(State())

    func send(_ bytes: [UInt8]) -> Bool {
        let isOpen = state.withLock { state in
            guard !state.isEnded else { return false }
            state.text += String(decoding: bytes, as: UTF8.self)
            return true
        }
        settle()
        return isOpen
    }

    func finish() {
        state.withLock { $0.isEnded = true }
        settle()
    }

    func onClose(_ action: @escaping @Sendable () -> Void) { state.withLock { $0.onClose = action } }

    /// The client goes away.
    func hangUp() {
        let action = state.withLock { state in
            state.isEnded = true
            return state.onClose
        }
        action?()
    }

    private func settle() {
        let ready = state.withLock { state in
            let ready = state.waiting.filter { $0.until(state.text, state.isEnded) }
            state.waiting.removeAll { $0.until(state.text, state.isEnded) }
            return ready
        }
        for wait in ready { wait.resume.resume() }
    }

    private func wait(_ until: @escaping @Sendable (String, Bool) -> Bool) async -> String {
        await withCheckedContinuation { continuation in
            state.withLock { $0.waiting.append((until, continuation)) }
            settle()
        }
        return state.withLock { $0.text }
    }

    /// The text once it holds `count` frames with data.
    func frames(_ count: Int) async -> [String] {
        let text = await wait { text, isEnded in isEnded || Self.frames(in: text).count >= count }
        return Self.frames(in: text)
    }

    func text(containing part: String) async -> String { await wait { text, isEnded in isEnded || text.contains(part) } }

    func untilEnded() async { _ = await wait { _, isEnded in isEnded } }

    private static func frames(in text: String) -> [String] {
        text.split(separator: "\n\n").map { String($0) }.filter { $0.contains("data:") }
    }
}

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
    private func open(_ api: APIFixture, after id: String? = nil) async throws -> Recorder {
        let reply = await api.reply("GET", Self.path, headers: id.map { ["Last-Event-ID": $0] } ?? [:])
        guard case .stream(let head, let run) = reply else { throw StoreProblem.failed("no stream") }
        #expect(head.status == 200)
        #expect(head.headers["Content-Type"] == "text/event-stream")
        let recorder = Recorder()
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

    @Test func aPositionThatIsNoIdIsRefused() async throws {
        let answer = await (try APIFixture()).call("GET", Self.path, headers: ["Last-Event-ID": "7"])
        #expect(answer.status == 400)
        #expect(answer.title?.hasPrefix("Last-Event-ID") == true)
    }
}
