import ConnectorKit
import Core
import Store
import Testing

@testable import Runtime

/// The window service against a plain model: a list of all that the customer did, looked through anew for each answer.
@Suite struct WindowModelTests {
    private static let length: Duration = .hours(24)
    private static let margin: Duration = .minutes(1)
    private static let lead: Duration = .hours(1)

    /// Knows nothing of windows that move: it remembers every time and searches.
    private struct Model {
        var times: [Int64] = []
        var toldClosing: Set<Int64> = []
        var toldClosed: Set<Int64> = []

        static let day: Int64 = 24 * 3_600_000
        static let minute: Int64 = 60_000
        static let hour: Int64 = 3_600_000

        func maySend(at now: Int64) -> Bool { times.contains { now < $0 + Self.day - Self.minute } }

        mutating func told(at now: Int64) -> String? {
            guard let newest = times.max() else { return nil }
            let end = newest + Self.day - Self.minute
            if now >= end { return toldClosed.insert(newest).inserted ? "closed" : nil }
            if now >= end - Self.hour { return toldClosing.insert(newest).inserted ? "closing" : nil }
            return nil
        }
    }

    @Test(arguments: 0..<10 as Range<UInt64>)
    func tenThousandRandomSequences_agreeWithAPlainModel_invariant10_Z18_Z19_Z20(block: UInt64) {
        let channel = PostalChannel(window: .afterCustomerMessage(Self.length))
        let integration = IntegrationEntry(
            id: ID(high: 2, low: 1), appID: ID(high: 1, low: 1),
            registration: ConnectorRegistration(
                type: "postal", fields: [], payload: .json, identifiers: IdentifierFields([]), failures: [], connect: { _ in channel }),
            channel: channel)
        for seed in block * 1000..<(block + 1) * 1000 {
            let problem = Self.difference(seed: seed, integration)
            #expect(problem == nil, "seed \(seed): \(problem ?? "")")
        }
    }

    /// Plays one sequence; what differs from the model, if anything does.
    private static func difference(seed: UInt64, _ integration: IntegrationEntry) -> String? {
        var random = SeededGenerator(seed: seed)
        var settings = RuntimeSettings()
        settings.windowMargin = margin
        let policy = WindowPolicy(integration, settings)
        var model = Model()
        var window = ClientWindow()
        var now: Int64 = 1_790_000_000_000
        for step in 0..<40 {
            switch random.next() % 6 {
            case 0, 1: now += Int64(random.next() % UInt64(14 * 3_600_000))
            case 2:
                // As it is written, by a clock that may run ahead a little.
                let time = now + Int64(random.next() % 5000) - 2500
                model.times.append(min(time, now))
                _ = window.customerCame(at: Instant(milliseconds: time), now: Instant(milliseconds: now), policy: policy, lead: lead)
            case 3:
                // Late, by up to three days.
                let time = now - Int64(random.next() % UInt64(72 * 3_600_000))
                model.times.append(time)
                _ = window.customerCame(at: Instant(milliseconds: time), now: Instant(milliseconds: now), policy: policy, lead: lead)
            case 4:
                let may = refusal(window, integration, settings, now: now) == nil
                if may != model.maySend(at: now) { return "step \(step): send allowed \(may) at \(now)" }
            default:
                var said: String?
                if let at = window.noticeAt, at.milliseconds <= now {
                    let notice = window.takeNotice(now: Instant(milliseconds: now), policy: policy, lead: lead)
                    said = notice.map { $0 == .closing ? "closing" : "closed" }
                    if let next = window.noticeAt, next.milliseconds <= now { return "step \(step): the next notice is not ahead" }
                }
                // The model is asked afterwards and at the same moment only: what it would tell earlier nobody has asked it for.
                let expected = model.told(at: now)
                if said != expected { return "step \(step): told \(said ?? "nothing"), not \(expected ?? "nothing")" }
            }
        }
        return nil
    }

    private static func refusal(_ window: ClientWindow, _ integration: IntegrationEntry, _ settings: RuntimeSettings, now: Int64)
        -> Failure?
    {
        let client = Client(
            id: ID(high: 11, low: 1), appID: integration.appID, integrationID: integration.id, userID: ID(high: 10, low: 1),
            externalID: "a", linkedAt: .zero, lastSeen: .zero, window: window)
        let message = OutboundMessage(id: ID(high: 5, low: 1), recipient: "a", content: .text(TextContent("x")))
        return SendGate(integration: integration, settings: settings, client: client, now: Instant(milliseconds: now)).refusal(of: message)
    }

    @Test func anAdvertisementMakesMessagesFree_whenTheBusinessAnswersInTime_andLengthensNoWindow_F10() {
        let rule = Capabilities.FreeEntry(answerWithin: .hours(24), length: .hours(72), referrals: ["ad"])
        let policy = WindowPolicy(rule: .afterCustomerMessage(.hours(24)), margin: .minutes(1))
        let start = Instant(seconds: 1_790_000_000)
        for (hours, isFree) in [(1 as Int64, true), (24, true), (25, false)] {
            var window = ClientWindow()
            _ = window.customerCame(at: start, now: start, policy: policy, lead: .hours(1))
            window.customerWasReferred(at: start, now: start)
            let answer = start + .hours(hours)
            let isDecided = window.businessAnswered(now: answer, rule)
            #expect(isDecided)
            #expect(window.freeUntil == (isFree ? answer + .hours(72) : nil), "\(hours) h")
            let isDecidedAgain = window.businessAnswered(now: answer + .hours(1), rule)
            #expect(!isDecidedAgain, "one answer decides")
            #expect(policy.isClosed(openedAt: window.openedAt, now: start + .hours(24)))
        }
    }
}
