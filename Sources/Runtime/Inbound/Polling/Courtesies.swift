import Core

/// Makes the calls that a channel owes to good manners once its events are stored. Nobody waits for them, and they are never repeated.
struct Courtesies: Sendable {
    /// The most under way at a time for one channel; more are left out.
    static let limit = 100
    /// How long one may take.
    private static let deadline: Duration = .seconds(10)

    private let caller: any HTTPCaller
    private let open = OpenCalls()

    init(caller: any HTTPCaller) { self.caller = caller }

    /// Starts the calls.
    func make(_ calls: [OutboundRequest], trustedHost: Bool, in group: inout DiscardingTaskGroup) {
        let limits = CallLimits(deadline: Self.deadline, maximumBody: 64 << 10, trustedHost: trustedHost)
        for call in calls {
            guard open.enter(limit: Self.limit) else { return }
            group.addTask {
                _ = await caller.call(call, limits)
                open.leave()
            }
        }
    }
}

/// How many calls are under way.
private final class OpenCalls: Sendable {
    private let count = Lock(0)

    func enter(limit: Int) -> Bool {
        count.withLock { count in
            guard count < limit else { return false }
            count += 1
            return true
        }
    }

    func leave() { count.withLock { $0 -= 1 } }
}
