import Core
import HTTPWire
import JSONKit
import MailMock
import MockKit
import Testing

@Suite struct SessionTests {
    /// Says lines; the first three characters of what is answered.
    private func codes(_ lines: [String], _ rules: SMTPSession.Rules = SMTPSession.Rules()) -> [String] {
        var session = SMTPSession(rules)
        return lines.map { line in
            switch session.take(Array(line.utf8), isClean: true) {
            case .line(let text), .taken(_, let text): String(text.prefix(3))
            case .close(let text): "x" + (text ?? "").prefix(3)
            case .silence: ""
            }
        }
    }

    private static let begin = ["EHLO me", "MAIL FROM:<a@b.example>", "RCPT TO:<c@d.example>", "DATA"]
    private static let head = ["From: a", "To: c", "Date: x", "Message-ID: <1@b>", "Subject: s", "MIME-Version: 1.0"]

    @Test func aMailThatIsRight_isTaken() {
        #expect(codes(Self.begin + Self.head + ["", "..dot", "."]).suffix(3) == ["", "", "250"])
    }

    @Test(arguments: [
        (["MAIL FROM:<a@b.example>"], "503"), (["EHLO me", "RCPT TO:<c@d.example>"], "503"), (["EHLO me", "DATA"], "503"),
        (["EHLO me", "MAIL FROM: a@b.example"], "501"), (["EHLO me", "MAIL FROM:<a@b.example>", "RCPT TO:<c\u{8}@d>"], "x500"),
        (["EHLO me", "VRFY x"], "502"), (["EHLO"], "501"), (["QUIT"], "x221"),
        (begin + head.dropLast() + ["", "x", "."], "550"), (begin + head + ["Subject: again", "", "x", "."], "550"),
        (begin + head + ["Bad line", "", "x", "."], "550"), (begin + head + ["", "ä", "."], "550"), (begin + ["x", "."], "550"),
    ])
    func whatIsWrong_isRefused(_ lines: [String], _ code: String) { #expect(codes(lines).last == code) }

    @Test func bareLineEnds_endTheConnection() {
        var session = SMTPSession(SMTPSession.Rules())
        #expect(session.take(Array("EHLO me".utf8), isClean: false) == .close("500 5.5.2 a line must end in CRLF"))
    }

    @Test func anAccount_isAskedFor() {
        var rules = SMTPSession.Rules()
        rules.account = SMTPSession.Account(username: "u", password: "p")
        #expect(
            codes(["EHLO me", "MAIL FROM:<a@b.example>", "AUTH PLAIN AHUAeA==", "AUTH PLAIN AHUAcA==", "MAIL FROM:<a@b.example>"], rules)
                == ["250", "530", "535", "235", "250"])
        #expect(codes(["EHLO me", "AUTH PLAIN", "AHUAcA==", "MAIL FROM:<a@b.example>"], rules) == ["250", "334", "235", "250"])
        #expect(codes(["EHLO me", "AUTH PLAIN", "*", "AUTH LOGIN"], rules) == ["250", "334", "535", "504"])
    }

    // MARK: With the worker's own client

    private func mail() throws -> Mail {
        let text = (Self.head + ["", "..", "."]).joined(separator: "\r\n") + "\r\n"
        return Mail(
            sender: try #require(MailAddress("a@b.example")), recipient: try #require(MailAddress("c@d.example")), bytes: Array(text.utf8))
    }

    private func setUp(username: String? = nil) throws -> (MailMock, SMTPClient) {
        let mock = MailMock(caller: NoCaller())
        let port = try #require(mock.port)
        let client = try #require(
            SMTPClient(
                SMTPClient.Configuration(
                    url: "smtp://127.0.0.1:\(port)", username: username, password: username.map { _ in Secret("p") }, isLocal: true)))
        return (mock, client)
    }

    private func order(_ mock: MailMock, _ body: String, _ call: String = "reply") async throws {
        let json = try JSONDocument.parse(body).root
        _ = call == "reply" ? try await mock.control(call, json) : try await mock.configure(json)
    }

    @Test func theClientsMail_arrivesAsItIs() async throws {
        let (mock, client) = try setUp()
        #expect(await client.send(try mail()) == .accepted)
        let kept = try #require(mock.desk.ledger.entries().first)
        #expect(kept.request.body == (try mail()).bytes, "dots are doubled on the way and not in the mail")
        #expect(kept.request.headers["To"] == "c@d.example")
    }

    @Test(arguments: [
        (#"{"to":"RCPT","with":"550 5.1.1 nobody"}"#, "refused"), (#"{"to":"RCPT","with":"451 4.3.0 later"}"#, "later"),
        (#"{"to":"MAIL","with":"cut"}"#, "later"), (#"{"to":".","with":"452 4.3.1 full"}"#, "later"),
        (#"{"to":".","with":"554 5.6.0 no"}"#, "refused"), (#"{"to":".","with":"cut"}"#, "unknown"),
    ])
    func whatTheServerSays_isUnderstood(_ order: String, _ expected: String) async throws {
        let (mock, client) = try setUp()
        try await self.order(mock, order)
        let word: String =
            switch await client.send(try mail()) {
            case .accepted: "accepted"
            case .refused: "refused"
            case .later: "later"
            case .unknown: "unknown"
            }
        #expect(word == expected, "\(order)")
        #expect(await client.send(try mail()) == .accepted)
    }

    @Test func theAccount_isUsed() async throws {
        let (mock, client) = try setUp(username: "u")
        try await order(mock, #"{"username":"u","password":"p"}"#, "configure")
        #expect(await client.send(try mail()) == .accepted)
        try await order(mock, #"{"username":"u","password":"other"}"#, "configure")
        guard case .refused(let failure) = await client.send(try mail()) else { throw Unexpected() }
        #expect(failure.code == .credentialsInvalid)
    }

    private struct Unexpected: Error {}

    private struct NoCaller: HTTPCaller {
        func call(_ request: OutboundRequest, _ limits: CallLimits) async -> TransportOutcome { .notSent(TransportFailure(.connect)) }
    }
}
