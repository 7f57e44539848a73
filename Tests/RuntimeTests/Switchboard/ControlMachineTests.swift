import Core
import Runtime
import Testing
import Wire

@Suite struct ControlMachineTests {
    private static func id(_ number: UInt32) -> ID { ID(high: 9 << 20, low: number) }
    private static let (botID, deskID, backID, goneID) = (id(101), id(102), id(103), id(104))
    private static let bot = SwitchboardIntegration(seat(1, "bot", botID), nextID: id(2), fallbackMessage: "Later.")
    private static let desk = SwitchboardIntegration(seat(2, "desk", deskID), deliversStandbyEvents: false)
    private static let back = SwitchboardIntegration(seat(3, "back-office", backID, type: "zd:agentWorkspace"), nextID: id(4))
    private static let gone = SwitchboardIntegration(seat(4, "gone", goneID))
    private static let board = Switchboard(id: id(9), defaultIntegrationID: bot.id, integrations: [bot, desk, back, gone])

    private static func seat(_ number: UInt32, _ name: String, _ integration: ID, type: String = "custom") -> SwitchboardSeat {
        SwitchboardSeat(id: id(number), name: name, integrationID: integration, integrationType: type)
    }

    private func machine(
        _ active: SwitchboardIntegration? = nil, _ pending: SwitchboardIntegration? = nil, board: Switchboard = board
    ) -> ControlMachine {
        ControlMachine(board, ConversationControl(active: active?.seat, pending: pending?.seat)) { $0 != Self.goneID }
    }

    // MARK: Beginning

    @Test func theDefaultTalksFirst_Z8_K12() {
        var machine = machine()
        machine.conversationBegan()
        #expect(machine.state == ConversationControl(active: Self.bot.seat))
    }

    @Test func whoHasControlKeepsItWhenTheCustomerWrites() {
        var machine = machine(Self.desk)
        machine.conversationBegan()
        #expect(machine.state.active == Self.desk.seat)
    }

    @Test(arguments: ["off", "no default", "default gone"])
    func nobodyGetsControl_whenThereIsNobody(_ label: String) {
        var board = Self.board
        switch label {
        case "off": board.enabled = false
        case "no default": board.defaultIntegrationID = nil
        default: board.defaultIntegrationID = Self.gone.id
        }
        var machine = machine(board: board)
        machine.conversationBegan()
        #expect(machine.state == ConversationControl(), "\(label)")
    }

    // MARK: Passing and offering

    @Test(arguments: [
        ("id", "\(desk.id)", desk), ("name", "desk", desk), ("type", "zd:agentWorkspace", back), ("next", "next", desk),
    ])
    func passing_makesTheTargetActiveAndEndsAnOffer(_ label: String, _ target: String, _ wanted: SwitchboardIntegration) throws {
        var machine = machine(Self.bot, Self.back)
        #expect(try machine.passWasAsked(to: target) == wanted, "\(label)")
        #expect(machine.state == ConversationControl(active: wanted.seat), "\(label)")
    }

    @Test func offering_leavesControlAndReplacesAnEarlierOffer() throws {
        var machine = machine(Self.bot, Self.back)
        #expect(try machine.offerWasAsked(to: "desk") == Self.desk)
        #expect(machine.state == ConversationControl(active: Self.bot.seat, pending: Self.desk.seat))
    }

    @Test(
        arguments: [
            ("unknown", bot, "nobody", .unknownTarget("nobody")), ("two of a type", bot, "custom", .ambiguousType("custom")),
            ("no next", desk, "next", .noNext), ("nobody in control has a next", nil, "next", .noNext),
            ("gone", bot, "gone", .unreachable("gone")), ("next is gone", back, "next", .unreachable("gone")),
        ] as [(String, SwitchboardIntegration?, String, ControlMachine.Refusal)])
    func aTargetThatCannotTakeControl_isRefused_andNothingChanges(
        _ label: String, _ active: SwitchboardIntegration?, _ target: String, _ refusal: ControlMachine.Refusal
    ) {
        var machine = machine(active)
        let before = machine.state
        #expect(throws: refusal) { try machine.passWasAsked(to: target) }
        #expect(throws: refusal) { try machine.offerWasAsked(to: target) }
        #expect(machine.state == before && refusal.isOfTarget, "\(label)")
    }

    // MARK: Accepting and releasing

    @Test(arguments: [nil, deskID] as [ID?]) func accepting_makesThePendingOneActive(_ caller: ID?) throws {
        var machine = machine(Self.bot, Self.desk)
        try machine.acceptWasAsked(by: caller)
        #expect(machine.state == ConversationControl(active: Self.desk.seat))
    }

