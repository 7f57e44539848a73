package import Core
package import Store

/// Decides how the delivery of one message moves on. A value without effects: it is loaded, told what happened, and its new state and
/// ledger lines are stored in the transaction of the event that told it.
package struct DeliveryMachine: Hashable, Sendable {
    /// The message as a whole.
    package private(set) var delivery: Delivery
    /// Its steps, by number.
    package private(set) var parts: [Part]
    /// Lines to append, in order.
    package private(set) var lines: [LedgerEntry] = []
    /// Steps that changed, to be stored.
    package private(set) var changedSteps: Set<Int> = []
    /// What the help desk must be told, in order.
    package private(set) var news: [News] = []
    /// Charges of parts that reached the customer, to be counted.
    package private(set) var charges: [MessageCharge] = []

    /// What the help desk is told.
    package enum News: Hashable, Sendable {
        /// The provider took the whole message.
        case takenByChannel
        /// The whole message reached the customer.
        case deliveredToUser
        /// The customer saw the whole message.
        case read
        /// It did not arrive, or (`isFinal` false) nobody knows.
        case failed(Failure, isFinal: Bool)
    }

    /// Who tells, and when.
    package struct Report: Hashable, Sendable {
        package var source: LedgerEntry.Source
        /// When it happened, by the teller's clock.
        package var at: Instant
        /// When it came to us.
        package var now: Instant

        /// Makes a report.
        package init(_ source: LedgerEntry.Source, at: Instant, now: Instant) {
            self.source = source
            self.at = at
            self.now = now
        }
    }

    /// A machine in the stored state.
    package init(_ delivery: Delivery, _ parts: [Part]) {
        self.delivery = delivery
        self.parts = parts
    }
}

// MARK: - What happened

extension DeliveryMachine {
    /// An intent was written for `step`: the call goes out next.
    package mutating func callBegan(step: Int, part: Int?, _ report: Report) {
        setStep(step, part: part, .sending)
        settle(report, line: (.sending, part, nil))
    }

    /// It is certain that nothing was sent; it will be tried again.
    package mutating func callHadNoEffect(step: Int, _ failure: Failure, _ report: Report) {
        guard let index = parts.firstIndex(where: { $0.step == step }), parts[index].state == .sending || parts[index].state == .unknown
        else {
            return
        }
        parts[index].state = .queued
        changedSteps.insert(step)
        settle(report, line: (.queued, parts[index].part, failure))
    }

    /// Nobody knows whether the provider took the step; the same call will be made again, since the provider tells a repetition. Until that
    /// is answered, giving up does not mean that nothing has arrived.
    package mutating func callWillBeRepeated(step: Int, _ failure: Failure, _ report: Report) {
        callHadNoEffect(step: step, failure, report)
        guard let index = parts.firstIndex(where: { $0.step == step }), parts[index].state == .queued else { return }
        parts[index].failure = Failure(.unknownOutcome, provider: failure.provider, detail: failure.detail)
    }

    /// The provider took the step.
    package mutating func callWasAccepted(step: Int, part: Int?, externalID: String?, _ report: Report) {
        setStep(step, part: part, .sent, externalID: externalID)
        settle(report, line: (.sent, part, nil))
    }

    /// Nobody knows whether the provider took the step.
    package mutating func outcomeBecameUnknown(step: Int, part: Int?, _ failure: Failure, _ report: Report) {
        setStep(step, part: part, .unknown)
        settle(report, line: (.unknown, part, failure), failure: failure)
    }

    /// All steps are done.
    package mutating func everythingWasSent(_ report: Report) {
        delivery.complete = true
        settle(report, line: nil)
    }

    /// The message, or the step that is named, cannot be sent.
    package mutating func sendFailed(step: Int?, part: Int?, _ failure: Failure, _ report: Report) {
        if let step { setStep(step, part: part, .failed, failure: failure) }
        delivery.complete = true
        settle(report, line: (.failed, part, failure), failure: failure, forcing: .failed)
    }

