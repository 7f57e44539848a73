import Core
import Store

/// A send whose channel is not configured any more. It waits, because the channel may come back, and fails at its deadline.
struct OrphanedSend {
    let context: RuntimeContext
    let job: Job

    /// How often it is looked at.
    private static let look: Duration = .minutes(1)

    /// Decides what comes next, and stores the failure when the time is over.
    func process(_ lease: ShardLease) async throws -> LaneScheduler.Verdict {
        let (job, emitter, now) = (job, EventEmitter(context), context.clock.now())
        let deadline = try await context.store.write { store -> Instant? in
            try store.verify(lease)
            guard var machine = try DeliveryMachine.load(job.subject, store), !machine.delivery.complete else {
                try store.complete(job.key)
                return nil
            }
            guard now > machine.delivery.deadline else { return machine.delivery.deadline }
            let failure = Failure(.accountRestricted, detail: "The message's channel is not configured any more.")
            machine.wasGivenUp(failure, DeliveryMachine.Report(.policy, at: now, now: now))
            try machine.save(store)
            try emitter.emit(machine.news, of: machine, integration: nil, store, now: now)
            try store.complete(job.key)
            return nil
        }
        guard let deadline else { return .done }
        return .again(job.waiting(until: max(min(now + Self.look, deadline + .milliseconds(1)), now + .milliseconds(1))))
    }
}
