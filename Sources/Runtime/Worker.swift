package import Core
package import Store

/// The whole runtime: what comes in is applied, what is posted is sent, what happened is told.
///
/// Order of life: `init`, `start`, `stop`. Each once.
package final class Worker: Sendable {
    /// Takes the providers' requests.
    package let intake: Intake
    private let context: RuntimeContext
    private let leases: Leases
    private let dispatcher: Dispatcher
    private let pending = PendingEntries()
    private let loops = Lock<[Task<Void, Never>]>([])

    /// Puts the parts together. The store must not have been written to by others of this process before.
    ///
    /// - Parameters:
    ///   - setup: is told when a webhook is disabled.
    ///   - presence: knows who is connected; nil when nobody can be.
    ///   - post: sends mails; nil when no mail server is configured.
    package init(context: RuntimeContext, setup: Setup? = nil, presence: (any Presence)? = nil, post: MailRoom? = nil) {
        self.context = context
        let leases = Leases(context: context)
        intake = Intake(context: context, pending: pending)
        self.leases = leases
        var processors: [any JobProcessor] = [
            InboundProcessor(context: context, pending: pending), SendProcessor(context: context),
            WebhookProcessor(context: context, setup: setup),
        ]
        if let presence { processors.append(AbsenceProcessor(context: context, presence: presence, post: post)) }
        if let vault = context.media { processors.append(MediaProcessor(context: context, vault: vault)) }
        dispatcher = Dispatcher(processors: processors, leases: leases, context: context)
        // Weak: the dispatcher holds the store, which would else hold itself for ever.
        context.store.onJobs { [weak dispatcher] in dispatcher?.jobsStored($0) }
    }

    /// Takes over what an earlier worker left, and begins.
    ///
    /// - Parameter alone: no other worker can be alive on this store, so that a dead one's leases need not run out.
    package func start(alone: Bool) async throws {
        try await leases.acquire(alone: alone)
        try await Switchboards(context).refresh()
        try await countWaiting()
        try await dispatcher.start()
        run("leases") { [leases, dispatcher] in
            try await leases.run { try await dispatcher.start() }
        }
        run("maintenance") { [context] in try await Maintenance(context: context).run() }
        run("windows") { [context, leases] in try await WindowNotices(context: context, leases: leases).run() }
        run("polling") { [context, leases, pending] in
            await Polls(context: context, leases: leases, pending: pending).run()
            try Task.checkCancellation()
        }
        run("templates") { [context] in
            await TemplateSync(context: context).run()
            try Task.checkCancellation()
        }
        run("relays") { [intake, context, leases] in
            await Pulls(context: context, intake: intake, leases: leases).run()
            try Task.checkCancellation()
        }
    }

    /// Counts the entries that an earlier worker left without effect, as far as the intake's bound needs it: one integration may hold
    /// them all.
    func countWaiting() async throws {
        let limit = context.settings.inboundBacklogLimit
        let waiting = try await context.store.read { store in
            try store.jobGroups().filter { $0.queue == .inbound }.reduce(0) { try $0 + store.jobCount($1, limit: limit) }
        }
        pending.recount(waiting)
    }

    /// Asks the store for a sign of life: for a watchdog that is fed by real work.
    package func probe() async throws { try await context.store.write { _ in } }

    /// Jobs in memory, for the metrics.
    package func jobsInMemory(_ queue: Queue) -> Int { dispatcher.count(queue) }

    /// Starts nothing more, lets what runs finish until `limit` has passed, then cancels it: an interrupted send is known as unknown after
    /// the next start. Returns when nothing runs.
    package func stop(within limit: Duration) async {
        let deadline = context.clock.now() + limit
        let loops = loops.withLock { $0 }
        for loop in loops { loop.cancel() }
        for loop in loops { await loop.value }
        await dispatcher.drain(until: deadline)
        do {
            try await leases.release()
        } catch {
            context.log.warning("The leases could not be given up; they run out by themselves", ["problem": "\(error)"])
        }
    }

    /// Runs a loop that ends only by being cancelled. Ending otherwise is a fault, which is told.
    private func run(_ name: String, _ body: @escaping @Sendable () async throws -> Void) {
        let loop = Task { [log = context.log] in
            do {
                try await body()
                log.error("A loop ended by itself", ["loop": name])
            } catch is CancellationError {
                return
            } catch {
                log.error("A loop failed", ["loop": name, "problem": "\(error)"])
            }
        }
        loops.withLock { $0.append(loop) }
    }
}