    /// No other call is made, though none was refused for good. The message has failed; where an earlier call of a step may have arrived,
    /// nobody knows.
    package mutating func wasGivenUp(step: Int? = nil, part: Int? = nil, _ failure: Failure, _ report: Report) {
        guard let open = parts.first(where: { $0.mayHaveArrived }) else { return sendFailed(step: step, part: part, failure, report) }
        let unknown = Failure(.unknownOutcome, provider: failure.provider, detail: failure.detail)
        outcomeBecameUnknown(step: open.step, part: open.part, unknown, report)
    }

    /// An operator or the API asks for another try: what was sent stays sent, the rest starts anew.
    package mutating func retryWasAsked(deadline: Instant, _ report: Report) {
        for index in parts.indices where [.failed, .unknown, .sending].contains(parts[index].state) {
            parts[index].state = .queued
            parts[index].failure = nil
            changedSteps.insert(parts[index].step)
        }
        delivery.complete = false
        delivery.deadline = deadline
        settle(report, line: (.queued, nil, nil), forcing: .queued)
    }

    /// The provider reports on a part, and perhaps on its price.
    package mutating func statusArrived(
        part: Int, _ state: DeliveryState, failure: Failure?, charge: MessageCharge? = nil, _ report: Report
    ) {
        guard let index = parts.firstIndex(where: { $0.part == part }) else { return }
        defer { takeCharge(charge, at: index) }
        if Self.moves(parts[index].state, to: state) {
            parts[index].state = state
            parts[index].failure = state == .failed ? failure : nil
            // What has failed is not sent again by itself, nor is the rest of it.
            if state == .failed { delivery.complete = true }
            changedSteps.insert(parts[index].step)
        }
        settle(report, line: (state, part, failure), failure: failure)
    }

    /// Charged is what the customer has, once, and by the first price that was named: it is repeated with later states.
    private mutating func takeCharge(_ charge: MessageCharge?, at index: Int) {
        if parts[index].charge == nil, let charge {
            parts[index].charge = charge
            changedSteps.insert(parts[index].step)
        }
        let hasArrived = parts[index].state == .delivered || parts[index].state == .read
        guard hasArrived, !parts[index].isCharged, let known = parts[index].charge else { return }
        parts[index].isCharged = true
        changedSteps.insert(parts[index].step)
        charges.append(known)
    }

    /// The provider names the message of a part whose outcome was unknown.
    package mutating func partWasNamed(_ part: Int, externalID: String) {
        guard let index = parts.firstIndex(where: { $0.part == part }) else { return }
        parts[index].externalID = externalID
        changedSteps.insert(parts[index].step)
    }
}

// MARK: - How it adds up

extension DeliveryMachine {
    /// Whether a part in `old` may become `new`: only forward, and proof of delivery beats a failure.
    package static func moves(_ old: DeliveryState, to new: DeliveryState) -> Bool {
        if old == .failed { return new == .delivered || new == .read }
        if new == .failed { return old != .delivered && old != .read }
        return rank(new) > rank(old)
    }

    private static func rank(_ state: DeliveryState) -> Int {
        switch state {
        case .queued: 0
        case .sending: 1
        case .unknown: 2
        case .sent: 3
        case .delivered: 4
        case .read: 5
        case .failed: 6
        }
    }

    private mutating func setStep(_ step: Int, part: Int?, _ state: DeliveryState, externalID: String? = nil, failure: Failure? = nil) {
        changedSteps.insert(step)
        guard let index = parts.firstIndex(where: { $0.step == step }) else {
            let new = Part(messageID: delivery.messageID, step: step, part: part, state: state, externalID: externalID, failure: failure)
            parts.insert(new, at: parts.firstIndex { $0.step > step } ?? parts.count)
            return
        }
        // A status may have been faster than the provider's answer: then only the id is new.
        if let externalID { parts[index].externalID = externalID }
        if Self.moves(parts[index].state, to: state) {
            parts[index].state = state
            // What is not known of an earlier call stays so while the next one is under way.
            if state != .sending { parts[index].failure = failure }
        }
    }

