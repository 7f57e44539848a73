import Core
import HTTPWire

/// Requests that are never answered: only their responders are kept, no thread and no task.
final class HangingRequests: Sendable {
    /// The most requests that hang at a time; more are cut.
    static let limit = 10_000

    private let held = Lock<[HTTPResponder]>([])

    func keep(_ responder: HTTPResponder) {
        let isFull = held.withLock { held in
            if held.count < Self.limit { held.append(responder) }
            return held.count >= Self.limit
        }
        if isFull { responder.cut() }
    }

    /// Cuts all of them.
    func cutAll() {
        let responders = held.withLock { held in
            defer { held = [] }
            return held
        }
        for responder in responders { responder.cut() }
    }
}
