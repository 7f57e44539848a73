import ConnectorKit
import ConnectorTesting
import Core
import Testing
import TwilioConnector

/// What each kind of content is sent as.
enum SendingCases {
    static let sid = "SM0123456789abcdef0123456789abcdef"
    static let accepted = HTTPResponse(status: 201, body: Array(#"{"sid":"\#(sid)","status":"queued"}"#.utf8))

    static func message(_ content: Content, to recipient: String = "+15550107777", override: String? = nil) -> OutboundMessage {
        OutboundMessage(
            id: ID(high: 7, low: 7), recipient: recipient, content: content, override: override.map { JSONBytes(Array($0.utf8)) })
    }

    /// A case whose requests hold the given fields beside those of every request.
    static func row(_ label: String, _ message: OutboundMessage, from: String = "+15550100", _ fields: [(String, String)]...)
        -> OutboundCase
    {
        let callback = "https://messages.example.com/webhooks/\(ID(high: 1, low: 1))?parley=c.0.1"
        let requests = fields.map { fields in
            let all = fields + [("From", from), ("To", message.recipient), ("StatusCallback", callback)]
            let body = FormEncoding.bytes(all.map { FormField(name: $0.0, value: $0.1) })
            return OutboundCase.Request(
                String(decoding: body, as: UTF8.self), answer: accepted, outcome: .accepted(externalID: sid, recipient: nil))
        }
        return OutboundCase(label, message, correlation: "c.0.1", expected: .requests(requests))
    }

    static func refused(_ label: String, _ message: OutboundMessage, _ code: FailureCode) -> OutboundCase {
        OutboundCase(label, message, correlation: "c.0.1", expected: .refused(code))
    }

    private static func media(_ url: String?, caption: String? = nil) -> Content {
        .image(MediaContent(kind: .image, url: url, caption: caption))
    }

    private static let long = String(repeating: "a", count: 1600)
    private static let actions = [
        Action(.reply(payload: "y", iconURL: nil), text: "Yes"), Action(.link(uri: "https://a.example"), text: "Open"),
        Action(.postback(payload: "p"), text: "Track"),
    ]

    static let sms = [
        row("text", message(.text(TextContent("Hi & 50% +1 😀"))), [("Body", "Hi & 50% +1 😀")]),
        row("1600 characters are one message", message(.text(TextContent(long))), [("Body", long)]),
        row("1601 are two", message(.text(TextContent(long + "b"))), [("Body", long)], [("Body", "b")]),
        row(
            "buttons are lines", message(.text(TextContent("Keep it?", actions: actions))),
            [("Body", "Keep it?\n1. Yes\nOpen: https://a.example\n2. Track")]),
        row("file", message(media("https://f.example/a.jpg", caption: "c")), [("Body", "c"), ("MediaUrl", "https://f.example/a.jpg")]),
        row("file alone", message(media("https://f.example/a.jpg")), [("MediaUrl", "https://f.example/a.jpg")]),
        row(
            "place", message(.location(LocationContent(latitude: 1.5, longitude: -2, name: "Shop"))),
            [("Body", "Shop\nhttps://maps.google.com/?q=1.5,-2.0")]),
        row(
            "override",
            message(
                .text(TextContent("x")),
                override: #"{"Body":"b","MediaUrl":["https://f.example/1","https://f.example/2"],"ValidityPeriod":60,"To":"+1"}"#),
            [("Body", "b"), ("MediaUrl", "https://f.example/1"), ("MediaUrl", "https://f.example/2"), ("ValidityPeriod", "60")]),
        refused("nothing to say", message(.text(TextContent(" "))), .contentUnsupported),
        refused("template", message(.template(JSONBytes(Array("{}".utf8)))), .contentUnsupported),
        refused("file without address", message(media(nil)), .mediaUnavailable),
        refused("no address", message(.text(TextContent("a")), to: ""), .recipientInvalid),
        refused("address that is no number", message(.text(TextContent("a")), to: "+49abc"), .recipientInvalid),
        refused("override without content", message(.text(TextContent("x")), override: #"{"From":"+1"}"#), .contentUnsupported),
    ]

    private static let template = #"{"contentSid":"HX0123456789abcdef0123456789abcdef","contentVariables":{"1":"Mara"}}"#
    private static let customer = "whatsapp:+15550107777"

    static let whatsApp = [
        row(
            "template", message(.template(JSONBytes(Array(template.utf8))), to: customer), from: "whatsapp:+15550100",
            [("ContentSid", "HX0123456789abcdef0123456789abcdef"), ("ContentVariables", #"{"1":"Mara"}"#)]),
        row(
            "template in the form of WhatsApp",
            message(
                .template(
                    JSONBytes(
                        Array(
                            #"{"name":"HX0123456789abcdef0123456789abcdef","components":[{"type":"body","parameters":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}]}"#
                                .utf8))),
                to: customer), from: "whatsapp:+15550100",
            [("ContentSid", "HX0123456789abcdef0123456789abcdef"), ("ContentVariables", #"{"1":"a","2":"b"}"#)]),
        row(
            "place", message(.location(LocationContent(latitude: 1.5, longitude: -2, name: "Shop")), to: customer),
            from: "whatsapp:+15550100",
            [("Body", "Shop"), ("PersistentAction", "geo:1.5,-2.0|Shop")]),
        refused(
            "template by another name", message(.template(JSONBytes(Array(#"{"name":"welcome"}"#.utf8))), to: customer), .templateNotFound),
    ]
}

@Suite struct SendingTests {
    @Test(arguments: SendingCases.sms) func contentBySMS_becomesItsRequests(row: OutboundCase) throws {
        try ConnectorConformance(TestAccount.channel(), form: .form, itemArrays: []).check(row)
    }

    @Test(arguments: SendingCases.whatsApp) func contentOnWhatsApp_becomesItsRequests(row: OutboundCase) throws {
        try ConnectorConformance(TestAccount.whatsApp(), form: .form, itemArrays: []).check(row)
    }

    private func step(_ channel: any Channel, _ text: String = "a", to recipient: String = "+15550107777") throws -> Step {
        guard let step = try channel.render(SendingCases.message(.text(TextContent(text)), to: recipient), after: [], correlation: "c")
        else {
            throw Unexpected()
        }
        return step
    }

    @Test func request_goesToTheAccount_withBasicCredentials() throws {
        let request = try step(TestAccount.channel()).request
        #expect(request.url == "https://api.twilio.com/2010-04-01/Accounts/\(TestAccount.accountSid)/Messages.json")
        #expect(request.headers["Authorization"] == "Basic QUMwMTIzNDU2Nzg5YWJjZGVmMDEyMzQ1Njc4OWFiY2RlZjoxMjM0NQ==")
        #expect(request.headers["Content-Type"] == "application/x-www-form-urlencoded")
        let key = ["apiKeySid": "SK0123456789abcdef0123456789abcdef"]
        let withKey = try TestAccount.channel(key, secrets: ["apiKeySecret": Secret("s")])
        #expect(try step(withKey).request.headers["Authorization"]?.hasPrefix("Basic U0sw") == true)
    }

    @Test func messagingService_choosesTheSender() throws {
        let settings = AccountSettings(
            integrationID: .first,
            values: ["accountSid": TestAccount.accountSid, "messagingServiceSid": "MG0123456789abcdef0123456789abcdef"],
            secrets: ["authToken": Secret("t")], baseURL: nil, publicURL: "https://a.example")
        let fields = FormDecoding.fields(try step(try TwilioConnector.registration.connect(settings)).request.body)
        #expect(fields["MessagingServiceSid"] == "MG0123456789abcdef0123456789abcdef")
        #expect(fields["From"] == nil)
    }

    @Test func sendsCarryNoKey_becauseTwilioHonoursNone() throws {
        #expect(try step(TestAccount.channel()).idempotencyKey == nil)
        #expect(TwilioConnector.sms.idempotencyKeyLife == nil && TwilioConnector.sms.correlatesStatuses)
    }

    @Test func segments_areCountedBeforeTheSend() throws {
        #expect(try step(TestAccount.channel(), String(repeating: "a", count: 161)).segments == 2)
        #expect(try step(TestAccount.channel(), "😀").segments == 1)
        #expect(try step(TestAccount.whatsApp(), "a", to: "whatsapp:+15550107777").segments == nil)
    }

    @Test func withoutMMS_filesGoAsLinks() throws {
        let content = Content.image(MediaContent(kind: .image, url: "https://f.example/a.jpg", caption: "c"))
        let step = try TestAccount.channel(["mms": "false"]).render(SendingCases.message(content), after: [], correlation: "")
        let fields = FormDecoding.fields(step?.request.body ?? [])
        #expect(fields["Body"] == "c\nhttps://f.example/a.jpg" && fields["MediaUrl"] == nil)
    }

    @Test func onlyContentTemplates_areFreeOfTheWindow() throws {
        let channel = try TestAccount.whatsApp()
        #expect(channel.capabilities.window == .afterCustomerMessage(.hours(24)) && channel.capabilities.templates)
        #expect(try TestAccount.channel().capabilities.window == .unlimited)
        for (body, isFree) in [(#"{"ContentSid":"HX1"}"#, true), (#"{"Body":"a"}"#, false), ("{}", false), ("x", false)] {
            #expect(channel.isFreeOfWindow(JSONBytes(Array(body.utf8))) == isFree, "\(body)")
        }
    }

    @Test(arguments: [
        ("accountSid", "AC1"), ("from", "+12"), ("messagingServiceSid", "MG1"), ("apiKeySid", "SK1"), ("mms", "no"),
    ])
    func wrongSetting_isRefusedByItsKey(key: String, value: String) throws {
        do {
            _ = try TwilioConnector.registration.connect(TestAccount.settings([key: value]))
            Issue.record("taken")
        } catch {
            #expect(error.key == key)
        }
    }

    @Test func senderAndPublicAddress_mustBeGiven() throws {
        #expect(throws: ConfigurationProblem.self) { try TestAccount.channel(publicURL: nil) }
        #expect(throws: ConfigurationProblem.self) { try TestAccount.channel(["from": ""]) }
    }

    // MARK: Answers

    @Test(arguments: [
        (400, 21610, "gone recipient_opted_out true"), (400, 21211, "gone recipient_invalid false"),
        (400, 21614, "gone recipient_invalid false"),
        (401, 20003, "accountInvalid"), (404, 20404, "accountInvalid"), (429, 20429, "throttled -1"), (429, 21611, "throttled 600"),
        (400, 21617, "rejected content_too_long"), (400, 63016, "rejected outside_window"), (400, 99999, "rejected provider_rejected"),
        (500, 20500, "ambiguous"), (503, 20503, "ambiguous"),
    ])
    func answer_hasItsMeaning_andAServerFaultIsNeverTriedAgain(status: Int, code: Int, expected: String) throws {
        let body = #"{"code":\#(code),"message":"m","more_info":"https://a.example","status":\#(status)}"#
        #expect(try outcome(HTTPResponse(status: status, body: Array(body.utf8))) == expected)
    }

    @Test(arguments: [
        (201, "", "ambiguous"), (201, "{}", "ambiguous"), (502, "<html>", "ambiguous"), (408, "", "ambiguous"), (401, "", "accountInvalid"),
        (403, "no", "rejected uncategorized_error"),
    ])
    func answerThatIsNotTwilios_isJudgedByItsStatus(status: Int, body: String, expected: String) throws {
        #expect(try outcome(HTTPResponse(status: status, body: Array(body.utf8))) == expected)
    }

    private func outcome(_ response: HTTPResponse) throws -> String {
        let channel = try TestAccount.channel()
        switch channel.interpret(response, to: try step(channel), now: .zero) {
        case .accepted(let id, _): return "accepted \(id ?? "-")"
        case .rejected(let failure): return "rejected \(failure.code.rawValue)"
        case .throttled(_, let wait, _): return "throttled \(wait?.components.seconds ?? -1)"
        case .unavailable: return "unavailable"
        case .ambiguous: return "ambiguous"
        case .recipientGone(let failure, let optOut): return "gone \(failure.code.rawValue) \(optOut == .all)"
        case .accountInvalid: return "accountInvalid"
        }
    }

    @Test func file_isFetchedWithCredentials_fromTwilioOnly() throws {
        let media = try #require(try TestAccount.channel().media)
        for (url, isOwn) in [("https://api.twilio.com/2010-04-01/x/Media/ME1", true), ("https://api.twilio.com.evil.example/ME1", false)] {
            guard case .download(let download) = media.begin(MediaReference(id: "ME1", url: url)) else { throw Unexpected() }
            #expect((download.request.headers["Authorization"] != nil) == isOwn, "\(url)")
        }
    }
}
