import Core
import Glibc
import HTTPWire
import Testing

/// Invariant 7 rests on this: `notSent` only where no byte of the request can have reached the other side's application.
@Suite struct OutcomeTests {
    private let ok = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"

    private func post(to url: String) -> OutboundRequest { OutboundRequest(method: "POST", url: url, body: Array("hello".utf8)) }

    private func expect(_ outcome: TransportOutcome, sent: Bool, _ reason: TransportFailure.Reason, _ label: String = "") {
        switch outcome {
        case .answered(let response): Issue.record("\(label) answered \(response)")
        case .notSent(let failure): #expect(!sent && failure.reason == reason, "\(label) not sent: \(failure)")
        case .maybeSent(let failure): #expect(sent && failure.reason == reason, "\(label) maybe sent: \(failure)")
        }
    }

    private func isAnswered(_ outcome: TransportOutcome) -> Bool {
        if case .answered = outcome { true } else { false }
    }

    @Test func aRefusedConnectionIsNotSent() async throws {
        let port = RawListener().port
        try await withCaller { caller in
            expect(await caller.call(post(to: "http://127.0.0.1:\(port)/"), .local()), sent: false, .connect)
        }
    }

    @Test func anUntrustedLoopbackIsNotSentAndNotEvenConnected() async throws {
        let listener = RawListener()
        try await withCaller { caller in
            expect(await caller.call(post(to: listener.url), CallLimits()), sent: false, .forbiddenAddress)
        }
        _ = fcntl(listener.descriptor, F_SETFL, O_NONBLOCK)
        #expect(accept(listener.descriptor, nil, nil) < 0)
    }

    @Test func anUntrustedCallDoesNotUseATrustedCallsConnection() async throws {
        try await withServer { server in
            try await withCaller { caller in
                let request = post(to: "http://127.0.0.1:\(server.port)/")
                #expect(isAnswered(await caller.call(request, .local())))
                expect(await caller.call(request, CallLimits()), sent: false, .forbiddenAddress)
            }
        }
    }

