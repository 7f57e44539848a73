import ConnectorKit
import ConnectorTesting
import Core
import Testing
import WebChatConnector

private let address = "anon:0f"
private let sender = Sender(addresses: [address], displayName: "Ada", email: "ada@example.com")

private func row(_ label: String, _ members: String, _ bodies: InboundEvent.Body..., suffixes: [String] = [""]) -> InboundCase {
    let body = #"{"id":"c1","at":1780999999000,"visitor":{"address":"anon:0f","name":"Ada","email":"ada@example.com"},\#(members)}"#
    var sender = sender
    if members.contains(#""locale":"ko-KR""#) { sender.locale = "ko-KR" }
    let events = zip(bodies, suffixes).map { body, suffix in
        InboundEvent(externalID: "anon:0f/c1\(suffix)", at: Instant(milliseconds: 1_780_999_999_000), sender: sender, body: body)
    }
    return InboundCase(label, body: body, receivedAt: TestChat.now, expected: events)
}

private let answers = FormResponse([
    FormResponse.Answer(.text("1"), name: "a", label: "A"), FormResponse.Answer(.email("x@y.example"), name: "b", label: "B"),
    FormResponse.Answer(.select([FormOption(name: "o", label: "O")]), name: "c", label: "C"),
])

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
                InboundMessage(
                    [.file(MediaContent(kind: .document, url: "https://x/1", mediaType: "application/pdf", size: 9, filename: "a.pdf"))],
                    kind: "document"))),
        row(
            "picture (S11)",
            #""type":"message","content":{"type":"image","mediaUrl":"https://x/1","mediaType":"image/png","mediaSize":9,"filename":"a.png"}"#,
            .message(
                InboundMessage(
                    [.image(MediaContent(kind: .image, url: "https://x/1", mediaType: "image/png", size: 9, filename: "a.png"))],
                    kind: "image"))),
        row(
            "answers to a form (S12)",
            #""type":"message","quoted":"m1","content":{"type":"formResponse","fields":[{"type":"text","name":"a","label":"A","text":"1"},{"type":"email","name":"b","label":"B","email":"x@y.example"},{"type":"select","name":"c","label":"C","select":[{"name":"o","label":"O"}]}]}"#,
            .message(InboundMessage([.formResponse(answers)], kind: "formResponse", quoted: "m1"))),
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

    /// K31: the time of the message decides, and the language of its author.
    @Test(arguments: [("ko-KR", 1_780_999_200, "자리에 없습니다."), ("fr", 1_780_999_200, "Away."), ("en", 1_780_963_200, nil)])
    func outOfHours(_ locale: String, _ seconds: Int64, _ text: String?) throws {
        // 2026-06-09: a Tuesday, 10:00 UTC, and 00:00 UTC.
        let hours = #"{"timeZone":"UTC","days":{"tue":"00:00-08:00","wed":"09:00-10:00"},"awayText":{"en":"Away.","ko":"자리에 없습니다."}}"#
        let kit = try ConnectorConformance(TestChat.channel(["hours": hours]), form: .json, itemArrays: [])
        let content = #""type":"message","content":{"type":"text","text":"Hi"}"#
        let body = #"{"id":"c1","at":\#(seconds)000,"visitor":{"address":"anon:0f"},"locale":"\#(locale)",\#(content)}"#
        var message = InboundMessage([.text(TextContent("Hi"))])
        message.automaticReply = text.map { AutomaticReply(.text(TextContent($0)), kind: "away", period: "1781082000") }
        let row = InboundCase(
            locale, body: body, receivedAt: TestChat.now,
            expected: [
                InboundEvent(
                    externalID: "anon:0f/c1", at: Instant(seconds: seconds), sender: Sender(addresses: [address], locale: locale),
                    body: .message(message))
            ])
        try kit.check(row)
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
