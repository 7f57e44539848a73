import Core
import Runtime
import Store
import Testing

@Suite("How the delivery of a message moves on")
struct DeliveryMachineTests {
    private static let id = ID(high: 5, low: 5)
    private static let now = Instant(seconds: 1_790_000_000)
    private static let report = DeliveryMachine.Report(.webhook, at: now, now: now)

    /// A message whose parts are all sent.
    private static func sent(parts: Int) -> DeliveryMachine {
        var machine = queued()
        for part in 0..<parts {
            machine.callBegan(step: part, part: part, report)
            machine.callWasAccepted(step: part, part: part, externalID: "w\(part)", report)
        }
        machine.everythingWasSent(report)
        return machine
    }

    private static func queued() -> DeliveryMachine {
        let delivery = Delivery(
            messageID: id, appID: id, conversationID: id, integrationID: id, state: .queued, queuedAt: now, deadline: now + .hours(24))
        return DeliveryMachine(delivery, [])
    }

    /// What a part may become, written down apart from the machine's own rule.
    static let moves: [DeliveryState: Set<DeliveryState>] = [
        .queued: [.sending, .unknown, .sent, .delivered, .read, .failed],
        .sending: [.unknown, .sent, .delivered, .read, .failed],
        .unknown: [.sent, .delivered, .read, .failed],
        .sent: [.delivered, .read, .failed],
        .delivered: [.read],
        .read: [],
        .failed: [.delivered, .read],
    ]

    @Test("invariant 8: a part only moves forward; proof of delivery beats a failure", arguments: DeliveryState.allCases)
    func table(old: DeliveryState) {
        for new in DeliveryState.allCases where new != old {
            #expect(DeliveryMachine.moves(old, to: new) == Self.moves[old]?.contains(new), "\(old) to \(new)")
        }
    }

    @Test("trust row 13: 10,000 shuffled orders of statuses, 0 regressions, one end, no news twice")
    func shuffled() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededGenerator(seed: seed)
        for round in 0..<10_000 {
            var machine = Self.sent(parts: 1)
            var seen: [DeliveryState] = []
            for state in [DeliveryState.sent, .delivered, .read, .failed] where Bool.random(using: &random) {
                seen += Array(repeating: state, count: Int.random(in: 1...3, using: &random))
            }
            seen.shuffle(using: &random)
            for state in seen {
                let old = machine.delivery.state
                machine.statusArrived(part: 0, state, failure: state == .failed ? Failure(.recipientUnreachable) : nil, Self.report)
                let new = machine.delivery.state
                #expect(new == old || Self.moves[old]?.contains(new) == true, "seed \(seed), round \(round): \(old) to \(new)")
            }
            let end: DeliveryState = [.read, .delivered, .failed].first { seen.contains($0) } ?? .sent
            #expect(machine.delivery.state == end, "seed \(seed), round \(round): \(seen)")
            #expect(machine.lines.count == seen.count + 2, "seed \(seed), round \(round): the history is complete")
            // Only after a failure that was disproved is it told once more that the channel has the message.
            let isRepeated = machine.news.count != Set(machine.news).count
            #expect(!isRepeated || seen.contains(.failed), "seed \(seed), round \(round): \(seen) told \(machine.news)")
        }
    }

    @Test("the message is as far as its weakest part, and failed as soon as one part is")
    func parts() {
        var machine = Self.sent(parts: 2)
        #expect(machine.delivery.state == .sent)
        machine.statusArrived(part: 0, .read, failure: nil, Self.report)
        #expect(machine.delivery.state == .sent)
        machine.statusArrived(part: 1, .delivered, failure: nil, Self.report)
        #expect(machine.delivery.state == .delivered)
        #expect(machine.news == [.takenByChannel, .deliveredToUser])
        var other = Self.sent(parts: 2)
        other.statusArrived(part: 1, .failed, failure: Failure(.recipientUnreachable), Self.report)
        #expect(other.delivery.state == .failed && other.delivery.failure?.code == .recipientUnreachable)
    }

    @Test("a status that is faster than the provider's answer is not undone by it")
    func early() {
        var machine = Self.queued()
        machine.callBegan(step: 0, part: 0, Self.report)
        machine.statusArrived(part: 0, .delivered, failure: nil, Self.report)
        machine.callWasAccepted(step: 0, part: 0, externalID: "w0", Self.report)
        machine.everythingWasSent(Self.report)
        #expect(machine.delivery.state == .delivered && machine.parts.first?.externalID == "w0")
        #expect(machine.news == [.takenByChannel, .deliveredToUser])
    }

    @Test("an unknown outcome is told as a guess, and a status settles it")
    func unknown() {
        var machine = Self.queued()
        machine.callBegan(step: 0, part: 0, Self.report)
        machine.outcomeBecameUnknown(step: 0, part: 0, Failure(.unknownOutcome), Self.report)
        #expect(machine.delivery.state == .unknown && !machine.delivery.certain)
        #expect(machine.news == [.failed(Failure(.unknownOutcome), isFinal: false)])
        machine.statusArrived(part: 0, .sent, failure: nil, Self.report)
        machine.everythingWasSent(Self.report)
        #expect(machine.delivery.state == .sent && machine.delivery.certain && machine.delivery.failure == nil)
        #expect(machine.news.last == .takenByChannel)
    }

    @Test("invariant 7: a retry keeps what was sent")
    func retry() {
        var machine = Self.sent(parts: 1)
        machine.callBegan(step: 1, part: 1, Self.report)
        machine.sendFailed(step: 1, part: 1, Failure(.providerRejected), Self.report)
        #expect(machine.delivery.state == .failed)
        machine.retryWasAsked(deadline: Self.now, Self.report)
        #expect(machine.delivery.state == .queued && !machine.delivery.complete)
        #expect(machine.parts.map(\.state) == [.sent, .queued])
    }

    @Test("a correlation is read back, and only from its own form")
    func correlation() throws {
        let correlation = Correlation(message: ID(high: 1, low: 2), step: 12, attempt: ID(high: 3, low: 4))
        #expect(Correlation(correlation.description) == correlation)
        #expect(correlation.description.utf8.count <= 64)
        for text in [
            "", ".", "..", correlation.description + ".", "x" + correlation.description, String(correlation.description.dropLast()),
        ] {
            #expect(Correlation(text) == nil, "\(text)")
        }
    }
}
