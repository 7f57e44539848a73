import ConnectorKit
import ConnectorTesting
import Core
import Cryptography
import CustomConnector
import Testing

/// What each kind of content is sent as.
enum SendingCases {
    static let messageID = ID(high: 7, low: 7)
    static let callback = "https://messages.example.com/webhooks/\(TestAccount.id)"

    static func message(_ content: Content, quoted: String? = nil, override: String? = nil, files: [String: OutboundFile] = [:])
        -> OutboundMessage
    {
        OutboundMessage(
            id: messageID, recipient: "c-1", content: content, override: override.map { JSONBytes(Array($0.utf8)) }, quoted: quoted,
            files: files)
    }

    /// A case whose bodies hold the given members beside those of every body.
    static func row(_ label: String, _ message: OutboundMessage, _ members: String...) -> OutboundCase {
        let requests = members.enumerated().map { number, members in
            let common =
                #""key":"\#(messageID)-\#(number)","messageId":"\#(messageID)","part":\#(number),"parts":\#(members.isEmpty ? 1 : 0),"to":"c-1","#
            let parts = common.replacing(#""parts":0"#, with: #""parts":\#(countOf(message, label))"#)
            return OutboundCase.Request(
                "{\(parts)\(members),\"correlation\":\"c.0.1\",\"author\":\"human\",\"callbackUrl\":\"\(callback)\"}",
                answer: HTTPResponse(status: 202, body: Array(#"{"message":{"id":"b-\#(number)"}}"#.utf8)),
                outcome: .accepted(externalID: "b-\(number)", recipient: nil))
        }
        return OutboundCase(label, message, correlation: "c.0.1", expected: .requests(requests))
    }

    /// Cases of two parts say so in their label.
    private static func countOf(_ message: OutboundMessage, _ label: String) -> Int { label.hasPrefix("two:") ? 2 : 1 }

    private static let actions = [
        Action(.reply(payload: "y", iconURL: nil), text: "Yes"), Action(.link(uri: "https://a.example"), text: "Open"),
        Action(.postback(payload: "p"), text: "Track"), Action(.locationRequest, text: "Where?"),
    ]

    private static let buttons =
        #""buttons":[{"type":"reply","payload":"y","text":"Yes"},{"type":"link","url":"https://a.example","text":"Open"},{"type":"postback","payload":"p","text":"Track"},{"type":"locationRequest","text":"Where?"}]"#

    private static func file(_ url: String?, caption: String? = nil) -> Content {
        .image(MediaContent(kind: .image, url: url, mediaType: "image/png", size: 9, filename: "a.png", caption: caption, altText: "alt"))
    }

    private static let media = #""media":{"url":"https://f.example/a","type":"image/png","size":9,"name":"a.png","altText":"alt"}"#

    static let all: [OutboundCase] = [
        row("text", message(.text(TextContent("Hi 😀")), quoted: "m-1"), #""kind":"text","text":"Hi 😀","quotedMessageId":"m-1""#),
        row(
            "20 characters are one part", message(.text(TextContent("12345678901234567890"))),
            #""kind":"text","text":"12345678901234567890""#),
        row(
            "two: the buttons stand below the last part",
            message(.text(TextContent("1234567890 234567890 2", actions: actions)), quoted: "m-1"),
            #""kind":"text","text":"1234567890 ","quotedMessageId":"m-1""#, #""kind":"text","text":"234567890 2",\#(buttons)"#),
        row("file", message(file("https://f.example/a", caption: "look")), #""kind":"image","text":"look",\#(media)"#),
        row(
            "place", message(.location(LocationContent(latitude: 1.5, longitude: -2, name: "Shop"))),
            #""kind":"location","location":{"latitude":1.5,"longitude":-2.0,"name":"Shop"}"#),
        row("cards in words", message(.list([Item(title: "A", actions: [])], actions: [])), #""kind":"text","text":"A""#),
        row(
            "override", message(.text(TextContent("x")), override: #"{"text":"y","extra":{"a":1}}"#),
            #""kind":"text","text":"y","extra":{"a":1}"#),
        OutboundCase("nothing to say", message(.text(TextContent(" \n"))), correlation: "c", expected: .refused(.contentUnsupported)),
        OutboundCase("template", message(.template(.emptyObject)), correlation: "c", expected: .refused(.contentUnsupported)),
        OutboundCase("file without an address", message(file(nil)), correlation: "c", expected: .refused(.mediaUnavailable)),
        OutboundCase(
            "override that is no object", message(.text(TextContent("x")), override: "[1]"), correlation: "c",
            expected: .refused(.contentUnsupported)),
    ]
}

@Suite struct SendingTests {
    @Test(arguments: SendingCases.all)
    func `Each content is sent as the documented body`(_ sent: OutboundCase) throws {
        try ConnectorConformance(TestAccount.beaconChannel(), form: .json, itemArrays: []).check(sent)
    }

    private static let accepted = HTTPResponse(status: 200, body: Array(#"{"status":0}"#.utf8))

    private static func request(_ body: String) -> OutboundCase.Request {
        OutboundCase.Request(body, answer: accepted, outcome: .accepted(externalID: "\(SendingCases.messageID)-0", recipient: nil))
    }

    static let forms = [
        OutboundCase(
            "text", SendingCases.message(.text(TextContent("a&b", actions: [Action(.link(uri: "https://a.example"), text: "Open")]))),
            correlation: "c",
            expected: .requests([
                request(
                    "dest=c-1&content=a%26b%0AOpen%3A%20https%3A%2F%2Fa.example&ref=\(SendingCases.messageID)-0&flags=%7B%22a%22%3A1%7D&list=c-1&list=x&type=%24plain"
                )
            ])),
        OutboundCase(
            "file as a link", SendingCases.message(.image(MediaContent(kind: .image, url: "https://f.example/a"))), correlation: "c",
            expected: .requests([
                request(
                    "dest=c-1&content=https%3A%2F%2Ff.example%2Fa&ref=\(SendingCases.messageID)-0&flags=%7B%22a%22%3A1%7D&list=c-1&list=x&type=%24plain"
                )
            ])),
    ]

    @Test(arguments: forms)
    func `A body of the configuration's own is filled`(_ sent: OutboundCase) throws {
        try ConnectorConformance(TestAccount.pelicanChannel(), form: .form, itemArrays: []).check(sent)
    }

    // MARK: Proof and headers

    private static func step(_ channel: any Channel) throws -> Step {
        try #require(try channel.render(SendingCases.message(.text(TextContent("Hi"))), after: [], correlation: "c"))
    }

    @Test func `A call is signed by Standard Webhooks at the time of the attempt, under the same id each time`() throws {
        let channel = try TestAccount.beaconChannel()
        let step = try Self.step(channel)
        #expect(step.request.url == "https://api.example.com/v1/messages" && step.request.method == "POST")
        for seconds in [1_700_000_000, 1_700_000_400] as [Int64] {
            let request = channel.signed(step.request, now: Instant(seconds: seconds))
            #expect(request.body == step.request.body)
            #expect(request.headers["webhook-id"] == "\(SendingCases.messageID)-0")
            #expect(request.headers["webhook-timestamp"] == "\(seconds)")
            let signed = HTTPRequest(method: "POST", path: "/", headers: request.headers, body: request.body)
            #expect(channel.authenticate(signed, now: Instant(seconds: seconds)) == .accepted(signed: true))
        }
    }

    @Test func `Other proofs stand in their header fields`() throws {
        let basic = try TestAccount.pelicanChannel()
        let request = basic.signed(try Self.step(basic).request, now: .zero)
        #expect(request.headers["Authorization"] == "Basic " + Base64.encode(Array("acme:secret".utf8)))
        #expect(request.headers["X-Account"] == "acme" && request.headers["Idempotency-Key"] == "\(SendingCases.messageID)-0")
        #expect(request.headers["Content-Type"] == "application/x-www-form-urlencoded")

        let bearer = try TestAccount.pelicanChannel([
            "outbound": #"{"path":"/x","sign":{"kind":"header","header":"Authorization","prefix":"Bearer "}}"#
        ])
        #expect(bearer.signed(try Self.step(bearer).request, now: .zero).headers["Authorization"] == "Bearer acme:secret")

        let hmac = try TestAccount.pelicanChannel([
            "outbound":
                #"{"path":"/x","sign":{"kind":"hmac","header":"X-Sig","signed":"{timestamp}.{body}","timestampHeader":"X-Time","timestampFormat":"milliseconds"}}"#
        ])
        let step = try Self.step(hmac)
        let signed = hmac.signed(step.request, now: Instant(milliseconds: 1_700_000_000_123))
        #expect(signed.headers["X-Time"] == "1700000000123")
        let code = HMAC(.sha256, key: Array("acme:secret".utf8)).code(for: Array("1700000000123.".utf8), step.request.body)
        #expect(signed.headers["X-Sig"] == Hex.encode(code))
    }

    @Test func `Capabilities are as configured`() throws {
        let beacon = try TestAccount.beaconChannel()
        #expect(beacon.capabilities.window == .afterCustomerMessage(.hours(48)) && beacon.capabilities.textLimit == 20)
        #expect(beacon.capabilities.correlatesStatuses && beacon.capabilities.reportsDelivery)
        #expect(beacon.capabilities.accountPace == Capabilities.Pace(every: .milliseconds(200), burst: 5))
        #expect(beacon.capabilities.idempotencyKeyLife == nil && beacon.address(ofPhone: "15550100") == "+15550100")
        let pelican = try TestAccount.pelicanChannel()
        #expect(pelican.capabilities.window == .unlimited && pelican.capabilities.idempotencyKeyLife == .hours(2))
        #expect(!pelican.capabilities.correlatesStatuses && pelican.capabilities.content[.image] == .partial)
        #expect(pelican.address(ofPhone: "15550100") == nil)
    }

    // MARK: Answers

    /// An answer, and what it means.
    struct Answer: Sendable, CustomStringConvertible {
        var status: Int
        var body: String
        var headers: HTTPFields = HTTPFields()
        var outcome: Outcome

        var description: String { "\(status) \(body)" }
    }

    private static func failure(_ code: FailureCode, _ provider: String, _ words: String = "") -> Failure {
        Failure(code, provider: ProviderError(code: provider, message: words))
    }

    static let answers = [
        Answer(status: 201, body: #"{"message":{"id":41}}"#, outcome: .accepted(externalID: "41", recipient: nil)),
        Answer(
            status: 200, body: "{}",
            outcome: .ambiguous(Failure(.unknownOutcome, detail: "The answer names no message where `outbound.answer.id` says."))),
        Answer(
            status: 200, body: #"{"error":{"code":"NO_ROUTE","text":"none"}}"#,
            outcome: .recipientGone(failure(.recipientUnreachable, "NO_ROUTE", "none"), optOut: nil)),
        Answer(
            status: 400, body: #"{"error":{"code":"STOPPED"}}"#,
            outcome: .recipientGone(failure(.recipientOptedOut, "STOPPED"), optOut: .all)),
        Answer(
            status: 400, body: #"{"error":{"code":"SLOW"}}"#, headers: HTTPFields(["Retry-After": "7"]),
            outcome: .throttled(failure(.rateLimited, "SLOW"), retryAfter: .seconds(7), scope: .account)),
        Answer(status: 200, body: #"{"error":{"code":"NEW"}}"#, outcome: .rejected(failure(.providerRejected, "NEW"))),
        Answer(status: 422, body: "no", outcome: .rejected(failure(.providerRejected, "HTTP 422"))),
        Answer(status: 302, body: "", outcome: .rejected(failure(.providerRejected, "HTTP 302"))),
        Answer(status: 401, body: "", outcome: .accountInvalid(failure(.credentialsInvalid, "HTTP 401"))),
        Answer(
            status: 429, body: "", headers: HTTPFields(["Retry-After": "2"]),
            outcome: .throttled(failure(.rateLimited, "HTTP 429"), retryAfter: .seconds(2), scope: .account)),
        Answer(status: 500, body: "{}", outcome: .ambiguous(failure(.unknownOutcome, "HTTP 500"))),
        Answer(status: 408, body: "", outcome: .ambiguous(failure(.unknownOutcome, "HTTP 408"))),
        Answer(status: 503, body: "", outcome: .unavailable(failure(.providerUnavailable, "HTTP 503"), retryAfter: nil)),
    ]

    @Test(arguments: answers)
    func `An answer means what the configuration and its status say`(_ answer: Answer) throws {
        let channel = try TestAccount.beaconChannel()
        let response = HTTPResponse(status: answer.status, headers: answer.headers, body: Array(answer.body.utf8))
        #expect(channel.interpret(response, to: try Self.step(channel), now: .zero) == answer.outcome)
    }
}
