import Core

/// Wakes one waiting task. A ring that nobody waits for is kept for the next wait; several count as one.
final class Bell: Sendable {
    private struct State {
        var hasRung = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Lock(State())

    func ring() {
        let waiter = state.withLock { state in
            let waiter = state.waiter
            state.waiter = nil
            state.hasRung = waiter == nil
            return waiter
        }
        waiter?.resume()
    }

    /// Returns when the bell rings, at `time`, or when the task is cancelled.
    func wait(until time: Instant, _ clock: WallClock) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.ringing() }
            group.addTask { try? await clock.sleep(until: time) }
            await group.next()
            group.cancelAll()
        }
    }

    private func ringing() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                let isOver = state.withLock { state in
                    // Asked under the lock: the handler below comes after the mark of cancellation, and takes the lock as well.
                    let isOver = state.hasRung || Task.isCancelled
                    if !isOver { state.waiter = waiter }
                    if !Task.isCancelled { state.hasRung = false }
                    return isOver
                }
                if isOver { waiter.resume() }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                let waiter = state.waiter
                state.waiter = nil
                return waiter
            }
            waiter?.resume()
        }
    }
}
