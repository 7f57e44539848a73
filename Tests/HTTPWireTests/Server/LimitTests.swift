import Core
import Glibc
import Testing

@testable import HTTPWire

/// Invariant 13: connections, times and answers have bounds.
@Suite struct LimitTests {
    @Test(arguments: [
        ("nothing sent", ""), ("half a request line", "GET /"), ("half a head", "GET / HTTP/1.1\r\nHost: a\r\n"),
        ("half a body", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc"),
        ("idle after an answer", "GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
    ])
    func aSilentConnectionIsCut(label: String, bytes: String) async throws {
        try await withServer(EchoHandler(), short) { server in
            let client = RawClient(port: server.port)
            client.send(bytes)
            _ = await client.receiveAll()
            #expect(await offPool { client.receiveError() } != EAGAIN, "\(label): still open")
        }
    }

    @Test(arguments: ["GET / HTTP/1.1\r\nX: ", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999\r\n\r\n"])
    func aDripIsCutAtItsDeadline(head: String) async throws {
        try await withServer(EchoHandler(), short) { server in
            let client = RawClient(port: server.port)
            client.send(head)
            let drops = await offPool { () -> Int in
                var drops = 0
                var poll = pollfd(fd: client.descriptor, events: Int16(POLLIN), revents: 0)
                // The drip goes on as long as the connection does; each wait ends early when it is cut.
                while drops < 2000, client.send("a"), Glibc.poll(&poll, 1, 10) == 0 { drops += 1 }
                return drops
            }
            #expect(drops > 3 && drops < 2000)
        }
    }

    @Test func aConnectionAfterALongSilenceHasItsTime() async throws {
        try await withServer(EchoHandler(), short) { server in
            // Twice the deadline, with no connection open that would keep the server's clock going.
            _ = await offPool { Glibc.poll(nil, 0, 1200) }
            #expect(await serves(RawClient(port: server.port)))
        }
    }

    private func short(_ configuration: inout HTTPServerConfiguration) {
        configuration.headDeadline = .milliseconds(600)
        configuration.bodyDeadline = .milliseconds(600)
        configuration.idleTimeout = .milliseconds(600)
    }

    @Test func connectionsOverTheLimitAreTold503AndRoomIsGivenBack() async throws {
        try await withServer(EchoHandler(), { $0.connectionLimit = 2 }) { server in
            var clients = (0..<2).map { _ in RawClient(port: server.port) }
            for client in clients { #expect(await serves(client)) }
            let third = RawClient(port: server.port)
            #expect(await third.receiveAll().hasPrefix("HTTP/1.1 503 "))
            clients.removeLast()
            #expect(await becomesServed(server.port))
        }
    }

    @Test func connectionsFromOneAddressAreLimited() async throws {
        try await withServer(EchoHandler(), { $0.connectionsPerAddress = 1 }) { server in
            let first = RawClient(port: server.port)
            #expect(await serves(first))
            #expect(await RawClient(port: server.port).receiveAll().contains("Retry-After: 1"))
        }
    }

    @Test("The connections of an IPv6 net count together, those of a proxy in it do not; what leaves gives its place back")
    func connectionsOfOneNetAreLimited() {
        var configuration = HTTPServerConfiguration(listen: [])
        configuration.connectionsPerAddress = 2
        configuration.trustedProxies = TrustedProxies([AddressRange("2001:db8:1:2::ff")].compactMap(\.self))
        let ledger = ConnectionLedger(configuration)
        #expect(ledger.enter("2001:db8:1:2::1") && ledger.enter("2001:db8:1:2:3::4"))
        #expect(!ledger.enter("2001:db8:1:2:ffff::5"))
        #expect(ledger.enter("2001:db8:1:3::1") && ledger.enter("192.0.2.1") && ledger.enter("") && ledger.enter("2001:db8:1:2::ff"))
        ledger.leave("2001:db8:1:2::1")
        #expect(ledger.enter("2001:db8:1:2:ffff::5") && !ledger.enter("2001:db8:1:2::1"))
    }

    @Test func theProxyIsExemptFromTheLimitPerAddress() async throws {
        let adjust = { (configuration: inout HTTPServerConfiguration) in
            configuration.connectionsPerAddress = 1
            configuration.trustedProxies = TrustedProxies([AddressRange("127.0.0.0/8")].compactMap(\.self))
        }
        try await withServer(EchoHandler(), adjust) { server in
            let clients = (0..<3).map { _ in RawClient(port: server.port) }
            for client in clients { #expect(await serves(client)) }
        }
    }

    @Test func bodiesOverTheMemoryForThemAreRefusedAndRoomIsGivenBack() async throws {
        let handler = HoldingHandler()
        try await withServer(handler, { $0.bodyMemory = 1000 }) { server in
            let first = RawClient(port: server.port)
            first.send(post(900))
            while handler.held.withLock({ $0 == nil }) { await Task.yield() }
            let second = RawClient(port: server.port)
            second.send(post(200))
            let refusal = await second.receiveAll()
            #expect(refusal.hasPrefix("HTTP/1.1 503 ") && refusal.contains("Retry-After: 5"))
            let small = RawClient(port: server.port)
            small.send(post(100))
            #expect(await small.answer().status == 200)
            handler.held.withLock { $0.take() }?.respond(HTTPResponse(status: 204))
            #expect(await first.answer().status == 204)
            let third = RawClient(port: server.port)
            third.send(post(999))
            while handler.held.withLock({ $0 == nil }) { await Task.yield() }
            let fourth = RawClient(port: server.port)
            fourth.send(post(2))
            #expect(await fourth.receiveAll().hasPrefix("HTTP/1.1 503 "))
            handler.held.withLock { $0 = nil }
        }
    }

    private func post(_ length: Int) -> String {
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(length)\r\n\r\n" + String(repeating: "a", count: length)
    }

    private func serves(_ client: RawClient) async -> Bool {
        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        return await client.answer().status == 200
    }

    private func becomesServed(_ port: UInt16) async -> Bool {
        for _ in 0..<500 {
            if await serves(RawClient(port: port)) { return true }
        }
        return false
    }
}

extension RawClient {
    /// The error of one more read: 0 at the end of the stream.
    func receiveError() -> Int32 {
        var byte: UInt8 = 0
        return recv(descriptor, &byte, 1, 0) < 0 ? errno : 0
    }
}

/// Keeps the responder of requests with large bodies; answers the others at once.
private final class HoldingHandler: HTTPHandler {
    let held = Lock<HTTPResponder?>(nil)

    func admit(_ head: RequestHead) -> Admission { .accept(bodyLimit: 1 << 20) }

    func handle(_ request: HTTPRequest, _ responder: HTTPResponder) {
        if request.body.count > 800 { held.withLock { $0 = responder } } else { responder.respond(HTTPResponse(status: 200)) }
    }
}
