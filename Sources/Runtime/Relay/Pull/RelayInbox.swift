import Core

/// Bytes of an event stream on their way from the client's thread to the task that stores. Bounded: what is too much ends the connection,
/// and comes again from the last stored event on.
final class RelayInbox: Sendable {
    /// Why nothing more comes.
    enum Ending: Hashable, Sendable {
        /// The call is over.
        case stream(TransportOutcome)
        /// More came than could be stored meanwhile.
        case overflow
        /// Another worker has the lease, or the relay is set up in another way.
        case abandoned
    }

    private struct State {
        var chunks: [[UInt8]] = []
        var bytes = 0
        var ending: Ending?
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let limit: Int
    private let state = Lock(State())

    /// - Parameter limit: bytes that may wait.
    init(limit: Int) { self.limit = limit }

    /// Bytes came. Does not wait.
    func received(_ bytes: [UInt8]) {
        let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard state.ending == nil else { return nil }
            if state.bytes + bytes.count > limit {
                state.ending = .overflow
            } else {
                state.chunks.append(bytes)
                state.bytes += bytes.count
            }
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }

    /// Nothing more comes. The first word counts.
    func end(_ ending: Ending) {
        let waiter = state.withLock { state in
            state.ending = state.ending ?? ending
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }

    /// All bytes that wait; nil when there are none and none will come. For one reader.
    func next() async -> [UInt8]? {
        while true {
            let (bytes, isOver) = state.withLock { state in
                defer {
                    state.chunks = []
                    state.bytes = 0
                }
                return (Array(state.chunks.joined()), state.ending != nil)
            }
            if !bytes.isEmpty { return bytes }
            if isOver { return nil }
            await withCheckedContinuation { continuation in
                let hasNews = state.withLock { state in
                    let hasNews = state.ending != nil || !state.chunks.isEmpty
                    if !hasNews { state.waiter = continuation }
                    return hasNews
                }
                if hasNews { continuation.resume() }
            }
        }
    }

    /// Why it is over; nil while it is not.
    var ending: Ending? { state.withLock { $0.ending } }
}
