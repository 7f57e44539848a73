import ConnectorKit
import Core
import Store
import Wire

/// Looks at a send job inside a transaction and decides what comes next; if that is a call, its intent is written.
///
/// The part's own state tells everything: `queued` is to be sent, `sending` is the intent of a worker that died, `unknown` has waited
/// for proof, and what is `sent` or further is never sent again.
struct SendPreparation {
    let store: any StoreTransaction
    let integration: IntegrationEntry
    let settings: RuntimeSettings
    let now: Instant
    let attemptID: ID
    let emitter: EventEmitter
    /// Whether a fault of the account is news.
    let raisesAlarm: Bool
    /// Where files are kept; nil for a worker that keeps none.
    let media: MediaVault?
    let templates: TemplateBook
    let templatePacing: TemplatePacing

    func next(_ job: Job) throws -> SendMove {
        guard let job = try store.job(job.key) else { return .done }
        guard let message = try store.message(app: job.appID, job.subject), var machine = try DeliveryMachine.load(job.subject, store)
        else {
            try store.complete(job.key)
            return .done
        }
        guard let conversation = try store.conversation(app: job.appID, message.conversationID),
            let addressed = try outbound(message, conversation)
        else {
            return try fail(job, &machine, Failure(.uncategorizedError, detail: "The message or its conversation cannot be read."))
        }
        if machine.delivery.complete { return try finish(job) }
        var outbound = addressed.message
        let files = try OutboundFiles(outbound.content, app: job.appID, integration: integration, vault: media, store, now: now)
        outbound.files = files.files
        if let open = machine.parts.first(where: { $0.state == .sending }) { return try foundOpen(open, outbound, job, &machine) }
        if machine.parts.contains(where: { $0.state == .unknown }) { return try finish(job) }
        if let refusal = files.refusal(of: outbound, by: integration) { return try fail(job, &machine, refusal) }
        return try beginNextStep(job, &machine, outbound, addressed.client)
    }

    /// The message for the connector, and its customer; nil when what is stored cannot be read, which no second look would change.
    private func outbound(_ message: MessageRecord, _ conversation: Conversation) throws -> (message: OutboundMessage, client: Client)? {
        guard let content = try? Content(stored: message.content),
            let instructions = try? message.instructions.map({ try SendInstructions(stored: $0) }) ?? SendInstructions(),
            let client = try store.client(instructions.clientID ?? conversation.clientID)
        else { return nil }
        let outbound = OutboundMessage(
            id: message.id, recipient: client.externalID, content: instructions.sent(of: content),
            override: instructions.payload(for: integration.type),
            quoted: instructions.quotedExternalID, actor: instructions.actor)
        return (outbound, client)
    }

    private func beginNextStep(
        _ job: Job, _ machine: inout DeliveryMachine, _ message: OutboundMessage, _ client: Client
    ) throws -> SendMove {
        let next: (number: Int, step: Step)?
        do throws(Failure) {
            next = try nextStep(of: message, machine)
        } catch {
            return try fail(job, &machine, error)
        }
        guard let (number, step) = next else {
            machine.everythingWasSent(report(.api))
            try save(machine, client)
            return try finish(job)
        }
        // Only now: what is sent already may be found complete at any time.
        if let refusal = try refusal(of: message, to: client, machine) { return try fail(job, &machine, refusal) }
        if let externalID = step.deposit { return try deposit(step, number, as: externalID, to: client, job, &machine) }
        if number == 0, let later = templatePacing.wait(for: message, of: integration, templates, now: now) {
            return .again(job.waiting(until: later), pause: nil)
        }
        let attempt = Attempt(id: attemptID, messageID: message.id, step: number, startedAt: now)
        try store.insert(attempt)
        machine.callBegan(step: number, part: step.purpose.part, report(.api))
        try save(machine)
        return .call(
            PreparedCall(
                job: job, attempt: attempt, step: step, message: message, client: client, deadline: machine.delivery.deadline))
    }

    /// The step that comes next, with its number; nil when all is done.
    private func nextStep(of message: OutboundMessage, _ machine: DeliveryMachine) throws(Failure) -> (number: Int, step: Step)? {
        let receipts = machine.receipts
        func render(_ number: Int) throws(Failure) -> Step? {
            let correlation = Correlation(message: message.id, step: number, attempt: attemptID)
            return try integration.channel.render(message, after: receipts, correlation: correlation.description)
        }
        // Nearly always it is as many as are done. Another try of a part in front of one that was sent keeps the number that it had.
        guard let step = try render(receipts.count) else { return nil }
        let number = machine.stepNumber(for: step.purpose.part)
        if number == receipts.count { return (number, step) }
        return try render(number).map { (number, $0) }
    }

