import Core
import Testing

/// A webhook endpoint without a network: answers verifications, keeps what is posted, and answers as its script says.
final class FakeCallback: HTTPCaller {
    private struct State {
        var posts: [OutboundRequest] = []
        var answers: [TransportOutcome] = []
        var waiting: [(count: Int, wake: CheckedContinuation<Void, Never>)] = []
        var challenge: (HTTPResponse)?
    }

    private let state = Lock(State())

    /// The next posts are answered with these, later ones with 200.
    func answer(_ outcomes: [TransportOutcome]) { state.withLock { $0.answers = outcomes } }

    /// Verifications are answered with this in place of the challenge.
    func refuseVerification(with response: HTTPResponse) { state.withLock { $0.challenge = response } }

    var posts: [OutboundRequest] { state.withLock { $0.posts } }
    var texts: [String] { posts.map { String(decoding: $0.body, as: UTF8.self) } }

    func call(_ request: OutboundRequest, _ limits: CallLimits) async -> TransportOutcome {
        if request.method == "GET" {
            let forced = state.withLock { $0.challenge }
            let parts = request.url.split(separator: "hub.challenge=")
            let challenge = parts.count == 2 ? parts[1].prefix { $0 != "&" } : ""
            return .answered(forced ?? HTTPResponse(status: 200, body: Array(challenge.utf8)))
        }
        let (outcome, woken) = state.withLock { state -> (TransportOutcome, [CheckedContinuation<Void, Never>]) in
            state.posts.append(request)
            let due = state.waiting.filter { $0.count <= state.posts.count }.map(\.wake)
            state.waiting.removeAll { $0.count <= state.posts.count }
            return (state.answers.isEmpty ? .answered(HTTPResponse(status: 200)) : state.answers.removeFirst(), due)
        }
        for wake in woken { wake.resume() }
        return outcome
    }

    /// Waits until there are `count` posts.
    func wait(for count: Int) async {
        await withCheckedContinuation { continuation in
            let isDone = state.withLock { state in
                if state.posts.count >= count { return true }
                state.waiting.append((count, continuation))
                return false
            }
            if isDone { continuation.resume() }
        }
    }
}
