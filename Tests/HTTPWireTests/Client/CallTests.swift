import Core
import Glibc
import HTTPWire
import Testing

@Suite struct CallTests {
    private func url(_ server: HTTPServer, _ path: String = "/") -> String { "http://127.0.0.1:\(server.port)\(path)" }

    private func answer(_ outcome: TransportOutcome, _ label: String = "") throws -> HTTPResponse {
        guard case .answered(let response) = outcome else {
            Issue.record("\(label): \(outcome)")
            throw CancellationError()
        }
        return response
    }

    @Test func aPostCarriesExactBytesAndFields() async throws {
        let handler = EchoHandler()
        let body = (0..<5000).map { UInt8(truncatingIfNeeded: $0) }
        try await withServer(handler) { server in
            try await withCaller { caller in
                let request = OutboundRequest(
                    method: "POST", url: url(server, "/a/../b?x=%20y"),
                    headers: HTTPFields(["Content-Type": "a/b", "X-Empty": "", "X-Odd": "a\r\nY: b"]), body: body)
                let response = try answer(await caller.call(request, .local()))
                #expect(response.status == 200 && response.headers["x-test"] == "1")
            }
        }
        let seen = try #require(handler.seen.withLock { $0.first })
        #expect(seen.method == "POST" && seen.path == "/a/../b" && seen.query == "x=%20y" && seen.body == body)
        #expect(seen.headers["Content-Type"] == "a/b" && seen.headers["X-Empty"] == "" && seen.headers["Y"] == nil)
        #expect(seen.headers["Expect"] == nil && seen.headers["User-Agent"] == "parley")
    }

    @Test(arguments: ["GET", "POST", "PUT", "PATCH", "DELETE"], [0, 3, 200_000])
    func methodsWithAndWithoutBody(method: String, count: Int) async throws {
        let handler = EchoHandler()
        try await withServer(handler) { server in
            try await withCaller { caller in
                let request = OutboundRequest(method: method, url: url(server), body: [UInt8](repeating: 0x61, count: count))
                _ = try answer(await caller.call(request, .local()), "\(method) \(count)")
            }
        }
        let seen = try #require(handler.seen.withLock { $0.first })
        #expect(seen.method == method && seen.body.count == count && seen.headers["Content-Type"] == nil)
    }

    @Test func headReturnsNoBody() async throws {
        try await withServer { server in
            try await withCaller { caller in
                let response = try answer(await caller.call(OutboundRequest(method: "HEAD", url: url(server)), .local()))
                #expect(response.status == 200 && response.body.isEmpty)
            }
        }
    }

    @Test func oneConnectionIsUsedAgain() async throws {
        let listener = RawListener()
        try await withCaller { caller in
            async let served = serveFive(listener)
            for _ in 0..<5 {
                let response = try answer(await caller.call(OutboundRequest(method: "POST", url: listener.url), .local()))
                #expect(response == HTTPResponse(status: 200, headers: HTTPFields(["Content-Length": "0"])))
            }
            #expect(await served == 5)
        }
    }

    private func serveFive(_ listener: RawListener) async -> Int {
        let connection = await listener.accept()
        for count in 0..<5 {
            guard await connection.receive(upTo: "\r\n\r\n").contains("\r\n\r\n") else { return count }
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        }
        return 5
    }

    @Test func manyParallelCallsAreAllAnswered() async throws {
        try await withServer { server in
            try await withCaller { caller in
                let target = url(server, "/later")
                let bodies = await withTaskGroup(of: String.self) { group in
                    for i in 0..<128 {
                        group.addTask {
                            let request = OutboundRequest(method: "POST", url: target, body: Array("\(i)".utf8))
                            guard case .answered(let response) = await caller.call(request, .local()) else { return "" }
                            return String(decoding: response.body, as: UTF8.self)
                        }
                    }
                    return await group.reduce(into: Set<String>()) { $0.insert($1) }
                }
                #expect(bodies == Set((0..<128).map { "POST /later \($0)" }))
            }
        }
    }

    @Test func aRedirectIsAnAnswer() async throws {
        let handler = ClosureHandler { request, responder in
            responder.respond(HTTPResponse(status: request.path == "/" ? 302 : 200, headers: HTTPFields(["Location": "/x"])))
        }
        try await withServer(handler) { server in
            try await withCaller { caller in
                let response = try answer(await caller.call(OutboundRequest(method: "GET", url: url(server)), .local()))
                #expect(response.status == 302 && response.headers["Location"] == "/x")
            }
        }
    }

    @Test(arguments: [100, 1000]) func anAnswerOverTheLimitIsCut(limit: Int) async throws {
        let handler = ClosureHandler { _, responder in
            responder.respond(HTTPResponse(status: 200, body: [UInt8](repeating: 0, count: 1000)))
        }
        try await withServer(handler) { server in
            try await withCaller { caller in
                let outcome = await caller.call(OutboundRequest(method: "GET", url: url(server)), .local(maximumBody: limit))
                switch outcome {
                case .answered(let response): #expect(limit == 1000 && response.body.count == 1000)
                case .maybeSent(let failure): #expect(limit == 100 && failure.reason == .bodyTooLarge)
                case .notSent(let failure): Issue.record("\(failure)")
                }
            }
        }
    }

    @Test(arguments: [
        ("ftp://127.0.0.1/", TransportFailure.Reason.badURL), ("file:///etc/passwd", .badURL), ("127.0.0.1", .badURL), ("", .badURL),
        ("http://", .badURL), ("http://a b/", .badURL), ("http://127.0.0.1:99999/", .badURL), ("http://name.invalid/", .resolve),
    ])
    func aBadTargetIsNotSent(url: String, reason: TransportFailure.Reason) async throws {
        try await withCaller { caller in
            let outcome = await caller.call(OutboundRequest(method: "POST", url: url, body: [1]), .local())
            guard case .notSent(let failure) = outcome else {
                Issue.record("\(url): \(outcome)")
                return
            }
            #expect(failure.reason == reason, "\(url): \(failure)")
        }
    }

    @Test func aStreamedAnswerArrivesBitByBit() async throws {
        let stream = Lock<HTTPStream?>(nil)
        let handler = ClosureHandler { _, responder in
            let opened = responder.stream(HTTPResponse(status: 200))
            _ = opened.send(Array("one".utf8))
            stream.withLock { $0 = opened }
        }
        let pieces = AsyncStream<String>.makeStream()
        try await withServer(handler) { server in
            try await withCaller { caller in
                let request = OutboundRequest(method: "GET", url: url(server))
                async let outcome = caller.stream(request, .local(), silence: .seconds(20)) {
                    pieces.continuation.yield(String(decoding: $0, as: UTF8.self))
                }
                var iterator = pieces.stream.makeAsyncIterator()
                #expect(await iterator.next() == "one")
                let opened = try #require(stream.withLock { $0 })
                #expect(opened.send(Array("two".utf8)))
                #expect(await iterator.next() == "two")
                opened.finish()
                let response = try answer(await outcome)
                #expect(response.status == 200 && response.body.isEmpty)
            }
        }
    }
}
