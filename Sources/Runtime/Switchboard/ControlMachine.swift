package import Core
package import Wire

/// Who has control of a conversation: what happened comes in, the state and what to tell go out. A value without effects.
///
/// One integration is active at a time; an offer makes one pending and takes an earlier offer back; accepting makes the pending one active;
/// release empties the state. All others stand by.
package struct ControlMachine: Hashable, Sendable {
    /// Why what was asked for does not happen.
    package enum Refusal: Error, Hashable, Sendable {
        /// The switchboard is switched off.
        case disabled
        /// Nothing of the switchboard is called that.
        case unknownTarget(String)
        /// Several integrations have the type.
        case ambiguousType(String)
        /// `next`, and none comes next.
        case noNext
        /// The target's integration is not configured any more.
        case unreachable(String)
        /// Control is offered to nobody.
        case nothingOffered
        /// The caller is not the one that control is offered to.
        case notPending
        /// The caller does not have control.
        case notActive
    }

    private let switchboard: Switchboard
    /// Integrations that exist: a target that is gone cannot take control.
    private let isReachable: @Sendable (ID) -> Bool
    /// The state now.
    package private(set) var state: ConversationControl

    /// Goes on from a state. Seats that the switchboard does not have any more count as empty.
    package init(_ switchboard: Switchboard, _ state: ConversationControl, isReachable: @escaping @Sendable (ID) -> Bool) {
        self.switchboard = switchboard
        self.isReachable = isReachable
        self.state = ConversationControl(
            active: state.active.flatMap { switchboard[$0.id]?.seat }, pending: state.pending.flatMap { switchboard[$0.id]?.seat })
    }

    package static func == (a: ControlMachine, b: ControlMachine) -> Bool { a.switchboard == b.switchboard && a.state == b.state }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(switchboard)
        hasher.combine(state)
    }

    /// Who has control now, as the switchboard has it.
    package var active: SwitchboardIntegration? { switchboard[state.active?.id] }

    // MARK: What happened

    /// Something of the customer arrived, or a conversation was made: without anybody in control, the default integration gets it.
    package mutating func conversationBegan() {
        guard switchboard.enabled, state.active == nil, let first = switchboard[switchboard.defaultIntegrationID],
            isReachable(first.seat.integrationID)
        else { return }
        state.active = first.seat
    }

    /// Control shall go to `target`: an id, a name, a type, or `next`. Returns the one that has it now.
    package mutating func passWasAsked(to target: String) throws(Refusal) -> SwitchboardIntegration {
        let target = try resolve(target)
        state = ConversationControl(active: target.seat)
        return target
    }

    /// Control is offered to `target`. Returns the one that it is offered to.
    package mutating func offerWasAsked(to target: String) throws(Refusal) -> SwitchboardIntegration {
        let target = try resolve(target)
        state.pending = target.seat
        return target
    }

    /// The offer is accepted.
    ///
    /// - Parameter caller: the integration that accepts, which must be the pending one; nil for a caller who may do so for it.
    package mutating func acceptWasAsked(by caller: ID?) throws(Refusal) {
        guard switchboard.enabled else { throw .disabled }
        guard let pending = state.pending else { throw caller == nil ? .nothingOffered : .notPending }
        if let caller, caller != pending.integrationID { throw .notPending }
        state = ConversationControl(active: pending)
    }

    /// Control is given up.
    package mutating func releaseWasAsked(by caller: ID?) throws(Refusal) {
        guard switchboard.enabled else { throw .disabled }
        if let caller, caller != state.active?.integrationID { throw .notActive }
        state = ConversationControl()
    }

    // MARK: Targets

    private func resolve(_ text: String) throws(Refusal) -> SwitchboardIntegration {
        guard switchboard.enabled else { throw .disabled }
        let target = try find(text)
        guard isReachable(target.seat.integrationID) else { throw .unreachable(target.name) }
        return target
    }

    /// By id, then by name, then by type.
    private func find(_ text: String) throws(Refusal) -> SwitchboardIntegration {
        if text == "next" {
            guard let next = switchboard[active?.nextID] else { throw .noNext }
            return next
        }
        if let found = ID(text).flatMap({ switchboard[$0] }) { return found }
        if let found = switchboard.integrations.first(where: { $0.name == text }) { return found }
        let ofType = switchboard.integrations.filter { $0.seat.integrationType == text }
        guard ofType.count < 2 else { throw .ambiguousType(text) }
        guard let found = ofType.first else { throw .unknownTarget(text) }
        return found
    }
}

extension ControlMachine.Refusal {
    /// Whether the target is at fault, so that control cannot be handed over: the customer may be told something instead.
    package var isOfTarget: Bool {
        switch self {
        case .unknownTarget, .ambiguousType, .noNext, .unreachable: true
        case .disabled, .nothingOffered, .notPending, .notActive: false
        }
    }

    /// A plain sentence.
    package var words: String {
        switch self {
        case .disabled: "The switchboard is switched off."
        case .unknownTarget: "The switchboard has no integration of this id, name or type."
        case .ambiguousType: "Several integrations of the switchboard have this type. Name one by id or name."
        case .noNext: "The integration in control has no next one."
        case .unreachable(let name): "The integration behind \(name) does not exist any more."
        case .nothingOffered: "Control of the conversation is offered to nobody."
        case .notPending: "Control of the conversation is not offered to the integration of this key."
        case .notActive: "The integration of this key does not have control of the conversation."
        }
    }
}

extension Switchboard {
    /// Whether the webhooks of an integration get events of a conversation: those of the active and the pending one do, and those that
    /// stand by if they ask for it. While nobody has control everybody gets them, so that nothing is lost.
    package func delivers(_ control: ConversationControl, to integration: ID) -> Bool {
        guard enabled, let active = control.active.flatMap({ self[$0.id] }) else { return true }
        let linked = integrations.filter { $0.seat.integrationID == integration }
        if linked.isEmpty { return true }
        return linked.contains { $0.id == active.id || $0.id == control.pending?.id || $0.deliversStandbyEvents }
    }
}
