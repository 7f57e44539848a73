package import Core
package import Store

/// Holds the leases of this worker and keeps them alive. Whoever works on a job takes the lease of its shard along and verifies it in
/// the transaction that changes something.
package final class Leases: Sendable {
    /// This worker, by a number drawn at its start.
    package let owner: ID
    private let context: RuntimeContext
    private let held = Lock<[Int: ShardLease]>([:])

    /// Leases of a worker that holds none yet.
    package init(context: RuntimeContext) {
        self.context = context
        owner = context.ids.next(at: context.clock.now())
    }

    /// The lease on `shard`, if this worker holds it.
    package func lease(_ shard: Int) -> ShardLease? { held.withLock { $0[shard] } }

    /// Takes what is free. `alone` says that no other worker can be alive, so that leases of a dead one need not run out.
    package func acquire(alone: Bool) async throws {
        let owner = owner
        let now = context.clock.now()
        let until = now + context.settings.leaseLife
        let leases = try await context.store.write { try $0.acquireLeases(owner: owner, now: now, until: until, force: alone) }
        held.withLock { held in for lease in leases { held[lease.shard] = lease } }
    }

    /// Renews the leases until cancelled, and takes over those of workers that died.
    /// - Parameter taken: called when shards came to this worker, whose jobs must be looked up; called again until it succeeds.
    package func run(taken: @Sendable () async throws -> Void) async throws {
        var isNew = false
        while true {
            try await context.clock.sleep(until: context.clock.now() + context.settings.leaseRenewal)
            do {
                if try await renew() { isNew = true }
                if isNew { try await taken() }
                isNew = false
            } catch let problem as StoreProblem {
                context.log.error("Leases could not be renewed", ["problem": "\(problem)"])
            }
        }
    }

    /// Whether shards came to this worker.
    private func renew() async throws -> Bool {
        let owner = owner
        let now = context.clock.now()
        let until = now + context.settings.leaseLife
        let leases = try await context.store.write { store in
            _ = try store.renewLeases(owner: owner, until: until)
            return try store.acquireLeases(owner: owner, now: now, until: until, force: false)
        }
        return held.withLock { held in
            let before = Set(held.keys)
            held = Dictionary(leases.map { ($0.shard, $0) }, uniquingKeysWith: { $1 })
            return !Set(held.keys).subtracting(before).isEmpty
        }
    }

    /// Gives all leases up, at the end of a graceful stop.
    package func release() async throws {
        held.withLock { $0.removeAll() }
        let owner = owner
        try await context.store.write { try $0.releaseLeases(owner: owner) }
    }
}
