import ConnectorKit
import Core
import Store
import StoreSQLite
import Testing
import Wire

@testable import Runtime

@Suite struct UsageTests {
    @Test(arguments: [
        ("+5521987654321", "BR"), ("552187654321", "BR"), ("whatsapp:+5213312345678", "MX"), ("821012345678", "KR"), ("15550107777", "US"),
        ("14165550100", "CA"), ("18765550100", "JM"), ("77011234567", "KZ"), ("79161234567", "RU"), ("2250701234567", "CI"),
        ("447700900123", "GB"), ("BR.4827100093355181", "BR"), ("US.ENT.1", "US"), ("customer1", "ZZ"), ("12", "ZZ"), ("", "ZZ"),
        ("9999999999", "ZZ"), ("123456789012345678", "ZZ"),
    ])
    func theCountryIsReadFromTheAddress_F8(_ address: String, _ country: String) { #expect(Country.of(address) == country) }

    @Test func aChargeIsKeptInOneLine_andForeignWordsBecomeHarmless() {
        let charges = [
            MessageCharge(.perMessage), MessageCharge(.perMessage, category: "marketing", type: "regular"),
            MessageCharge(.perConversation, category: "authentication-international", isFree: true, conversation: "b1946;x"),
            MessageCharge(.perConversation, category: "A/B;\n…", type: String(repeating: "x", count: 500), conversation: "c1"),
        ]
        for charge in charges { #expect(MessageCharge(charge.description) == charge) }
        #expect(charges[2].conversation == nil, "an id that cannot be kept is none")
        #expect(charges[3].category?.contains("/") == false)
        for broken in ["", "perMessage", "x;;;;", "perMessage;;;;;"] { #expect(MessageCharge(broken) == nil) }
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func aChargeCountsOnce_howeverOftenAndInWhateverOrderItsStatusesCome_F9(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let price = MessageCharge(.perMessage, category: "utility", type: "regular")
        // Meta, statuses reference: the price comes with `sent` and with one of `delivered` and `read`.
        let base: [(DeliveryState, MessageCharge?)] = [
            (.sent, price), (.delivered, price), (.read, nil), (.sent, price), (.delivered, price),
        ]
        let now = Instant(seconds: 1_790_000_000)
        let delivery = Delivery(
            messageID: ID(high: 5, low: 1), appID: ID(high: 1, low: 1), conversationID: ID(high: 12, low: 1),
            integrationID: ID(high: 2, low: 1),
            state: .sent, queuedAt: now, deadline: now, complete: true)
        var part = Part(messageID: delivery.messageID, step: 0, part: 0, state: .sent, externalID: "w1")
        var counted: [MessageCharge] = []
        for (state, charge) in base.shuffled(using: &random) {
            // As it is stored between two statuses.
            var machine = DeliveryMachine(delivery, [part])
            machine.statusArrived(part: 0, state, failure: nil, charge: charge, DeliveryMachine.Report(.webhook, at: now, now: now))
            part = machine.parts[0]
            counted += machine.charges
        }
        #expect(counted == [price], "seed \(seed)")
    }

    @Test func aMessageThatOnlyFailed_isNotCharged() {
        let now = Instant(seconds: 1_790_000_000)
        let delivery = Delivery(
            messageID: ID(high: 5, low: 1), appID: ID(high: 1, low: 1), conversationID: ID(high: 12, low: 1),
            integrationID: ID(high: 2, low: 1),
            state: .sent, queuedAt: now, deadline: now, complete: true)
        var machine = DeliveryMachine(delivery, [Part(messageID: delivery.messageID, step: 0, part: 0, state: .sent, externalID: "w1")])
        let report = DeliveryMachine.Report(.webhook, at: now, now: now)
        machine.statusArrived(part: 0, .sent, failure: nil, charge: MessageCharge(.perMessage), report)
        machine.statusArrived(part: 0, .failed, failure: Failure(.recipientUnreachable), report)
        #expect(machine.charges.isEmpty)
    }

    @Test func messagesAndPeopleAreCountedByMonth_repetitionsNotAtAll_F8() async throws {
        let world = try await InboundWorld(clock: ManualClock(Instant(seconds: InboundWorld.start + 60)))
        try await world.take(text("m1"), text("m2", at: InboundWorld.start + 1), text("m3", from: "a2"))
        try await world.take(text("m1"), text("m2", at: InboundWorld.start + 1))
        // The same person at another number is one user or two, by what is known; here nobody has joined them.
        try await world.take(text("m4", from: "a2"), integration: InboundWorld.other)
        let report = try await Self.report(world, "2026-09")
        #expect(report.activeUsers == 3)
        #expect(report.messages.map(\.count) == [3, 1] && report.messages.allSatisfy { $0.direction == "inbound" })
        #expect(try await Self.report(world, "2026-08").messages.isEmpty)
        // In the next month everybody counts anew.
        world.clock.advance(by: .hours(24 * 31))
        try await world.take(text("m5", at: InboundWorld.start + 31 * 86_400))
        #expect(try await Self.report(world, "2026-10").activeUsers == 1)
    }

    @Test func sentMessages_charges_andConversations_areCountedOnce_F7_F8_F9() async throws {
        let world = try await OutboundWorld()
        try await world.start()
        let conversation = try await world.conversation()
        let first = try await world.post("one", to: conversation)
        let second = try await world.post("two", to: conversation)
        try await world.runClock { try await world.jobsLeft() == 0 }
        let integration = try #require(world.context.directory.integrations[OutboundWorld.integration])
        let now = world.clock.now
        let emitter = EventEmitter(world.context)
        let charge = MessageCharge(.perConversation, category: "utility", conversation: "c1")
        for message in [first, second] {
            for state in [DeliveryState.sent, .delivered, .delivered, .read] {
                try await world.store.write { store in
                    let name = try #require(try store.parts(message: message).first?.externalID)
                    let update = StatusUpdate(messageExternalID: name, state: state, charge: charge)
                    _ = try StatusApplication(store: store, integration: integration, emitter: emitter, now: now).apply(update, at: now)
                }
            }
        }
        let month = String(now.month)
        let report = try await world.store.read { try UsageReport(month: month, app: OutboundWorld.app, in: $0) }
        #expect(report.messages.map { "\($0.direction) \($0.count)" } == ["outbound 2"])
        #expect(report.charges.map { "\($0.model) \($0.category) \($0.isFree) \($0.count)" } == ["perConversation utility false 2"])
        #expect(report.sessions == UsageReport.Sessions(free: 0, paid: 1))
    }

    private static func report(_ world: InboundWorld, _ month: String) async throws -> UsageReport {
        try await world.store.read { try UsageReport(month: month, app: InboundWorld.app, in: $0) }
    }
}
