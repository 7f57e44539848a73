import Core
import Cryptography
import JSONKit
import Runtime

/// A relay that holds numbered requests and streams those behind the place where the puller goes on.
final class FakeRelay: HTTPStreamer {
    /// What becomes of a connection once its events are out.
    enum Course: Sendable {
        case hold
        case end(TransportOutcome)
    }

    private struct State {
        var events: [String] = []
        var courses: [Course] = []
        var places: [String?] = []
        var requests: [OutboundRequest] = []
    }

    private let state = Lock(State())

    /// - Parameter courses: of the first connections; later ones hold.
    init(courses: [Course] = []) { state.withLock { $0.courses = courses } }

    /// The `Last-Event-ID` of each connection.
    var places: [String?] { state.withLock { $0.places } }
    var requests: [OutboundRequest] { state.withLock { $0.requests } }

    /// Keeps events; each is the lines behind `id`.
    func keep(_ events: [String]) { state.withLock { $0.events += events } }

    /// Keeps requests with these bodies, signed by the provider.
    func keep(bodies: [String], more: String = "") {
        keep(
            bodies.map { body in
                let bytes = Array(body.utf8)
                let signature = ByteSignedChannel.signature(bytes)
                return
                    #"data: {"provider-signature":"\#(signature)","content-type":"application/json","bodyB":"\#(Base64.encode(bytes))"\#(more)}"#
            })
    }

    func stream(
        _ request: OutboundRequest, _ limits: CallLimits, silence: Duration, onBytes: @escaping @Sendable ([UInt8]) -> Void
    ) async -> TransportOutcome {
        let (events, course) = state.withLock { state -> (ArraySlice<(Int, String)>, Course) in
            let place = request.headers["Last-Event-ID"]
            state.places.append(place)
            state.requests.append(request)
            let events = state.events.enumerated().map { ($0.offset + 1, $0.element) }
            return (events[(place.flatMap { Int($0) } ?? 0)...], state.courses.isEmpty ? .hold : state.courses.removeFirst())
        }
        onBytes(Array("retry: 10\n: hello\n\nevent: ready\ndata: {}\n\n".utf8))
        for (id, text) in events { onBytes(Array("id: \(id)\n\(text)\n\n".utf8)) }
        switch course {
        case .end(let outcome): return outcome
        case .hold:
            try? await Task.sleep(for: .seconds(3600))
            return .maybeSent(TransportFailure(.cancelled))
        }
    }

    /// The answer that ends a stream in order.
    static let closed = Course.end(.answered(HTTPResponse(status: 200, headers: ["Content-Type": "text/event-stream"])))
}
