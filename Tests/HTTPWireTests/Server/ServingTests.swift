import Core
import Glibc
import HTTPWire
import Testing

@Suite struct ServingTests {
    private func get(_ path: String, _ fields: String = "") -> String { "GET \(path) HTTP/1.1\r\nHost: a\r\n\(fields)\r\n" }

    @Test(arguments: ["/now", "/later"]) func oneConnectionCarriesManyRequests(path: String) async throws {
        try await withServer { server in
            let client = RawClient(port: server.port)
            for _ in 0..<20 {
                client.send(get(path))
                let answer = await client.answer()
                #expect(answer.status == 200 && answer.body == "GET \(path) ")
            }
        }
    }

    @Test(arguments: ["/now", "/later"]) func threePipelinedRequestsGetThreeAnswersInOrder(path: String) async throws {
        try await withServer { server in
            let client = RawClient(port: server.port)
            client.send(get(path + "?1") + "POST \(path)?2 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc" + get(path + "?3"))
            let bodies = [await client.answer().body, await client.answer().body, await client.answer().body]
            #expect(bodies == ["GET \(path)?1 ", "POST \(path)?2 abc", "GET \(path)?3 "])
        }
    }

    @Test func pathAndQueryComeRaw() async throws {
        let handler = EchoHandler()
        try await withServer(handler) { server in
            let client = RawClient(port: server.port)
            client.send(get("/a%2Fb%00%zz/../c;d?x=%41&y=a+b&&z=?/"))
            _ = await client.answer()
        }
        let request = handler.seen.withLock { $0.first }
        #expect(request?.path == "/a%2Fb%00%zz/../c;d")
        #expect(request?.query == "x=%41&y=a+b&&z=?/")
        #expect(request?.remoteAddress == "127.0.0.1")
        #expect(request?.headers["hOST"] == "a")
    }

    @Test func noQueryAndEmptyQueryDiffer() async throws {
        let handler = EchoHandler()
        try await withServer(handler) { server in
            let client = RawClient(port: server.port)
            client.send(get("/") + get("/?"))
            _ = (await client.answer(), await client.answer())
        }
        #expect(handler.seen.withLock { $0.map(\.query) } == [nil, ""])
    }

    @Test func headAnswerHasTheLengthAndNoBody() async throws {
        try await withServer { server in
            let client = RawClient(port: server.port)
            client.send("HEAD /x HTTP/1.1\r\nHost: a\r\n\r\n" + get("/y"))
            let head = await client.answer(toHead: true)
            #expect(head.status == 200 && head.head.contains("Content-Length: 8"))
            #expect(await client.answer().body == "GET /y ")
        }
    }

    @Test func continueIsSentBeforeTheBody() async throws {
        try await withServer { server in
            let client = RawClient(port: server.port)
            client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n")
            #expect(await client.answer().status == 100)
            client.send("abc")
            #expect(await client.answer().body == "POST / abc")
        }
    }

    @Test func refusalComesInsteadOfContinue() async throws {
        try await withServer { server in
            let client = RawClient(port: server.port)
            client.send("POST /overload HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n")
            let all = await client.receiveAll()
            #expect(all.hasPrefix("HTTP/1.1 503 ") && all.contains("Retry-After: 3"))
        }
    }

    @Test func refusalOfARequestWithoutBodyKeepsTheConnection() async throws {
        try await withServer { server in
            let client = RawClient(port: server.port)
            client.send(get("/overload") + get("/y"))
            #expect(await client.answer().status == 503)
            #expect(await client.answer().body == "GET /y ")
        }
    }

    @Test func tenMegabytesAreRefusedAndTheClientSeesWhy() async throws {
        try await withServer(EchoHandler(bodyLimit: 1 << 20)) { server in
            let client = RawClient(port: server.port)
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10485760\r\n\r\n")
            async let sent = client.sendLarge([UInt8](repeating: 0x61, count: 10 << 20))
            #expect(await client.receiveAll().hasPrefix("HTTP/1.1 413 "))
            _ = await sent
        }
    }

    @Test func chunkedBodyOverTheLimitIsRefusedMidway() async throws {
        let handler = EchoHandler(bodyLimit: 1000)
        try await withServer(handler) { server in
            let client = RawClient(port: server.port)
            client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
            for _ in 0..<3 { client.send("190\r\n" + String(repeating: "a", count: 400) + "\r\n") }
            #expect(await client.receiveAll().hasPrefix("HTTP/1.1 413 "))
        }
        #expect(handler.seen.withLock { $0.isEmpty })
    }

