import ConnectorKit
import ConnectorTesting
import Core
import CustomConnector
import JSONKit
import Testing

/// What webhooks of the two made-up providers become.
enum InboundCases {
    static let mara = Sender(addresses: ["c-1"])
    static let at = Instant(milliseconds: 1_781_000_000_500)

    static func event(_ id: String, _ body: InboundEvent.Body, sender: Sender? = mara, at: Instant = TestAccount.receivedAt) -> InboundEvent
    {
        InboundEvent(externalID: id, at: at, sender: sender, body: body)
    }

    static func beacon(_ label: String, _ items: String, _ expected: InboundEvent...) -> InboundCase {
        InboundCase(label, body: #"{"account":"a","events":[\#(items)]}"#, receivedAt: TestAccount.receivedAt, expected: expected)
    }

    private static func file(_ kind: MediaContent.Kind, _ url: String, _ type: String?, caption: String? = nil) -> Content {
        let media = MediaContent(kind: kind, reference: MediaReference(id: url, url: url), mediaType: type, caption: caption)
        return kind == .image ? .image(media) : .file(media)
    }

    private static func status(_ state: DeliveryState, _ failure: Failure? = nil, ref: String? = nil) -> InboundEvent.Body {
        .status(StatusUpdate(messageExternalID: "b-9", state: state, failure: failure, correlation: ref))
    }

    private static let full =
        #"{"type":"message","id":"m-1","time":"2026-06-09T19:13:20.5+09:00","from":{"id":"c-1","first":"Mara","last":"Vu","phone":"+1 555 010-7777"},"text":"Grüße 안녕 😀"}"#

    static let beacon: [InboundCase] = [
        beacon(
            "text", full,
            event(
                "m-1", .message(InboundMessage([.text(TextContent("Grüße 안녕 😀"))])),
                sender: Sender(addresses: ["c-1"], phone: "15550107777", displayName: "Mara Vu"),
                at: Instant(milliseconds: 1_781_000_000_500))),
        beacon(
            "no id, no name, unreadable time", #"{"type":"message","time":"yesterday","from":{"id":77},"text":"a"}"#,
            event("hash:", .message(InboundMessage([.text(TextContent("a"))])), sender: Sender(addresses: ["77"]))),
        beacon(
            "time that has not come", #"{"type":"message","id":"m","time":"2036-01-01T00:00:00Z","from":{"id":"c-1"},"text":"a"}"#,
            event("m", .message(InboundMessage([.text(TextContent("a"))])))),
        beacon(
            "files, one without an address",
            #"{"type":"message","id":"m","from":{"id":"c-1"},"caption":"look","files":[{"url":"https://f.example/1","mime":"image/png"},{"url":"ftp://x"},{"url":"https://f.example/2","mime":"Audio/OGG; codecs=opus"}]}"#,
            event(
                "m",
                .message(
                    InboundMessage(
                        [
                            file(.image, "https://f.example/1", "image/png", caption: "look"),
                            file(.audio, "https://f.example/2", "Audio/OGG; codecs=opus"),
                        ],
                        kind: "media")))),
        beacon(
            "place", #"{"type":"message","id":"m","from":{"id":"c-1"},"place":{"lat":"37.5","lon":127,"name":"Shop"}}"#,
            event(
                "m",
                .message(InboundMessage([.location(LocationContent(latitude: 37.5, longitude: 127, name: "Shop"))], kind: "location")))),
        beacon(
            "place that is none", #"{"type":"message","id":"m","from":{"id":"c-1"},"place":{"lat":137.5,"lon":127}}"#,
            event("m", .message(InboundMessage([.text(TextContent("[empty message]"))])))),
        beacon(
            "button with its payload",
            #"{"type":"message","id":"m","from":{"id":"c-1"},"text":"Yes","button":{"payload":"y"},"reply_to":"b-9"}"#,
            event("m", .message(InboundMessage([.text(TextContent("Yes", payload: "y"))], kind: "button", quoted: "b-9")))),
        beacon(
            "statuses",
            #"{"type":"status","message":"b-9","time":"2026-06-09T10:13:20.500Z","state":"SENT","ref":"c.0"},{"type":"status","message":"b-9","state":"DELIVRD"},{"type":"status","message":"b-9","state":"SEEN"},{"type":"status","message":"b-9","state":"QUEUED"},{"type":"status","message":"b-9","state":"LOST"}"#,
            event("status:b-9:SENT", status(.sent, ref: "c.0"), sender: nil, at: at),
            event("status:b-9:DELIVRD", status(.delivered), sender: nil),
            event("status:b-9:SEEN", status(.read), sender: nil),
            event("status:b-9:QUEUED", .ignored(kind: "status:QUEUED", reason: "the configuration says so"), sender: nil),
            event("status:b-9:LOST", .unknown(kind: "status", detail: "LOST is not in `states`"), sender: nil)),
        beacon(
            "failures, known and not",
            #"{"type":"status","message":"b-9","state":"UNDELIV","error":{"code":"NO_ROUTE","text":"no route"}},{"type":"status","message":"b-9","state":"UNDELIV","error":{"code":5}}"#,
            event(
                "status:b-9:UNDELIV",
                status(.failed, Failure(.recipientUnreachable, provider: ProviderError(code: "NO_ROUTE", message: "no route"))), sender: nil
            ),
            event(
                "status:b-9:UNDELIV", status(.failed, Failure(.uncategorizedError, provider: ProviderError(code: "5", message: ""))),
                sender: nil)),
        beacon(
            "what is done to messages",
            #"{"type":"edited","from":{"id":"c-1"},"of":"m-1","text":"new"},{"type":"deleted","from":{"id":"c-1"},"of":"m-1"},{"type":"reaction","from":{"id":"c-1"},"of":"b-9","emoji":"👍"},{"type":"reaction","from":{"id":"c-1"},"of":"b-9"}"#,
            event("hash:", .edit(target: "m-1", content: .text(TextContent("new")))), event("hash:", .unsend(target: "m-1")),
            event("hash:", .reaction(target: "b-9", emoji: "👍")), event("hash:", .reaction(target: "b-9", emoji: nil))),
        beacon(
            "what else customers do",
            #"{"type":"press","id":7,"from":{"id":"c-1"},"button":{"payload":"p","label":"L"}},{"type":"read","from":{"id":"c-1"},"time":"2026-06-09T10:13:20.500Z"},{"type":"typing","from":{"id":"c-1"}},{"type":"idle","from":{"id":"c-1"}},{"type":"stop","from":{"id":"c-1"}},{"type":"start","from":{"id":"c-1"}},{"type":"bye","from":{"id":"c-1"}}"#,
            event("postback:7", .postback(payload: "p", title: "L")), event("hash:", .read(upTo: at)), event("hash:", .typing(true)),
            event("hash:", .typing(false)), event("hash:", .consent(kind: .all, allowed: false, detail: nil)),
            event("hash:", .consent(kind: .all, allowed: true, detail: nil)), event("hash:", .ended)),
        beacon(
            "what is not known",
            #"{"type":"poll","id":"q","from":{"id":"c-1"}},{"type":"ping"},{"type":"poll"},7,{"type":"message","id":"m","text":"from nobody"}"#,
            event("unknown:q", .unknown(kind: "poll", detail: nil)),
            event("hash:", .ignored(kind: "ping", reason: "the configuration says so"), sender: nil),
            event("hash:", .unknown(kind: "webhook", detail: "no rule of `inbound` fits"), sender: nil),
            event("hash:", .unknown(kind: "webhook", detail: "no rule of `inbound` fits"), sender: nil),
            event(
                "m", .unknown(kind: "message", detail: "`sender` leads to nothing: the customer's address, to which replies go"),
                sender: nil)
        ),
        beacon("an empty list", ""),
    ]

    static func pelican(_ label: String, _ body: String, _ expected: InboundEvent...) -> InboundCase {
        InboundCase(label, body: body, receivedAt: TestAccount.receivedAt, expected: expected)
    }

    private static func sms(_ address: String, phone: String?, at: Instant = TestAccount.receivedAt) -> InboundEvent {
        event("5", .message(InboundMessage([.text(TextContent("hi"))])), sender: Sender(addresses: [address], phone: phone), at: at)
    }

    static let pelican: [InboundCase] = [
        pelican(
            "SMS", #"{"mo_id":5,"ts":1781000000,"msisdn":"+15550107777","content":"hi"}"#,
            sms("+15550107777", phone: "15550107777", at: Instant(seconds: 1_781_000_000))),
        pelican(
            "time as text with a fraction", #"{"mo_id":5,"ts":"1781000000.5","msisdn":"32665","content":"hi"}"#,
            sms("32665", phone: "32665", at: at)),
        pelican(
            "milliseconds are not guessed at", #"{"mo_id":5,"ts":1781000000000,"msisdn":"acme","content":"hi"}"#, sms("acme", phone: nil)),
        pelican("national number", #"{"mo_id":5,"msisdn":"010-1234-5678","content":"hi"}"#, sms("010-1234-5678", phone: "821012345678")),
        pelican(
            "international prefix", #"{"mo_id":5,"msisdn":"00447400123456","content":"hi"}"#, sms("00447400123456", phone: "447400123456")),
        pelican(
            "status", #"{"dlr":{"id":"9-0","ts":1781000000,"code":1,"reason":17}}"#,
            event(
                "status:9-0:1",
                .status(
                    StatusUpdate(
                        messageExternalID: "9-0", state: .failed,
                        failure: Failure(.recipientInvalid, provider: ProviderError(code: "17", message: "")))),
                sender: nil, at: Instant(seconds: 1_781_000_000))),
    ]
}

@Suite struct InboundTests {
    private static func conformance(_ channel: any Channel, items: Set<String>) -> ConnectorConformance {
        ConnectorConformance(channel, form: .json, itemArrays: items)
    }

    @Test(arguments: InboundCases.beacon)
    func `Each webhook of a provider with lists gives its events (invariant 4)`(_ recorded: InboundCase) throws {
        try Self.conformance(TestAccount.beaconChannel(), items: ["events"]).check(recorded)
    }

    @Test(arguments: InboundCases.pelican)
    func `Each webhook of a provider without lists gives its event`(_ recorded: InboundCase) throws {
        try Self.conformance(TestAccount.pelicanChannel(), items: []).check(recorded)
    }

    @Test(arguments: InboundCases.beacon)
    func `However a webhook is bent, items keep to themselves (invariant 4)`(_ recorded: InboundCase) throws {
        #expect(try Self.conformance(TestAccount.beaconChannel(), items: ["events"]).checkProperties(of: recorded) > 0)
    }

    @Test func `A body without the list goes to quarantine, and a challenge is answered`() throws {
        let channel = try TestAccount.beaconChannel()
        #expect(throws: ParseProblem("there is no list where `inbound.each` says")) { try Self.parse(channel, #"{"event":[]}"#) }
        #expect(throws: ParseProblem("the body is empty")) { try Self.parse(channel, "") }
        guard case .handshake(let answer) = try Self.parse(channel, #"{"events":[{"type":"verification","challenge":"c-4"}]}"#) else {
            throw Unexpected()
        }
        #expect(answer.status == 200 && answer.body == Array("c-4".utf8))
    }

    private static func parse(_ channel: any Channel, _ body: String) throws -> Inbound {
        let request = HTTPRequest(method: "POST", path: "/webhooks/1", body: Array(body.utf8))
        let json = body.isEmpty ? JSON.missing : try JSONDocument.parse(body).root
        return try channel.parse(Payload(request: request, body: .json(json), receivedAt: TestAccount.receivedAt))
    }

    @Test func `Masking leaves alone what the mapping takes for ids, and nothing that people write (invariant 2)`() throws {
        let identifiers = try #require(TestAccount.beaconChannel().identifiers)
        for path in [
            ["events", "id"], ["events", "from", "id"], ["events", "from", "phone"], ["events", "of"], ["events", "files", "url"],
        ] {
            #expect(identifiers.isIdentifier(path), "\(path)")
        }
        for path in [
            ["events", "text"], ["events", "caption"], ["events", "button", "payload"], ["id"], ["events", "from", "first"], ["x"],
        ] {
            #expect(!identifiers.isIdentifier(path), "\(path)")
        }
        let both = #"{"rules":[{"event":"message","id":"$.text","sender":"$.from","text":"$.text"}]}"#
        let channel = try TestAccount.pelicanChannel(["inbound": both])
        #expect(channel.identifiers?.isIdentifier(["text"]) == false, "what people write is masked even where it is an id as well")
    }
}
