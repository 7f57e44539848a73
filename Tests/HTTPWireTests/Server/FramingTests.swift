import Core
import Glibc
import HTTPWire
import Testing

/// The probe table: what libmicrohttpd lets through is refused by the wrapper, and the connection closed.
@Suite struct FramingTests {
    struct Probe: Sendable, CustomTestStringConvertible {
        let label: String
        let request: String
        let status: Int
        var testDescription: String { label }

        init(_ label: String, _ request: String, _ status: Int) {
            self.label = label
            self.request = request
            self.status = status
        }
    }

    private static let post = "POST / HTTP/1.1\r\nHost: a\r\n"

    static let refused: [Probe] = [
        Probe("Content-Length and Transfer-Encoding", post + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /", 400),
        Probe("Transfer-Encoding and Content-Length", post + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n", 400),
        Probe("two different Content-Lengths", post + "Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde", 400),
        Probe("Content-Length +4", post + "Content-Length: +4\r\n\r\nabcd", 400),
        Probe("Content-Length -1", post + "Content-Length: -1\r\n\r\n", 400),
        Probe("Content-Length 4,4", post + "Content-Length: 4, 4\r\n\r\nabcd", 400),
        Probe("Content-Length 0x4", post + "Content-Length: 0x4\r\n\r\nabcd", 400),
        Probe("Content-Length empty", post + "Content-Length: \r\n\r\n", 400),
        Probe("space before the colon", post + "Content-Length : 4\r\n\r\nabcd", 400),
        Probe("tab before the colon", post + "X\t: 4\r\n\r\n", 400),
        Probe("field without name", post + ": 4\r\n\r\n", 400),
        Probe("field without colon", post + "nonsense\r\n\r\n", 400),
        Probe("1.1 without Host", "GET / HTTP/1.1\r\n\r\n", 400),
        Probe("two Hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        Probe("Transfer-Encoding gzip, chunked", post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 400),
        Probe("Transfer-Encoding identity", post + "Transfer-Encoding: identity\r\n\r\n", 400),
        Probe("Transfer-Encoding twice", post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        Probe("Transfer-Encoding with vertical tab", post + "Transfer-Encoding: \u{B}chunked\r\n\r\n0\r\n\r\n", 400),
        Probe("Transfer-Encoding in 1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        Probe("folded field", post + "X: a\r\n b\r\nY: c\r\n\r\n", 400),
        Probe("folded last field", post + "X: a\r\n b\r\n\r\n", 400),
        Probe("folded first field", "GET / HTTP/1.1\r\n X: a\r\nHost: a\r\n\r\n", 400),
        Probe("NUL in a value", post + "X: a\u{0}b\r\nY: c\r\n\r\n", 400),
        Probe("NUL in the last value", post + "X: a\u{0}b\r\n\r\n", 400),
        Probe("NUL at the end of a value", post + "X: a\u{0}\r\nY: c\r\n\r\n", 400),
        Probe("NUL in a name", post + "X\u{0}Y: a\r\n\r\n", 400),
        Probe("line that starts with NUL", post + "\u{0}X: a\r\n\r\n", 400),
        Probe("control byte in a value", post + "X: a\u{1}b\r\n\r\n", 400),
        Probe("DEL in a value", post + "X: a\u{7F}b\r\n\r\n", 400),
        Probe("carriage return in a value", post + "X: a\rb\r\n\r\n", 400),
        Probe("bare line feed between fields", "GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n", 400),
        Probe("bare line feed at the end of the head", "GET / HTTP/1.1\r\nHost: a\r\n\nX: y\r\n\r\n", 400),
        Probe("control byte in the target", "GET /a\u{1}b HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        Probe("NUL in the target", "GET /a\u{0}b HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        Probe("byte over 127 in the target", "GET /\u{E4} HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        Probe("target without slash", "GET a HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        Probe("method with a forbidden character", "GE(T / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        Probe("chunk size that is no number", post + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n", 400),
        Probe("Content-Encoding gzip", post + "Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd", 415),
        Probe("unknown expectation", post + "Expect: miracle\r\nContent-Length: 4\r\n\r\n", 417),
        Probe("body announced over the limit", post + "Content-Length: 10485760\r\n\r\n", 413),
        Probe("huge Content-Length", post + "Content-Length: 99999999999999999999999\r\n\r\n", 413),
        Probe("overload, body not read", "POST /overload HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n", 503),
        Probe("too many fields", post + String(repeating: "X: y\r\n", count: 101) + "\r\n", 431),
        Probe("head over 16 KB", post + "X: " + String(repeating: "y", count: 17_000) + "\r\n\r\n", 431),
        Probe("head of 100 KB", post + "X: " + String(repeating: "y", count: 100_000) + "\r\n\r\n", 431),
        Probe("request line of 100 KB", "GET /" + String(repeating: "y", count: 100_000) + " HTTP/1.1\r\nHost: a\r\n\r\n", 414),
    ]

    @Test(arguments: refused) func refusedAndClosed(_ probe: Probe) async throws {
        let handler = EchoHandler()
        try await withServer(handler) { server in
            let client = RawClient(port: server.port)
            client.send(probe.request)
            let all = await client.receiveAll()
            #expect(
                all.hasPrefix("HTTP/1.1 \(probe.status) ") || all.hasPrefix("HTTP/1.0 \(probe.status) "),
                "\(probe.label): \(all.prefix(120))")
        }
        #expect(handler.seen.withLock { $0.isEmpty }, "\(probe.label): the handler saw it")
    }

    static let dropped: [Probe] = [
        Probe("version 2.0", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505),
        Probe("version 1.2", "GET / HTTP/1.2\r\nHost: a\r\n\r\n", 505),
        Probe("version 0.9", "GET /\r\n\r\n", 505),
        Probe("space in the target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        Probe("nonsense", "\u{16}\u{3}\u{1}\r\n\r\n", 400),
    ]

    @Test(arguments: dropped) func neverHandled(_ probe: Probe) async throws {
        let handler = EchoHandler()
        try await withServer(handler) { server in
            let client = RawClient(port: server.port)
            client.send(probe.request)
            let all = await client.receiveAll()
            #expect(all.isEmpty || !all.contains(" 200 "), "\(probe.label): \(all.prefix(120))")
        }
        #expect(handler.seen.withLock { $0.isEmpty }, "\(probe.label): the handler saw it")
    }

    static let wellFormed: [Probe] = [
        Probe("Content-Length", post + "Content-Length: 4\r\n\r\nabcd", 200),
        Probe("the same Content-Length twice", post + "Content-Length: 4\r\nContent-Length: 4\r\n\r\nabcd", 200),
        Probe("white space around a value", post + "X: \t y \t \r\nContent-Length: \t 4\r\n\r\nabcd", 200),
        Probe("no white space after the colon", post + "Content-Length:4\r\n\r\nabcd", 200),
        Probe("chunked", post + "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n3;x=y\r\nbcd\r\n0\r\nTrailer: x\r\n\r\n", 200),
        Probe("chunked in other case", post + "transfer-encoding: Chunked\r\n\r\n4\r\nabcd\r\n0\r\n\r\n", 200),
        Probe("absolute form", "POST http://a/ HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nabcd", 200),
        Probe("empty value", post + "X:\r\nContent-Length: 4\r\n\r\nabcd", 200),
        Probe("Content-Encoding identity", post + "Content-Encoding: identity\r\nContent-Length: 4\r\n\r\nabcd", 200),
        Probe("1.0 without Host", "POST / HTTP/1.0\r\nContent-Length: 4\r\n\r\nabcd", 200),
    ]

    @Test(arguments: wellFormed) func accepted(_ probe: Probe) async throws {
        try await withServer { server in
            let client = RawClient(port: server.port)
            client.send(probe.request)
            let answer = await client.answer()
            #expect(answer.status == probe.status && answer.body == "POST / abcd", "\(probe.label): \(answer)")
        }
    }

    @Test(arguments: 1..<60) func aRequestSplitAtAnyByteIsRead(at split: Int) async throws {
        let bytes = Array((Self.post + "Content-Length: 4\r\n\r\nabcd").utf8)
        try await withServer { server in
            let client = RawClient(port: server.port)
            client.send(Array(bytes[..<min(split, bytes.count)]))
            client.send(Array(bytes[min(split, bytes.count)...]))
            let answer = await client.answer()
            #expect(answer.body == "POST / abcd")
        }
    }
}
