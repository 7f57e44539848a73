import Core

/// A number of places that tasks take in the order they ask.
final class Slots: Sendable {
    private struct State {
        var free: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
        var first = 0
    }

    private let state: Lock<State>

    init(_ count: Int) { state = Lock(State(free: count)) }

    /// Changes the number by `change`; those under way keep their places.
    func adjust(by change: Int) {
        if change < 0 { return state.withLock { $0.free += change } }
        for _ in 0..<change { leave() }
    }

    func enter() async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                guard state.free > 0 else {
                    state.waiting.append(continuation)
                    return false
                }
                state.free -= 1
                return true
            }
            if isFree { continuation.resume() }
        }
    }

    func leave() {
        let next: CheckedContinuation<Void, Never>? = state.withLock { state in
            guard state.free >= 0, state.first < state.waiting.count else {
                state.free += 1
                return nil
            }
            defer { Self.advance(&state) }
            return state.waiting[state.first]
        }
        next?.resume()
    }

    private static func advance(_ state: inout State) {
        state.first += 1
        guard state.first > 1024 || state.first == state.waiting.count else { return }
        state.waiting.removeFirst(state.first)
        state.first = 0
    }
}