    @Test func aLargeBodyArrivesWhole() async throws {
        let body = (0..<1_200_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let handler = EchoHandler(bodyLimit: 4 << 20)
        try await withServer(handler) { server in
            let client = RawClient(port: server.port)
            client.send("POST /forgotten HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.count)\r\n\r\n")
            async let sent = client.sendLarge(body)
            #expect(await client.answer().status == 500, "a responder released unanswered")
            #expect(await sent)
        }
        #expect(handler.seen.withLock { $0.first?.body } == body)
    }

    @Test func theFirstAnswerCounts() async throws {
        let handler = ClosureHandler { _, responder in
            responder.respond(HTTPResponse(status: 201))
            responder.respond(HTTPResponse(status: 202))
        }
        try await withServer(handler) { server in
            let client = RawClient(port: server.port)
            client.send(get("/"))
            #expect(await client.answer().status == 201)
        }
    }

    @Test func headerInjectionIsDropped() async throws {
        let handler = ClosureHandler { _, responder in
            responder.respond(HTTPResponse(status: 200, headers: HTTPFields(["X": "a\r\nY: b", "Content-Length": "77", "Z": "c"])))
        }
        try await withServer(handler) { server in
            let client = RawClient(port: server.port)
            client.send(get("/"))
            let head = await client.answer().head
            #expect(!head.contains("Y: b") && !head.contains("77") && head.contains("Z: c"))
        }
    }

    @Test func unixSocketServesAndIsRemovedAndAStaleOneReplaced() async throws {
        let path = "/tmp/parley-http-\(getpid())-\(UInt32.random(in: 0 ... .max)).sock"
        for _ in 0..<2 {
            try await withServer(listen: [.unix(path: path, mode: 0o600)]) { _ in
                let client = RawClient(path: path)
                client.send(get("/u"))
                #expect(await client.answer().body == "GET /u ")
                var status = stat()
                #expect(lstat(path, &status) == 0 && status.st_mode & 0o777 == 0o600)
            }
            #expect(access(path, F_OK) != 0)
            leaveStaleSocket(path)
        }
        unlink(path)
    }

    private func leaveStaleSocket(_ path: String) {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        _ = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
        close(descriptor)
    }

    @Test func anInheritedSocketServes() async throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        listen(descriptor, 16)
        try await withServer(listen: [.inherited(descriptor: descriptor)]) { server in
            let client = RawClient(port: server.port)
            client.send(get("/i"))
            #expect(await client.answer().body == "GET /i ")
        }
    }

    @Test func severalAddressesAndThreadsServe() async throws {
        let two: [ListenAddress] = [.tcp(host: "127.0.0.1", port: 0), .tcp(host: "localhost", port: 0)]
        try await withServer(listen: two, { $0.threads = 2 }) { server in
            #expect(server.ports.count == 2 && server.ports[0] != server.ports[1])
            for _ in 0..<10 {
                let client = RawClient(port: server.ports[0])
                client.send(get("/later"))
                #expect(await client.answer().status == 200)
            }
        }
    }

    @Test func aDescriptorThatIsNoListenerIsRefused() {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        let server = HTTPServer(HTTPServerConfiguration(listen: [.inherited(descriptor: descriptor)]), handler: EchoHandler())
        #expect(throws: HTTPServerError(subject: "descriptor \(descriptor)", reason: "it is not a listening socket")) { try server.start() }
    }

    @Test(
        arguments: [
            ("127.0.0.1:8080", ListenAddress.tcp(host: "127.0.0.1", port: 8080)), ("[::1]:0", .tcp(host: "::1", port: 0)),
            ("localhost:1", .tcp(host: "localhost", port: 1)), ("unix:/run/x.sock", .unix(path: "/run/x.sock")), ("::1:80", nil),
            ("127.0.0.1", nil), (":80", nil), ("a:99999", nil), ("unix:x", nil), ("", nil),
        ] as [(String, ListenAddress?)])
    func listenAddressReads(text: String, expected: ListenAddress?) { #expect(ListenAddress(text) == expected) }
}
