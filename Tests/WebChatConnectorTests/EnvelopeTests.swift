import ConnectorKit
import ConnectorTesting
import Core
import Testing
import WebChatConnector

private let address = "anon:0f"
private let sender = Sender(addresses: [address], displayName: "Ada", email: "ada@example.com")

private func row(_ label: String, _ members: String, _ bodies: InboundEvent.Body..., suffixes: [String] = [""]) -> InboundCase {
    let body = #"{"id":"c1","at":1780999999000,"visitor":{"address":"anon:0f","name":"Ada","email":"ada@example.com"},\#(members)}"#
    let events = zip(bodies, suffixes).map { body, suffix in
        InboundEvent(externalID: "anon:0f/c1\(suffix)", at: Instant(milliseconds: 1_780_999_999_000), sender: sender, body: body)
    }
    return InboundCase(label, body: body, receivedAt: TestChat.now, expected: events)
}

@Suite struct EnvelopeTests {
    static let settings = ["faq": #"[{"id":"order","question":{"en":"Where?","ko":"어디?"},"answer":{"en":"There.","ko":"저기."}}]"#]
    static let kit = try? ConnectorConformance(TestChat.channel(settings), form: .json, itemArrays: [])

    static let rows = [
        row("text", #""type":"message","content":{"type":"text","text":"Hi"}"#, .message(InboundMessage([.text(TextContent("Hi"))]))),
        row(
            "reply with payload", #""type":"message","content":{"type":"text","text":"Yes","payload":"y"}"#,
            .message(InboundMessage([.text(TextContent("Yes", payload: "y"))]))),
        row(
            "file",
            #""type":"message","content":{"type":"file","mediaUrl":"https://x/1","mediaType":"application/pdf","mediaSize":9,"filename":"a.pdf"}"#,
            .message(
                InboundMessage([
                    .file(MediaContent(kind: .document, url: "https://x/1", mediaType: "application/pdf", size: 9, filename: "a.pdf"))
                ]))),
        row(
            "question of the list (K5)", #""type":"faq","faq":"order","locale":"ko-KR""#,
            .message(InboundMessage([.text(TextContent("어디?"))], kind: "faq")),
            .echo(InboundMessage([.text(TextContent("저기."))], kind: "faq")),
            suffixes: ["", "#answer"]),
        row("question that is gone", #""type":"faq","faq":"old""#, .unknown(kind: "faq", detail: "old")),
        row("postback", #""type":"postback","payload":"p","text":"Buy""#, .postback(payload: "p", title: "Buy")),
        row("typing", #""type":"typing","on":false"#, .typing(false)),
        row("read (K26)", #""type":"read""#, .read(upTo: Instant(milliseconds: 1_780_999_999_000))),
        row(
            "delivered", #""type":"delivered","messageId":"m1""#, .status(StatusUpdate(messageExternalID: "m1", state: .delivered))),
        row("profile", #""type":"profile""#, .profile),
        row("sign-in (S8)", #""type":"identity","previous":"anon:00""#, .identityChange(previous: "anon:00", detail: nil)),
        row("end (K10)", #""type":"ended""#, .ended),
        row("rating (S12)", #""type":"rating","score":4,"comment":"ok""#, .rating(score: 4, comment: "ok")),
        row("unknown (invariant 4)", #""type":"dance""#, .unknown(kind: "dance", detail: nil)),
    ]

    @Test(arguments: rows) func anEnvelopeBecomesItsEvents(_ row: InboundCase) throws { try #require(Self.kit).check(row) }

    /// An envelope is one thing that a visitor did; only a question is told as two events, which an unreadable one cannot be.
    @Test(arguments: rows.filter { $0.expected.count == 1 }) func damagedEnvelopesNeverTrap(_ row: InboundCase) throws {
        #expect(try #require(Self.kit).checkProperties(of: row) > 20)
    }

    @Test func aTimeOfTheFutureIsNotBelieved() throws {
        let body = #"{"id":"c1","at":9999999999999,"visitor":{"address":"anon:0f"},"type":"ended"}"#
        let row = InboundCase(
            "future", body: body, receivedAt: TestChat.now,
            expected: [InboundEvent(externalID: "anon:0f/c1", at: TestChat.now, sender: Sender(addresses: [address]), body: .ended)])
        try #require(Self.kit).check(row)
    }

    @Test func onlySignedEnvelopesAreBelieved() throws {
        let channel = try TestChat.channel()
        let body = Array(#"{"id":"c1"}"#.utf8)
        func verdict(_ signature: String?, method: String = "POST", body: [UInt8] = body) -> Verdict {
            var request = HTTPRequest(method: method, path: "/", body: body)
            request.headers[WebChatChannel.signatureHeader] = signature
            return channel.authenticate(request, now: TestChat.now)
        }
        let right = channel.account.keys.signature(of: body)
        #expect(verdict(right) == .accepted(signed: true))
        #expect(verdict(nil) == .refused(.signatureMissing))
        #expect(verdict(right, body: Array(#"{"id":"c2"}"#.utf8)) == .refused(.signatureWrong))
        #expect(verdict("zz") == .refused(.signatureWrong))
        #expect(verdict(right, method: "GET") == .refused(.methodNotAllowed))
    }

    @Test func aReplyIsADeposit() throws {
        let channel = try TestChat.channel()
        let message = OutboundMessage(id: ID(high: 3, low: 4), recipient: address, content: .text(TextContent("Hi")))
        let step = try #require(try channel.render(message, after: [], correlation: ""))
        #expect(step.deposit == message.id.description)
        #expect(step.purpose == .deliver(part: 0))
        let receipt = StepReceipt(index: 0, purpose: step.purpose, externalID: step.deposit)
        #expect(try channel.render(message, after: [receipt], correlation: "") == nil)
    }
}