    @Test func accepting_isForThePendingOneOnly() {
        var machine = machine(Self.bot, Self.desk)
        #expect(throws: ControlMachine.Refusal.notPending) { try machine.acceptWasAsked(by: Self.botID) }
        var empty = self.machine(Self.bot)
        #expect(throws: ControlMachine.Refusal.nothingOffered) { try empty.acceptWasAsked(by: nil) }
        #expect(throws: ControlMachine.Refusal.notPending) { try empty.acceptWasAsked(by: Self.deskID) }
    }

    @Test(arguments: [nil, botID] as [ID?]) func releasing_emptiesTheState(_ caller: ID?) throws {
        var machine = machine(Self.bot, Self.desk)
        try machine.releaseWasAsked(by: caller)
        #expect(machine.state == ConversationControl())
    }

    @Test func releasing_isForTheActiveOneOnly() {
        var machine = machine(Self.bot, Self.desk)
        #expect(throws: ControlMachine.Refusal.notActive) { try machine.releaseWasAsked(by: Self.deskID) }
        #expect(machine.state.active == Self.bot.seat)
    }

    @Test func aSwitchboardThatIsOff_refusesEverything() {
        var board = Self.board
        board.enabled = false
        var machine = machine(Self.bot, Self.desk, board: board)
        #expect(throws: ControlMachine.Refusal.disabled) { try machine.passWasAsked(to: "desk") }
        #expect(throws: ControlMachine.Refusal.disabled) { try machine.offerWasAsked(to: "desk") }
        #expect(throws: ControlMachine.Refusal.disabled) { try machine.acceptWasAsked(by: nil) }
        #expect(throws: ControlMachine.Refusal.disabled) { try machine.releaseWasAsked(by: nil) }
    }

    @Test func seatsThatTheSwitchboardHasNoMore_countAsEmpty_andNamesAreThoseOfNow() {
        var board = Self.board
        board.integrations = [Self.bot]
        board.integrations[0].seat.name = "robot"
        let state = machine(Self.bot, Self.desk, board: board).state
        #expect(state.active?.name == "robot" && state.pending == nil)
    }

    /// Whatever is asked for in whatever order: never two in control, and a refusal changes nothing.
    @Test(arguments: 1...20 as ClosedRange<UInt64>) func anyOrderOfQuestions_keepsTheStateSound(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var machine = machine()
        let targets = ["bot", "desk", "back-office", "gone", "next", "custom", "nobody"]
        let callers: [ID?] = [nil, Self.botID, Self.deskID, Self.backID]
        for _ in 0..<300 {
            let before = machine.state
            let target = targets.randomElement(using: &random) ?? "bot"
            let caller = callers.randomElement(using: &random) ?? nil
            do throws(ControlMachine.Refusal) {
                switch Int.random(in: 0..<5, using: &random) {
                case 0:
                    let taken = try machine.passWasAsked(to: target)
                    #expect(machine.state == ConversationControl(active: taken.seat), "seed \(seed)")
                case 1:
                    let offered = try machine.offerWasAsked(to: target)
                    #expect(machine.state == ConversationControl(active: before.active, pending: offered.seat), "seed \(seed)")
                case 2:
                    try machine.acceptWasAsked(by: caller)
                    #expect(before.pending != nil && machine.state == ConversationControl(active: before.pending), "seed \(seed)")
                case 3:
                    try machine.releaseWasAsked(by: caller)
                    #expect(machine.state == ConversationControl(), "seed \(seed)")
                default:
                    machine.conversationBegan()
                    #expect(machine.state.active == before.active ?? Self.bot.seat, "seed \(seed)")
                }
            } catch {
                #expect(machine.state == before, "seed \(seed): \(error)")
            }
        }
    }

    // MARK: Routing

    @Test(arguments: [
        ("nobody in control: all", ConversationControl(), [true, true, true, true]),
        ("the bot: the desk wants nothing in standby", ConversationControl(active: bot.seat), [true, false, true, true]),
        ("offered to the desk", ConversationControl(active: bot.seat, pending: desk.seat), [true, true, true, true]),
        ("the desk", ConversationControl(active: desk.seat), [true, true, true, true]),
        ("somebody who is gone from the board: all", ConversationControl(active: seat(7, "old", id(107))), [true, true, true, true]),
    ])
    func eventsGoByState(_ label: String, _ control: ConversationControl, _ wanted: [Bool]) {
        let seen = [Self.botID, Self.deskID, Self.backID, Self.id(999)].map { Self.board.delivers(control, to: $0) }
        #expect(seen == wanted, "\(label)")
        var off = Self.board
        off.enabled = false
        #expect(off.delivers(control, to: Self.deskID), "\(label), switched off")
    }

    @Test func aSwitchboardComesBackFromItsStoredForm() {
        var board = Self.board
        board.integrations[0].messageHistoryCount = 7
        board.version = 3
        #expect(Switchboard(stored: board.encoded()) == board)
        #expect(Switchboard(stored: .emptyObject) == nil)
    }
}