    @Test(arguments: ["", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"])
    func aConnectionClosedAfterTheRequestIsMaybeSent(answer: String) async throws {
        let listener = RawListener()
        try await withCaller { caller in
            async let outcome = caller.call(post(to: listener.url), .local())
            var connection: RawClient? = await listener.accept()
            #expect(await connection?.receive(upTo: "hello").hasSuffix("hello") == true)
            connection?.send(answer)
            connection = nil
            expect(await outcome, sent: true, .broken, answer)
        }
    }

    @Test(arguments: ["hello", ""]) func aReusedConnectionClosedAfterTheRequestIsNotTriedAgain(body: String) async throws {
        let listener = RawListener()
        try await withCaller { caller in
            var request = post(to: listener.url)
            request.body = Array(body.utf8)
            async let first = caller.call(request, .local())
            var connection: RawClient? = await listener.accept()
            _ = await connection?.receive(upTo: "\r\n\r\n" + body)
            connection?.send(ok)
            #expect(isAnswered(await first))
            async let second = caller.call(request, .local())
            #expect(await connection?.receive(upTo: "\r\n\r\n" + body).hasSuffix(body) == true)
            connection = nil
            expect(await second, sent: true, .broken)
        }
        _ = fcntl(listener.descriptor, F_SETFL, O_NONBLOCK)
        if case let again = accept(listener.descriptor, nil, nil), again >= 0 {
            var byte: UInt8 = 0
            #expect(recv(again, &byte, 1, 0) <= 0, "the request was written a second time")
            close(again)
        }
    }

    @Test func aReusedConnectionThatTheServerClosedBeforeIsReplaced() async throws {
        let listener = RawListener()
        try await withCaller { caller in
            for _ in 0..<2 {
                async let outcome = caller.call(post(to: listener.url), .local())
                let connection = await listener.accept()
                #expect(await connection.receive(upTo: "hello").hasSuffix("hello"))
                connection.send(ok)
                #expect(isAnswered(await outcome))
            }
        }
    }

    @Test func theDeadlineAfterTheRequestIsMaybeSent() async throws {
        let listener = RawListener()
        try await withCaller { caller in
            async let outcome = caller.call(post(to: listener.url), .local(deadline: .seconds(1)))
            let connection = await listener.accept()
            expect(await outcome, sent: true, .deadline)
            _ = connection
        }
    }

    @Test func theDeadlineWhileWaitingForAConnectionIsNotSent() async throws {
        let listener = RawListener()
        var configuration = CurlConfiguration()
        configuration.connectionsPerHost = 1
        try await withCaller(configuration) { caller in
            async let first = caller.call(post(to: listener.url), .local())
            let connection = await listener.accept()
            _ = await connection.receive(upTo: "hello")
            expect(await caller.call(post(to: listener.url), .local(deadline: .milliseconds(100))), sent: false, .deadline)
            connection.send(ok)
            #expect(isAnswered(await first))
        }
    }

    @Test func cancellingAfterTheRequestIsMaybeSent() async throws {
        let listener = RawListener()
        try await withCaller { caller in
            let request = post(to: listener.url)
            let task = Task { await caller.call(request, .local()) }
            let connection = await listener.accept()
            _ = await connection.receive(upTo: "hello")
            task.cancel()
            expect(await task.value, sent: true, .cancelled)
        }
    }

    @Test func cancelledBeforeItStartsIsNotSent() async throws {
        let listener = RawListener()
        try await withCaller { caller in
            let request = post(to: listener.url)
            let gate = AsyncStream<Void>.makeStream()
            let task = Task {
                for await _ in gate.stream {}
                return await caller.call(request, .local())
            }
            task.cancel()
            gate.continuation.finish()
            expect(await task.value, sent: false, .cancelled)
        }
    }

    @Test func closingEndsPendingCallsAndRefusesNewOnes() async throws {
        let listener = RawListener()
        let caller = try #require(CurlCaller())
        async let pending = caller.call(post(to: listener.url), .local())
        let connection = await listener.accept()
        _ = await connection.receive(upTo: "hello")
        await caller.close()
        expect(await pending, sent: true, .closing)
        expect(await caller.call(post(to: listener.url), .local()), sent: false, .closing)
        await caller.close()
    }

    @Test func callsThatWaitForAConnectionAreMadeInTurnAndEndWhenClosing() async throws {
        var configuration = CurlConfiguration()
        configuration.connectionsPerHost = 2
        configuration.connections = 3
        try await withServer { server in
            let caller = try #require(CurlCaller(configuration))
            let urls = ["http://127.0.0.1:\(server.port)/later", "http://localhost:\(server.port)/later", "http://127.0.0.1:99999/"]
            let outcomes = await withTaskGroup(of: TransportOutcome.self) { group in
                for i in 0..<90 { group.addTask { await caller.call(self.post(to: urls[i % 3]), .local()) } }
                return await group.reduce(into: [TransportOutcome]()) { $0.append($1) }
            }
            #expect(outcomes.filter { isAnswered($0) }.count == 60)
            let listener = RawListener()
            let pending = (0..<10).map { _ in Task { await caller.call(self.post(to: listener.url), .local()) } }
            _ = await listener.accept().receive()
            await caller.close()
            for task in pending { #expect(!isAnswered(await task.value)) }
        }
    }

    @Test func callsOverTheBoundAreRefused() async throws {
        let listener = RawListener()
        var configuration = CurlConfiguration()
        configuration.maximumCalls = 1
        try await withCaller(configuration) { caller in
            async let first = caller.call(post(to: listener.url), .local())
            let connection = await listener.accept()
            expect(await caller.call(post(to: listener.url), .local()), sent: false, .overloaded)
            connection.send(ok)
            #expect(isAnswered(await first))
        }
    }
}
