import Core
import HTTPWire
import Testing

@Suite struct DrainTests {
    /// Keeps the responders until told to answer.
    final class HoldingHandler: HTTPHandler {
        let held = Lock<[HTTPResponder]>([])
        let arrived = AsyncStream<Void>.makeStream()

        func admit(_ head: RequestHead) -> Admission { .accept(bodyLimit: 100) }

        func handle(_ request: HTTPRequest, _ responder: HTTPResponder) {
            held.withLock { $0.append(responder) }
            arrived.continuation.yield()
        }

        func releaseAll(_ response: HTTPResponse) {
            let responders = held.withLock { held in
                defer { held = [] }
                return held
            }
            for responder in responders { responder.respond(response) }
        }
    }

    private static let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    private func start(_ handler: HoldingHandler) throws -> HTTPServer {
        let server = HTTPServer(HTTPServerConfiguration(listen: [.tcp(host: "127.0.0.1", port: 0)]), handler: handler)
        try server.start()
        return server
    }

    @Test func aRequestInFlightIsFinishedAndNewConnectionsAreRefused() async throws {
        let handler = HoldingHandler()
        let server = try start(handler)
        let busy = RawClient(port: server.port)
        let idle = RawClient(port: server.port)
        busy.send(Self.get)
        for await _ in handler.arrived.stream { break }
        async let drained: Void = server.drain(deadline: .seconds(10))
        #expect(await idle.receiveAll().isEmpty, "an idle connection is closed soon")
        #expect(!RawClient(port: server.port).isConnected)
        handler.releaseAll(HTTPResponse(status: 200, body: Array("done".utf8)))
        let answer = await busy.answer()
        #expect(answer.body == "done" && answer.head.contains("close"))
        await drained
    }

    @Test func aConnectionThatWasTakenJustBeforeMayStillAsk() async throws {
        let handler = HoldingHandler()
        let server = try start(handler)
        // Connections are taken in order: when the request of the second is here, the first is taken.
        let new = RawClient(port: server.port)
        let busy = RawClient(port: server.port)
        busy.send(Self.get)
        var arrivals = handler.arrived.stream.makeAsyncIterator()
        await arrivals.next()
        async let drained: Void = server.drain(deadline: .seconds(10))
        while RawClient(port: server.port).isConnected { await Task.yield() }
        new.send(Self.get)
        await arrivals.next()
        handler.releaseAll(HTTPResponse(status: 200, body: Array("done".utf8)))
        for client in [new, busy] {
            let answer = await client.answer()
            #expect(answer.body == "done" && answer.head.contains("close"))
        }
        await drained
    }

    @Test func whatStillRunsAtTheDeadlineGets503AndALateAnswerIsDropped() async throws {
        let handler = HoldingHandler()
        let server = try start(handler)
        let client = RawClient(port: server.port)
        client.send(Self.get)
        for await _ in handler.arrived.stream { break }
        await server.drain(deadline: .milliseconds(50))
        #expect(await client.answer().status == 503)
        handler.releaseAll(HTTPResponse(status: 200))
    }

    @Test func drainingTwiceReturnsTwice() async throws {
        let server = try start(HoldingHandler())
        await server.drain()
        await server.drain()
    }
}
