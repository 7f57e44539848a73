import ConnectorKit
import Core
import Store

/// Stores what a call brought, inside a transaction, and decides what comes next.
struct SendRecording {
    let preparation: SendPreparation

    private var store: any StoreTransaction { preparation.store }
    private var integration: IntegrationEntry { preparation.integration }
    private var now: Instant { preparation.now }

    func record(_ call: PreparedCall, _ outcome: Outcome, httpStatus: Int?) throws -> SendMove {
        var attempt = call.attempt
        attempt.endedAt = now
        attempt.outcome = outcome.word
        attempt.httpStatus = httpStatus
        attempt.failure = outcome.failure
        // Told whatever becomes of this message: it concerns all of the account's.
        if case .accountInvalid(let failure) = outcome, preparation.raisesAlarm {
            try preparation.emitter.emitAlarm(failure, integration: integration, store, now: now)
        }
        // Gone with its message, which was deleted during the call.
        guard var machine = try DeliveryMachine.load(call.message.id, store) else { return .done }
        try store.update(attempt)
        if case .accepted(let externalID, let recipient) = outcome {
            return try accept(call, externalID: externalID, recipient: recipient, &machine)
        }
        let job = try storedJob(of: call)
        let policy = SendPolicy(capabilities: integration.channel.capabilities, proofWait: preparation.settings.unknownOutcomeWait)
        let resendable =
            try (call.part == nil || call.step.idempotencyKey != nil)
            && preparation.isRepeatable(part: call.part, message: call.message.id, step: attempt.step)
        let decision = policy.decide(
            outcome, tries: job.attempt, deadline: call.deadline, resendable: resendable, now: now, jitter: job.jitter)
        let move = try follow(decision, step: attempt.step, part: call.part, job, &machine, by: .provider, at: now)
        if case .fail(let failure, let optOut?) = decision { try note(optOut, failure, machine.delivery, of: call.client) }
        return move
    }

    /// The job as it is now. An API call may have ended it meanwhile; the receipt counts all the same.
    private func storedJob(of call: PreparedCall) throws -> Job { try store.job(call.job.key) ?? call.job }

    private func accept(
        _ call: PreparedCall, externalID: String?, recipient: String?, _ machine: inout DeliveryMachine
    ) throws -> SendMove {
        let step = call.attempt.step
        machine.callWasAccepted(step: step, part: call.part, externalID: externalID, preparation.report(.provider))
        if let externalID, let part = call.part {
            let reference = ExternalReference(kind: .outbound, resourceID: call.message.id, part: part)
            _ = try store.claim(integration.id, externalID, for: reference)
        }
        if call.part == nil, let externalID, let file = call.step.request.form?.file {
            try store.put(
                MediaUpload(integrationID: integration.id, sha256: file.sha256, externalID: externalID, uploadedAt: call.attempt.startedAt))
        }
        if let recipient { try learn(recipient, call) }
        if let segments = call.step.segments {
            try UsageMeter(store: store, integration: integration).sent(segments: segments, at: now)
        }
        if call.part != nil { try noteAnswer(to: call.client) }
        // Asked with the attempt's own correlation, which the connector must not depend on for the number of steps.
        let isOver = isOver(call.message, machine)
        if isOver { machine.everythingWasSent(preparation.report(.provider)) }
        if let externalID, let part = call.part {
            try ParkedStatuses(store: store, integration: integration, now: now).apply(externalID, part: part, to: &machine)
        }
        try preparation.save(machine, call.client)
        if isOver { return try preparation.finish(call.job) }
        var again = try storedJob(of: call)
        again.runAt = now
        again.attempt = 0
        try store.reschedule(again)
        return .again(again, pause: nil)
    }

    /// Whether no step is left. One that cannot be rendered is left: the next look at the job says why it fails.
    private func isOver(_ message: OutboundMessage, _ machine: DeliveryMachine) -> Bool {
        do throws(Failure) {
            return try integration.channel.render(message, after: machine.receipts, correlation: "") == nil
        } catch {
            return false
        }
    }

    /// The provider knows the customer under another address: kept as an alias; the address that works stays.
    private func learn(_ address: String, _ call: PreparedCall) throws {
        guard address != call.message.recipient, let client = try store.client(integration: integration.id, address: call.message.recipient)
        else {
            return
        }
        _ = try store.addAddress(address, proof: .provider, to: client)
    }

    /// The provider says that the customer refuses messages: kept with the client and told, so that nobody writes again unasked.
    private func note(_ optOut: ConsentKind, _ failure: Failure, _ delivery: Delivery, of client: Client) throws {
        guard let conversation = try store.conversation(app: delivery.appID, delivery.conversationID),
            let client = try store.client(client.id)
        else { return }
        try ConsentChange(optOut, allowed: false, detail: failure.provider?.message, at: now).store(
            client, conversation, preparation.emitter, in: store, now: now)
    }

    /// An answer to a customer whom an advertisement had brought before makes messages free for a while.
    private func noteAnswer(to client: Client) throws {
        guard let rule = integration.channel.capabilities.freeEntry, client.window.referredAt != nil,
            var client = try store.client(client.id), client.window.businessAnswered(now: now, rule)
        else { return }
        try store.setWindow(client.window, client: client.id)
    }

    func follow(
        _ decision: SendPolicy.Decision, step: Int, part: Int?, _ job: Job, _ machine: inout DeliveryMachine, by source: LedgerEntry.Source,
        at: Instant
    ) throws -> SendMove {
        let report = DeliveryMachine.Report(source, at: at, now: now)
        switch decision {
        case .accept: return .done
        case .fail(let failure, _):
            machine.sendFailed(step: step, part: part, failure, report)
            try preparation.save(machine)
            return try preparation.finish(job)
        case .giveUp(let failure, let pausedUntil):
            machine.wasGivenUp(step: step, part: part, failure, report)
            try preparation.save(machine)
            let move = try preparation.finish(job)
            return pausedUntil.map { .donePausing(until: $0) } ?? move
        case .sendAgain(let failure, let at):
            machine.callWillBeRepeated(step: step, failure, report)
            try preparation.save(machine)
            return try wait(job, until: at, countsAsTry: true, pause: nil)
        case .tryAgain(let failure, let at, let countsAsTry, let pause):
            machine.callHadNoEffect(step: step, failure, report)
            try preparation.save(machine)
            return try wait(job, until: at, countsAsTry: countsAsTry, pause: pause)
        case .waitForProof(let failure, let until):
            machine.outcomeBecameUnknown(step: step, part: part, failure, report)
            try preparation.save(machine)
            // A status may have been faster than the end of the call: then there is nothing to wait for.
            let isOpen = machine.parts.contains { $0.step == step && $0.state == .unknown }
            return try wait(job, until: isOpen ? until : now, countsAsTry: false, pause: nil)
        case .leaveUnknown(let failure):
            machine.outcomeBecameUnknown(step: step, part: part, failure, report)
            try preparation.save(machine)
            return try preparation.finish(job)
        }
    }

    private func wait(_ job: Job, until time: Instant, countsAsTry: Bool, pause: SendPolicy.Pause?) throws -> SendMove {
        var again = job
        again.runAt = time
        if countsAsTry { again.attempt += 1 }
        try store.reschedule(again)
        return .again(again, pause: pause)
    }
}
