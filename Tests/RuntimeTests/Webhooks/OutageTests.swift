import Core
import JSONKit
import Store
import Testing

@testable import Runtime

/// Invariants 11 and 12: whatever the help desk does, each event arrives, in the order of its conversation, and what comes twice says so.
@Suite struct OutageTests {
    /// What a help desk can be like.
    enum Manner: String, CaseIterable, CustomTestStringConvertible {
        /// Nothing listens for an hour.
        case downForAnHour
        /// It takes its time: the event is there, the answer comes too late.
        case slow
        /// It answers 500 as it pleases.
        case erratic
        /// All of it in turn, and it asks for patience.
        case everything

        var testDescription: String { rawValue }
    }

    static let rows = Manner.allCases.flatMap { manner in (1...4).map { (manner, UInt64($0)) } }

    @Test(arguments: rows)
    func everyEventArrivesInOrder_andTwiceOnlyUnderOneId(_ manner: Manner, _ seed: UInt64) async throws {
        let clock = ManualClock(Instant(seconds: 1_790_000_000))
        let desk = MoodyDesk(manner, clock, seed: seed)
        let world = try WebhookWorld(caller: desk, clock: clock)
        let leases = Leases(context: world.context)
        let dispatcher = Dispatcher(processors: [world.processor], leases: leases, context: world.context)
        world.store.onJobs { [weak dispatcher] in dispatcher?.jobsStored($0) }
        try await leases.acquire(alone: true)
        try await dispatcher.start()
        var told: [ID: [ID]] = [:]
        var random = SeededGenerator(seed: seed)
        var people: [(user: User, conversation: Conversation)] = []
        for number in 1...6 as ClosedRange<UInt32> { people.append(try await world.person(number)) }
        for _ in 0..<60 {
            let person = people[Int(random.next() % 6)]
            told[person.conversation.id, default: []].append(try await world.message(person))
            clock.advance(by: .milliseconds(Int64(random.next() % 60_000)))
        }
        try await finish(world, desk, clock)
        for (conversation, events) in told {
            let arrived = desk.arrivals.filter { $0.conversation == conversation }
            // Twice in a row is once: nothing of a conversation comes between two tries.
            let order = arrived.map(\.event).reduce(into: [ID]()) { if $0.last != $1 { $0.append($1) } }
            #expect(order == events, "\(manner) \(seed) \(conversation)")
            #expect(arrived.allSatisfy { $0.webhookID == "\($0.event)" }, "\(manner) \(seed)")
        }
        #expect(try await world.letters().isEmpty, "\(manner) \(seed)")
        #expect(desk.refusals > 0, "\(manner) \(seed): the test has tried nothing")
        await dispatcher.drain(until: clock.now)
    }

    /// Turns the clock from wake to wake until nothing waits.
    private func finish(_ world: WebhookWorld, _ desk: MoodyDesk, _ clock: ManualClock) async throws {
        let end = clock.now + .hours(240)
        var rounds = 0
        while try await !world.jobs().isEmpty {
            try await world.store.write { _ in }
            await Task.yield()
            rounds += 1
            guard rounds > 20, desk.open == 0, let wake = clock.nextWake else { continue }
            try #require(wake <= end)
            rounds = 0
            clock.advance(to: max(wake, clock.now))
        }
    }
}

/// A help desk with a manner. It keeps what reached it, also when its answer did not arrive.
private final class MoodyDesk: HTTPCaller {
    struct Arrival {
        var conversation: ID
        var event: ID
        var webhookID: String
    }

    private struct State {
        var random: SeededGenerator
        var arrivals: [Arrival] = []
        var refusals = 0
        var open = 0
    }

    private let manner: OutageTests.Manner
    private let clock: ManualClock
    private let backAt: Instant
    private let state: Lock<State>

    init(_ manner: OutageTests.Manner, _ clock: ManualClock, seed: UInt64) {
        self.manner = manner
        self.clock = clock
        backAt = clock.now + .hours(1)
        state = Lock(State(random: SeededGenerator(seed: seed)))
    }

    var arrivals: [Arrival] { state.withLock { $0.arrivals } }
    var refusals: Int { state.withLock { $0.refusals } }
    /// Calls that have no answer yet.
    var open: Int { state.withLock { $0.open } }

    func call(_ request: OutboundRequest, _ limits: CallLimits) async -> TransportOutcome {
        // The other webhook of the world has a desk that takes everything.
        guard request.url == "https://desk/hook" else { return .answered(HTTPResponse(status: 200)) }
        state.withLock { $0.open += 1 }
        defer { state.withLock { $0.open -= 1 } }
        await Task.yield()
        return state.withLock { state in
            let outcome = answer(to: request, &state)
            if case .answered(let response) = outcome, response.status == 200 { return outcome }
            state.refusals += 1
            return outcome
        }
    }

    private func answer(to request: OutboundRequest, _ state: inout State) -> TransportOutcome {
        let dice = state.random.next() % 100
        let isDown = clock.now < backAt
        switch manner {
        case .downForAnHour: return isDown ? .notSent(TransportFailure(.connect)) : taken(request, &state)
        case .slow:
            let taken = taken(request, &state)
            return dice < 25 ? .maybeSent(TransportFailure(.deadline)) : taken
        case .erratic: return dice < 30 ? .answered(HTTPResponse(status: 500)) : taken(request, &state)
        case .everything:
            if isDown, dice < 50 { return .notSent(TransportFailure(.connect)) }
            switch dice % 10 {
            case 0: return .answered(HTTPResponse(status: 503, headers: ["Retry-After": "7"]))
            case 1: return .answered(HTTPResponse(status: 500))
            case 2:
                _ = taken(request, &state)
                return .maybeSent(TransportFailure(.deadline))
            default: return taken(request, &state)
            }
        }
    }

    private func taken(_ request: OutboundRequest, _ state: inout State) -> TransportOutcome {
        let root = (try? JSONDocument.parse(request.body))?.root ?? .missing
        for event in root["events"].array {
            guard let id = event["id"].id, let conversation = event["payload"]["conversation"]["id"].id else { continue }
            state.arrivals.append(Arrival(conversation: conversation, event: id, webhookID: request.headers["webhook-id"] ?? ""))
        }
        return .answered(HTTPResponse(status: 200))
    }
}
