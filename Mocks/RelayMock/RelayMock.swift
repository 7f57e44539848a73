package import Core
import HTTPWire
import JSONKit
package import MockKit

/// Webhook relays on this machine: a provider posts to `/relay/{channel}`, and the channel calls a target with a signature of its own or
/// keeps the requests for whoever pulls them as server-sent events.
///
/// Written from the documentation of Standard Webhooks, Svix, Hookdeck and smee.io; shares no code with the worker. The faults for webhooks
/// apply to the calls of a channel.
package final class RelayMock: Mock {
    package let name = "relay"
    package let prefix = "/relay"
    package let desk: MockDesk

    let clock: WallClock
    let channels = Lock<[String: RelayChannel]>([:])

    /// - Parameter caller: makes the calls to targets.
    package init(caller: any HTTPCaller, clock: WallClock = .system) {
        self.clock = clock
        desk = MockDesk(caller: caller, clock: clock)
    }

    package func started(at origin: String) {}

    package func handle(_ request: HTTPRequest) -> MockReply {
        let name = String(request.path.dropFirst(prefix.count + 1))
        guard let channel = channels.withLock({ $0[name] }) else {
            return .answer(HTTPResponse.json(404, Array(#"{"error":"There is no such channel; make it with configure."}"#.utf8)))
        }
        if request.method == "GET" { return get(request, name, channel) }
        let now = clock.now()
        let response = HTTPResponse.json(200, Array(#"{"status":200,"message":"ok"}"#.utf8))
        desk.ledger.add(
            isAccepted: true,
            LedgerEntry(time: now, request: request, isAccepted: true, status: 200, result: response.body, recipient: name))
        if channel.kind == .pull { publish(request, name, now) } else { forward(request, channel, now) }
        return .answer(response)
    }

    private func get(_ request: HTTPRequest, _ name: String, _ channel: RelayChannel) -> MockReply {
        // A relay that queues answers a provider's question by itself.
        if let challenge = QueryItems(request.query)["hub.challenge"] {
            return .answer(HTTPResponse(status: 200, headers: HTTPFields(["Content-Type": "text/plain"]), body: Array(challenge.utf8)))
        }
        guard request.headers["Accept"] == "text/event-stream" else {
            return .answer(
                HTTPResponse(status: 200, headers: HTTPFields(["Content-Type": "text/html"]), body: Array("<h1>A channel</h1>".utf8)))
        }
        guard channel.token.isEmpty || request.headers["Authorization"] == "Bearer \(channel.token)" else {
            return .answer(HTTPResponse(status: 401))
        }
        let resumption = request.headers["Last-Event-ID"] ?? ""
        let head = HTTPResponse(status: 200, headers: HTTPFields(["Content-Type": "text/event-stream", "Cache-Control": "no-cache"]))
        return .stream(head, StreamReply { [self] in begin($0, name, after: resumption) })
    }

    // MARK: Calling

    private func body(_ request: HTTPRequest, _ channel: RelayChannel) -> [UInt8] {
        guard channel.rewrites, let document = try? JSONDocument.parse(request.body) else { return request.body }
        return document.root.serialized()
    }

    private func forward(_ request: HTTPRequest, _ channel: RelayChannel, _ now: Instant) {
        let body = body(request, channel)
        let query = request.query.map { "?\($0)" } ?? ""
        desk.sender.send(
            WebhookDelivery(label: "relay/\(channel.kind.rawValue)", url: channel.target + query, body: body) { [clock] signing in
                channel.signed(request.headers, body, clock.now(), signing)
            })
    }

    // MARK: Pulling

    private func publish(_ request: HTTPRequest, _ name: String, _ now: Instant) {
        channels.withLock { channels in
            let text = channels[name]?.keep(request, body: request.body, at: now) ?? ""
            // Under the lock, so that events leave in the order of their ids.
            for stream in channels[name]?.streams ?? [] { _ = stream.send(Array(text.utf8)) }
        }
    }

    private func begin(_ stream: HTTPStream, _ name: String, after resumption: String) {
        channels.withLock { channels in
            channels[name]?.resumptions.append(resumption)
            channels[name]?.streams.removeAll { $0.isClosed }
            channels[name]?.streams.append(stream)
            let after = Int(resumption) ?? 0
            let missed = channels[name]?.events.filter { $0.id > after }.map(\.text).joined() ?? ""
            _ = stream.send(Array("retry: 100\nevent: ready\ndata: {}\n\n\(missed)".utf8))
        }
        Task {
            while let pause = channels.withLock({ $0[name]?.heartbeat }), !stream.isClosed {
                try? await clock.sleep(until: clock.now() + pause)
                guard channels.withLock({ $0[name]?.heartbeat != nil }) else { return }
                _ = stream.send(Array(": alive\n\n".utf8))
            }
        }
    }
}
