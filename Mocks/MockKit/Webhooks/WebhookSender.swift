import Core

/// Delivers webhooks as a provider does: at the same time, in no order, repeated with growing gaps until the answer is 200.
///
/// Each delivery is a task. Faults that concern webhooks are played here.
package final class WebhookSender: Sendable {
    struct State {
        var policy = WebhookPolicy()
        /// The deliveries that are not over.
        var active: Set<Int> = []
        var tasks: [Int: Task<Void, Never>] = [:]
        var next = 0
        var refused = 0
        var isStopped = false
        /// Those that a `reorder` rule holds until another one has gone.
        var held: [Int: CheckedContinuation<Void, Never>] = [:]
        var waitingForIdle: [CheckedContinuation<Void, Never>] = []
    }

    let caller: any HTTPCaller
    let clock: WallClock
    let log: WebhookLog
    let faults: FaultBook
    let slots = Slots(WebhookPolicy().concurrency)
    let state = Lock(State())

    init(caller: any HTTPCaller, clock: WallClock, log: WebhookLog, faults: FaultBook) {
        self.caller = caller
        self.clock = clock
        self.log = log
        self.faults = faults
    }

    /// How deliveries are made from now on.
    package var policy: WebhookPolicy {
        get { state.withLock { $0.policy } }
        set {
            let change = state.withLock { state in
                defer { state.policy = newValue }
                return newValue.concurrency - state.policy.concurrency
            }
            slots.adjust(by: change)
        }
    }

    /// How many deliveries are not over.
    package var pending: Int { state.withLock { $0.active.count } }

    /// How many deliveries were refused because too many were pending.
    package var refused: Int { state.withLock { $0.refused } }

    /// Delivers `delivery` after `delay`.
    /// - Returns: false when too many are pending, or after `stop`.
    @discardableResult
    package func send(_ delivery: WebhookDelivery, after delay: Duration = .zero) -> Bool {
        let effects = faults.webhookFaults(label: delivery.label, recipient: delivery.recipient)
        var taken = true
        for copy in 0..<effects.copies where !begin(delivery, effects, after: delay + effects.delay + effects.gap * copy) { taken = false }
        return taken
    }

    private func begin(_ delivery: WebhookDelivery, _ effects: WebhookEffects, after delay: Duration) -> Bool {
        let number: Int? = state.withLock { state in
            guard !state.isStopped, state.active.count < state.policy.pendingLimit else {
                state.refused += 1
                return nil
            }
            state.next += 1
            state.active.insert(state.next)
            return state.next
        }
        guard let number else { return false }
        let task = Task { await run(number, delivery, effects, after: delay) }
        // The task may be over already, and `stop` may have come between.
        let isLate = state.withLock { state in
            if state.active.contains(number) { state.tasks[number] = task }
            return state.isStopped
        }
        if isLate { task.cancel() }
        return true
    }

    /// Waits until no delivery is pending.
    package func idle() async {
        await withCheckedContinuation { continuation in
            let isIdle = state.withLock { state in
                if !state.active.isEmpty { state.waitingForIdle.append(continuation) }
                return state.active.isEmpty
            }
            if isIdle { continuation.resume() }
        }
    }

    /// Drops what is pending and takes no more. Calls under way are cancelled.
    package func stop() async {
        let (tasks, held) = state.withLock { state in
            state.isStopped = true
            defer { state.held = [:] }
            return (Array(state.tasks.values), Array(state.held.values))
        }
        for task in tasks { task.cancel() }
        for continuation in held { continuation.resume() }
        await idle()
    }
}
