package import Core

/// An answer that comes when something happens, such as that of a long poll. The first answer counts.
package final class PendingReply: Sendable, Hashable {
    private struct State {
        var answer: HTTPResponse?
        var waiter: (@Sendable (HTTPResponse) -> Void)?
    }

    private let state = Lock(State())

    /// Makes one that is open.
    package init() {}

    /// Answers.
    package func complete(_ answer: HTTPResponse) {
        let waiter = state.withLock { state -> (@Sendable (HTTPResponse) -> Void)? in
            guard state.answer == nil else { return nil }
            state.answer = answer
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?(answer)
    }

    /// Calls `waiter` with the answer, once: now if it is there already.
    package func whenAnswered(_ waiter: @escaping @Sendable (HTTPResponse) -> Void) {
        let answer = state.withLock { state in
            if state.answer == nil { state.waiter = waiter }
            return state.answer
        }
        if let answer { waiter(answer) }
    }

    package static func == (a: PendingReply, b: PendingReply) -> Bool { a === b }
    package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