    /// The number of the step for `part`, nil for a preparing one: that of an earlier try, else the next.
    func stepNumber(for part: Int?) -> Int {
        let earlier = parts.first { $0.part == part && (part != nil || !$0.isDone) }
        return earlier?.step ?? (parts.last.map { $0.step + 1 } ?? 0)
    }

    /// The state of the whole: a failed or unknown part shows at once, progress only when every part has made it.
    private var combined: DeliveryState {
        let states = parts.filter { $0.part != nil }.map(\.state)
        if states.contains(.failed) { return .failed }
        if states.contains(.unknown) { return .unknown }
        if delivery.complete, let weakest = states.min(by: { Self.rank($0) < Self.rank($1) }) { return weakest }
        return parts.isEmpty || parts.last?.state == .queued ? .queued : .sending
    }

    private mutating func settle(
        _ report: Report, line: (state: DeliveryState, part: Int?, failure: Failure?)?, failure: Failure? = nil,
        forcing: DeliveryState? = nil
    ) {
        if let line {
            lines.append(
                LedgerEntry(
                    messageID: delivery.messageID, sequence: delivery.nextSequence, state: line.state, part: line.part, at: report.at,
                    receivedAt: report.now, source: report.source, failure: line.failure))
            delivery.nextSequence += 1
        }
        let old = delivery.state
        let new = forcing ?? combined
        guard old != new else { return }
        delivery.state = new
        delivery.certain = new != .unknown
        delivery.failure = new == .failed || new == .unknown ? failure ?? delivery.failure : nil
        tell(from: old, to: new)
    }

    private mutating func tell(from old: DeliveryState, to new: DeliveryState) {
        // A message that failed after the provider had taken it was told of as taken already.
        let deliverable = parts.filter { $0.part != nil }
        let wasTaken = [.sent, .delivered, .read].contains(old) || (old == .failed && deliverable.allSatisfy { $0.externalID != nil })
        switch new {
        case .queued, .sending: break
        case .sent: news.append(.takenByChannel)
        case .delivered:
            if !wasTaken { news.append(.takenByChannel) }
            news.append(.deliveredToUser)
        case .read:
            if !wasTaken { news.append(.takenByChannel) }
            if old != .delivered { news.append(.deliveredToUser) }
            news.append(.read)
        case .failed: news.append(.failed(delivery.failure ?? Failure(.uncategorizedError), isFinal: true))
        case .unknown: news.append(.failed(delivery.failure ?? Failure(.unknownOutcome), isFinal: false))
        }
    }
}

// MARK: - Store

extension DeliveryMachine {
    /// The machine of a stored message, nil if there is none.
    package static func load(_ message: ID, _ store: any StoreReader) throws -> DeliveryMachine? {
        guard let delivery = try store.delivery(message: message) else { return nil }
        return DeliveryMachine(delivery, delivery.hasNoSteps ? [] : try store.parts(message: message))
    }

    /// Stores what changed.
    package func save(_ store: any StoreTransaction) throws {
        try store.update(delivery)
        for part in parts where changedSteps.contains(part.step) { try store.put(part) }
        for line in lines { try store.append(line) }
    }
}

extension Part {
    /// Whether the provider has taken it.
    var isDone: Bool { [.sent, .delivered, .read].contains(state) }

    /// Whether an earlier call may have reached the customer, while it is called again.
    var mayHaveArrived: Bool { part != nil && [.queued, .sending].contains(state) && failure?.code == .unknownOutcome }
}

extension Delivery {
    /// Whether no step can have begun: each changes the state, and leaves a line in the ledger.
    fileprivate var hasNoSteps: Bool { state == .queued && nextSequence == 0 }
}