    /// Nothing is called: what is stored is what the customer fetches, so that the step is done with this commit.
    private func deposit(
        _ step: Step, _ number: Int, as externalID: String, to client: Client, _ job: Job, _ machine: inout DeliveryMachine
    ) throws -> SendMove {
        machine.callWasAccepted(step: number, part: step.purpose.part, externalID: externalID, report(.policy))
        if let part = step.purpose.part {
            let reference = ExternalReference(kind: .outbound, resourceID: job.subject, part: part)
            _ = try store.claim(integration.id, externalID, for: reference)
        }
        try save(machine, client)
        return .again(job, pause: nil)
    }

    /// Why nothing more of the message may be sent now.
    private func refusal(of message: OutboundMessage, to client: Client, _ machine: DeliveryMachine) throws -> Failure? {
        if let refusal = integration.refusal { return refusal }
        let gate = SendGate(integration: integration, settings: settings, client: client, now: now)
        let templateGate = TemplateGate(integration, templates)
        // Consent and window first: they tell what can be done now, which "too late" does not.
        if let refusal = gate.refusal(of: message, category: templateGate?.category(of: message)) { return refusal }
        // A template may have been paused or changed since it was posted.
        if let refusal = templateGate?.refusal(of: message) { return refusal }
        if now > machine.delivery.deadline { return expiry(machine) }
        guard let open = machine.parts.first(where: { $0.mayHaveArrived }) else { return nil }
        let isSafe = try isRepeatable(part: open.part, message: message.id, step: open.step)
        return isSafe
            ? nil : Failure(.unknownOutcome, detail: "The provider no longer tells a repetition of the call that was not answered.")
    }

    /// A worker died between intent and receipt: nobody knows.
    private func foundOpen(
        _ part: Part, _ message: OutboundMessage, _ job: Job, _ machine: inout DeliveryMachine
    ) throws -> SendMove {
        let failure = Failure(.unknownOutcome, detail: "The worker stopped while the message was on its way.")
        if var attempt = try store.attempts(message: job.subject).last(where: { $0.endedAt == nil }) {
            attempt.endedAt = now
            attempt.outcome = Outcome.ambiguous(failure).word
            attempt.failure = failure
            try store.update(attempt)
        }
        let policy = SendPolicy(capabilities: integration.channel.capabilities, proofWait: settings.unknownOutcomeWait)
        let isKeyed = part.part == nil || carriesKey(message, machine)
        let decision = policy.decide(
            .ambiguous(failure), tries: job.attempt, deadline: machine.delivery.deadline,
            resendable: try isKeyed && isRepeatable(part: part.part, message: job.subject, step: part.step), now: now, jitter: job.jitter)
        return try SendRecording(preparation: self).follow(decision, step: part.step, part: part.part, job, &machine, by: .policy, at: now)
    }

    /// Whether the step that was under way is one of those that carry a key, by which the provider tells a repetition.
    private func carriesKey(_ message: OutboundMessage, _ machine: DeliveryMachine) -> Bool {
        let step = try? integration.channel.render(message, after: machine.receipts, correlation: "")
        return step?.idempotencyKey != nil
    }

    private func expiry(_ machine: DeliveryMachine) -> Failure {
        machine.delivery.failure ?? Failure(.expired)
    }

    // MARK: Shared with the recording

    /// Whether a step whose outcome nobody knows may be made again: one that the customer sees nothing of, or one whose first call
    /// carried a key that the provider still remembers.
    func isRepeatable(part: Int?, message: ID, step: Int) throws -> Bool {
        if part == nil { return true }
        guard let life = integration.channel.capabilities.idempotencyKeyLife else { return false }
        guard let first = try store.attempts(message: message).first(where: { $0.step == step }) else { return false }
        return now < first.startedAt + life
    }

    func fail(_ job: Job, _ machine: inout DeliveryMachine, _ failure: Failure) throws -> SendMove {
        machine.wasGivenUp(failure, report(.policy))
        try save(machine)
        return try finish(job)
    }

    func finish(_ job: Job) throws -> SendMove {
        try store.complete(job.key)
        return .done
    }

    /// - Parameter client: whom the message is for, where that is at hand.
    func save(_ machine: DeliveryMachine, _ client: Client? = nil) throws {
        try machine.save(store)
        try UsageMeter(store: store, integration: integration).count(machine, of: client, at: now)
        try emitter.emit(machine.news, of: machine, integration: integration, store, now: now)
    }

    func report(_ source: LedgerEntry.Source) -> DeliveryMachine.Report {
        DeliveryMachine.Report(source, at: now, now: now)
    }
}

extension Job {
    /// A number that differs between jobs, for spreading retries.
    var jitter: UInt64 { key.id.high ^ UInt64(key.id.low) &+ UInt64(attempt) }
}

extension DeliveryMachine {
    /// The steps that are done, as the connector wants them.
    var receipts: [StepReceipt] {
        parts.filter(\.isDone).map {
            StepReceipt(index: $0.step, purpose: $0.part.map { .deliver(part: $0) } ?? .prepare, externalID: $0.externalID)
        }
    }
}
