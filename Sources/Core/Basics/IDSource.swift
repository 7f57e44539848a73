/// Makes identifiers that rise strictly within one source and are unique across workers with different `worker` numbers.
package final class IDSource: Sendable {
    private struct State {
        var millisecond: UInt64 = 0
        var counter: UInt32 = 0
    }

    private let worker: UInt32
    private let state = Lock(State())

    /// - Parameter worker: 24 random bits, drawn once per process; higher bits are ignored.
    package init(worker: UInt32) { self.worker = worker & 0xFF_FFFF }

    /// The next identifier. If the clock stands still or goes back, the last millisecond seen is used on, so that order is kept.
    package func next(at now: Instant) -> ID {
        let (millisecond, counter) = state.withLock { state in
            let time = UInt64(clamping: now.milliseconds) & 0xFFFF_FFFF_FFFF
            if time > state.millisecond {
                state.millisecond = time
                state.counter = 0
            } else {
                state.counter += 1
                // 16.7 million identifiers in one millisecond: borrow the next one rather than repeat.
                if state.counter > 0xFF_FFFF {
                    state.millisecond += 1
                    state.counter = 0
                }
            }
            return (state.millisecond, state.counter)
        }
        return ID(high: millisecond << 16 | UInt64(worker >> 8), low: (worker & 0xFF) << 24 | counter)
    }
}
