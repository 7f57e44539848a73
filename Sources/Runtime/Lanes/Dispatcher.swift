package import Core
package import Store

/// Brings stored jobs to the processors: one runner per queue and group, so that a slow group holds up nobody else.
package final class Dispatcher: Sendable {
    private let context: RuntimeContext
    private let leases: Leases
    private let processors: [Queue: any JobProcessor]
    private let state = Lock(State())

    /// Both under one lock: whoever stops the runners stops all that there will ever be.
    private struct State {
        var runners: [JobGroup: GroupRunner] = [:]
        var stopped = false
    }

    /// A dispatcher that knows no jobs yet.
    package init(processors: [any JobProcessor], leases: Leases, context: RuntimeContext) {
        self.context = context
        self.leases = leases
        self.processors = Dictionary(processors.map { ($0.queue, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Looks up which groups have jobs and starts them: at the start, and when shards came to this worker.
    package func start() async throws {
        let groups = try await context.store.read { try $0.jobGroups() }
        for group in groups { runner(group)?.lookAgain() }
    }

    /// Jobs were stored: the store's `onJobs`. Quick; called on a thread of the store.
    package func jobsStored(_ jobs: [Job]) {
        if let first = jobs.first, jobs.allSatisfy({ $0.key.queue == first.key.queue && $0.key.group == first.key.group }) {
            runner(JobGroup(queue: first.key.queue, group: first.key.group))?.jobsStored(jobs)
            return
        }
        let groups = Dictionary(grouping: jobs) { JobGroup(queue: $0.key.queue, group: $0.key.group) }
        for (group, jobs) in groups { runner(group)?.jobsStored(jobs) }
    }

    /// Ends a pause of the group, such as after an administrator mended its credentials.
    package func resume(_ group: JobGroup) { state.withLock { $0.runners[group] }?.resume() }

    /// Jobs in memory, of all groups of a queue.
    package func count(_ queue: Queue) -> Int {
        state.withLock { $0.runners.filter { $0.key.queue == queue }.map(\.value) }.reduce(0) { $0 + $1.count }
    }

    private func runner(_ group: JobGroup) -> GroupRunner? {
        guard let processor = processors[group.queue] else { return nil }
        return state.withLock { state in
            guard !state.stopped else { return nil }
            if let runner = state.runners[group] { return runner }
            let runner = GroupRunner(group: group, processor: processor, leases: leases, context: context)
            state.runners[group] = runner
            return runner
        }
    }

    /// Starts nothing more, waits for what runs until `deadline`, then cancels it and waits for its end.
    package func drain(until deadline: Instant) async {
        let runners = state.withLock { state in
            state.stopped = true
            return Array(state.runners.values)
        }
        for runner in runners { runner.stop() }
        let cancelling = Task { [context] in
            try await context.clock.sleep(until: deadline)
            for runner in runners { runner.cancel() }
        }
        for runner in runners { await runner.untilIdle() }
        cancelling.cancel()
    }
}
