import Core
import HTTPWire
import Testing

/// Streamed answers, as used for server-sent events.
@Suite struct StreamTests {
    /// Opens a stream for each request and hands it out.
    final class StreamHandler: HTTPHandler {
        let opened = AsyncStream<HTTPStream>.makeStream()

        func admit(_ head: RequestHead) -> Admission { .accept(bodyLimit: 0) }

        func handle(_ request: HTTPRequest, _ responder: HTTPResponder) {
            let head = HTTPResponse(status: 200, headers: HTTPFields(["Content-Type": "text/event-stream"]))
            if request.path == "/later" {
                let opened = self.opened
                Task { opened.continuation.yield(responder.stream(head)) }
            } else {
                opened.continuation.yield(responder.stream(head))
            }
        }

        func next() async -> HTTPStream? {
            for await stream in opened.stream { return stream }
            return nil
        }
    }

    private func get(_ path: String = "/", version: String = "1.1") -> String { "GET \(path) HTTP/\(version)\r\nHost: a\r\n\r\n" }

    @Test(arguments: ["/", "/later"]) func eventsArriveAsSentAndTheEndIsMarked(path: String) async throws {
        let handler = StreamHandler()
        try await withServer(handler) { server in
            let client = RawClient(port: server.port)
            client.send(get(path))
            let stream = try #require(await handler.next())
            #expect(await client.receive(upTo: "\r\n\r\n").contains("Transfer-Encoding: chunked"))
            for text in ["data: 1\n\n", "data: 22222222\n\n"] {
                #expect(stream.send(Array(text.utf8)))
                #expect(await client.receive(upTo: "\n\n\r\n").hasSuffix("\r\n\(text)\r\n"))
            }
            stream.finish()
            #expect(!stream.send([1]))
            #expect(await client.receiveAll() == "0\r\n\r\n")
        }
    }

    @Test func whatIsSentBeforeTheFirstByteLeftIsNotLost() async throws {
        let handler = ClosureHandler { _, responder in
            let stream = responder.stream(HTTPResponse(status: 200))
            _ = stream.send(Array("abc".utf8))
            stream.finish()
        }
        try await withServer(handler) { server in
            let client = RawClient(port: server.port)
            client.send(get())
            #expect(await client.receiveAll().hasSuffix("\r\n\r\n3\r\nabc\r\n0\r\n\r\n"))
        }
    }

    @Test func version10GetsAPlainBody() async throws {
        let handler = StreamHandler()
        try await withServer(handler) { server in
            let client = RawClient(port: server.port)
            client.send(get(version: "1.0"))
            let stream = try #require(await handler.next())
            #expect(stream.send(Array("abc".utf8)))
            stream.finish()
            let all = await client.receiveAll()
            #expect(all.hasSuffix("\r\n\r\nabc") && !all.contains("chunked"))
        }
    }

    @Test func aClientThatLeavesClosesTheStream() async throws {
        let handler = StreamHandler()
        try await withServer(handler) { server in
            var client: RawClient? = RawClient(port: server.port)
            client?.send(get())
            let stream = try #require(await handler.next())
            _ = await client?.receive(upTo: "\r\n\r\n")
            client = nil
            await withCheckedContinuation { continuation in stream.onClose { continuation.resume() } }
            #expect(stream.isClosed && !stream.send([1]))
        }
    }

    @Test func aClientThatDoesNotReadIsCut() async throws {
        let handler = StreamHandler()
        try await withServer(handler, { $0.streamBuffer = 64 << 10 }) { server in
            let client = RawClient(port: server.port)
            client.send(get())
            let stream = try #require(await handler.next())
            let closed = AsyncStream<Void>.makeStream()
            stream.onClose { closed.continuation.yield() }
            let block = [UInt8](repeating: 0x61, count: 32 << 10)
            var sent = 0
            while sent < 2000, stream.send(block) { sent += 1 }
            #expect(sent < 2000)
            for await _ in closed.stream { break }
            #expect(stream.isClosed)
        }
    }

    /// Cut before it, the reader would come back in front of the same piece and be cut again.
    @Test func aPieceLargerThanTheBufferReachesAClientThatReads() async throws {
        let handler = StreamHandler()
        try await withServer(handler, { $0.streamBuffer = 1000 }) { server in
            let client = RawClient(port: server.port)
            client.send(get())
            let stream = try #require(await handler.next())
            #expect(stream.send(Array("retry: 1\n\n".utf8)))
            #expect(stream.send([UInt8](repeating: 0x61, count: 300_000) + Array("\n\n".utf8)))
            var letters = 0
            while letters < 300_000, let bytes = await client.receive() { letters += bytes.count { $0 == 0x61 } }
            #expect(letters >= 300_000)
            stream.finish()
        }
    }

    /// The kernel keeps a connection whose window stays at zero for as long as the other side answers its probes.
    @Test func invariant13AClientThatTakesNothingIsClosedAfterTheDeadlineOfAnswers() async throws {
        let handler = StreamHandler()
        let adjust = { (configuration: inout HTTPServerConfiguration) in
            configuration.streamBuffer = 64 << 20
            configuration.answerDeadline = .milliseconds(300)
        }
        try await withServer(handler, adjust) { server in
            let client = RawClient(port: server.port)
            client.send(get())
            let stream = try #require(await handler.next())
            #expect(stream.send([UInt8](repeating: 0x61, count: 24 << 20)))
            await withCheckedContinuation { continuation in stream.onClose { continuation.resume() } }
            #expect(stream.isClosed)
            withExtendedLifetime(client) {}
        }
    }

    @Test func drainEndsStreams() async throws {
        let handler = StreamHandler()
        let server = HTTPServer(HTTPServerConfiguration(listen: [.tcp(host: "127.0.0.1", port: 0)]), handler: handler)
        try server.start()
        let client = RawClient(port: server.port)
        client.send(get())
        let stream = try #require(await handler.next())
        await server.drain(deadline: .seconds(10))
        #expect(await client.receiveAll().hasSuffix("0\r\n\r\n") && stream.isClosed)
    }

    @Test func manyStreamsEachGetTheirEvents() async throws {
        let handler = StreamHandler()
        try await withServer(handler) { server in
            var clients: [RawClient] = []
            var streams: [HTTPStream] = []
            for _ in 0..<200 {
                let client = RawClient(port: server.port)
                client.send(get())
                streams.append(try #require(await handler.next()))
                clients.append(client)
            }
            for (i, stream) in streams.enumerated() { #expect(stream.send(Array("data: \(i)\n\n".utf8))) }
            for (i, client) in clients.enumerated() { #expect(await client.receive(upTo: "\n\n\r\n").contains("data: \(i)\n")) }
        }
    }
}
