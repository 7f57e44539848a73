import Core

/// The body of a streamed answer. Safe from any thread.
package final class HTTPStream: Sendable {
    private struct State {
        var pending: [UInt8] = []
        /// Bytes in `pending` and those that the loop took but could not send yet.
        var unsent = 0
        var isFinished = false
        var isClosed = false
        /// Whether the loop already knows that there is something to do.
        var isAnnounced = false
        var onClose: (@Sendable () -> Void)?
    }

    private let loop: ServerLoop
    private let limit: Int
    private let chunked: Bool
    private let state = Lock(State())

    init(loop: ServerLoop, limit: Int, chunked: Bool) {
        self.loop = loop
        self.limit = limit
        self.chunked = chunked
    }

    /// Queues `bytes` for the client, at once and in order.
    ///
    /// A client that has taken all but half of the buffer's limit gets any piece, however large: cut before it, the client would come back
    /// and be cut before it again. So at most half of the limit and one piece wait.
    ///
    /// - Returns: false when the client is gone, the stream is finished, or the client is so slow that the buffer would pass its limit;
    ///   in the last case the stream is cut.
    package func send(_ bytes: [UInt8]) -> Bool {
        guard !bytes.isEmpty else { return !isClosed }
        let (taken, announce) = state.withLock { state -> (Bool, Bool) in
            guard !state.isClosed, !state.isFinished else { return (false, false) }
            let fits = state.unsent <= limit / 2 || state.unsent + bytes.count <= limit
            if fits { Self.append(bytes, chunked, to: &state) } else { Self.cut(&state) }
            return (fits, Self.announce(&state))
        }
        if announce { loop.attend(to: self) }
        return taken
    }

    /// Ends the body after what is queued. Further calls have no effect.
    package func finish() {
        let announce = state.withLock { state in
            guard !state.isClosed, !state.isFinished else { return false }
            state.isFinished = true
            if chunked {
                state.pending += "0\r\n\r\n".utf8
                state.unsent += 5
            }
            return Self.announce(&state)
        }
        if announce { loop.attend(to: self) }
    }

    /// Calls `action` once when the stream has ended, for whatever reason; at once if it has ended already.
    /// It runs on the server's thread and must not wait. A second call replaces the first action.
    package func onClose(_ action: @escaping @Sendable () -> Void) {
        let isClosed = state.withLock { state in
            if !state.isClosed { state.onClose = action }
            return state.isClosed
        }
        if isClosed { action() }
    }

    /// Whether the stream has ended.
    package var isClosed: Bool { state.withLock { $0.isClosed } }

    // MARK: For the loop

    /// What there is to send, whether the body ends after it, and whether the stream was cut.
    func take() -> (bytes: [UInt8], isFinished: Bool, isCut: Bool) {
        state.withLock { state in
            state.isAnnounced = false
            let bytes = state.pending
            state.pending = []
            return (bytes, state.isFinished, state.isClosed)
        }
    }

    /// The kernel took `count` bytes, those of the head among them.
    func didSend(_ count: Int) { state.withLock { $0.unsent = max(0, $0.unsent - count) } }

    /// The connection is no more.
    func didClose() {
        let action = state.withLock { state in
            state.isClosed = true
            state.pending = []
            let action = state.onClose
            state.onClose = nil
            return action
        }
        action?()
    }

    private static func append(_ bytes: [UInt8], _ chunked: Bool, to state: inout State) {
        let before = state.pending.count
        if chunked {
            state.pending += String(bytes.count, radix: 16).utf8
            state.pending += "\r\n".utf8
            state.pending += bytes
            state.pending += "\r\n".utf8
        } else {
            state.pending += bytes
        }
        state.unsent += state.pending.count - before
    }

    private static func cut(_ state: inout State) {
        state.isClosed = true
        state.pending = []
    }

    private static func announce(_ state: inout State) -> Bool {
        guard !state.isAnnounced else { return false }
        state.isAnnounced = true
        return true
    }
}
