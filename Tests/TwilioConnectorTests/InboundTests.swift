import ConnectorKit
import Core
import Testing
import TwilioConnector

@Suite struct InboundTests {
    static let mara = Sender(addresses: ["+15550107777"], phone: "15550107777")
    static let onWhatsApp = Sender(addresses: ["whatsapp:+15550107777"], phone: "15550107777", displayName: "Mara")
    static let sid = "SM0123456789abcdef0123456789abcdef"

    static func fields(_ pairs: KeyValuePairs<String, String>) -> [FormField] { pairs.map { FormField(name: $0.key, value: $0.value) } }

    static func inbound(_ more: KeyValuePairs<String, String>) -> [FormField] {
        fields(["SmsStatus": "received", "MessageSid": sid, "SmsSid": sid, "NumMedia": "0", "To": "+15550100", "ToCity": ""]) + fields(more)
    }

    /// A message, and what it becomes.
    struct Row: Sendable, CustomStringConvertible {
        var description: String
        var fields: [FormField]
        var sender = InboundTests.mara
        var message: InboundMessage
    }

    private static func file(_ kind: MediaContent.Kind, _ id: String, _ type: String, caption: String? = nil) -> Content {
        let media = MediaContent(
            kind: kind, reference: MediaReference(id: id, url: "https://api.twilio.com/x/Media/\(id)"), mediaType: type, caption: caption)
        return kind == .image ? .image(media) : .file(media)
    }

    static let rows = [
        Row(
            description: "text", fields: inbound(["From": "+15550107777", "Body": "Hello & bye +1 😀\n%"]),
            message: InboundMessage([.text(TextContent("Hello & bye +1 😀\n%"))])),
        Row(
            description: "empty body", fields: inbound(["From": "+15550107777", "Body": ""]),
            message: InboundMessage([.text(TextContent("[empty message]"))])),
        Row(
            description: "short code", fields: inbound(["From": "32665", "Body": "code 1"]), sender: Sender(addresses: ["32665"]),
            message: InboundMessage([.text(TextContent("code 1"))])),
        Row(
            description: "MMS with two files and a text",
            fields: fields([
                "SmsStatus": "received", "MessageSid": sid, "From": "+15550107777", "Body": "look", "NumMedia": "2",
                "MediaUrl0": "https://api.twilio.com/x/Media/ME1", "MediaContentType0": "image/jpeg",
                "MediaUrl1": "https://api.twilio.com/x/Media/ME2", "MediaContentType1": "text/vcard",
            ]),
            message: InboundMessage(
                [file(.image, "ME1", "image/jpeg", caption: "look"), file(.document, "ME2", "text/vcard")], kind: "media")),
        Row(
            description: "file that the carrier dropped",
            fields: fields([
                "SmsStatus": "received", "MessageSid": sid, "From": "+15550107777", "Body": "", "NumMedia": "2",
                "MediaUrl1": "https://api.twilio.com/x/Media/ME2", "MediaContentType1": "audio/ogg; codecs=opus",
            ]),
            message: InboundMessage([file(.audio, "ME2", "audio/ogg; codecs=opus")], kind: "media")),
        Row(
            description: "number of files that is none",
            fields: fields(["SmsStatus": "received", "MessageSid": sid, "From": "+15550107777", "Body": "a", "NumMedia": "many"]),
            message: InboundMessage([.text(TextContent("a"))])),
        Row(
            description: "WhatsApp button",
            fields: inbound([
                "From": "whatsapp:+15550107777", "ProfileName": "Mara", "WaId": "15550107777", "Body": "Yes", "ButtonText": "Yes",
                "ButtonPayload": "y:1", "OriginalRepliedMessageSid": "SMabc",
            ]),
            sender: onWhatsApp, message: InboundMessage([.text(TextContent("Yes", payload: "y:1"))], kind: "button", quoted: "SMabc")),
        Row(
            description: "WhatsApp location",
            fields: inbound([
                "From": "whatsapp:+15550107777", "ProfileName": "Mara", "Body": "", "Latitude": "41.5", "Longitude": "2.25",
                "Label": "Harbour", "Address": "5 Quay St",
            ]),
            sender: onWhatsApp,
            message: InboundMessage(
                [.location(LocationContent(latitude: 41.5, longitude: 2.25, name: "Harbour", address: "5 Quay St"))], kind: "location")),
        Row(
            description: "forwarded, by an advertisement",
            fields: inbound([
                "From": "whatsapp:+15550107777", "ProfileName": "Mara", "Body": "Hi", "Forwarded": "true", "ReferralSourceId": "1",
                "ReferralSourceType": "ad", "ReferralSourceUrl": "https://fb.example/1", "ReferralHeadline": "H", "ReferralBody": "B",
            ]),
            sender: onWhatsApp,
            message: InboundMessage(
                [.text(TextContent("Hi"))], forwarded: true,
                referral: Referral(type: "ad", source: "https://fb.example/1", adID: "1", headline: "H", body: "B"))),
        Row(
            description: "WhatsApp without a number",
            fields: inbound([
                "From": "whatsapp:US.13491208655302741918", "ProfileName": "Mara", "ExternalUserId": "US.13491208655302741918",
                "Body": "Hi",
            ]),
            sender: Sender(addresses: ["whatsapp:US.13491208655302741918"], displayName: "Mara"),
            message: InboundMessage([.text(TextContent("Hi"))])),
    ]

    @Test(arguments: rows) func message_becomesItsEvent(row: Row) throws {
        let expected = InboundEvent(externalID: Self.sid, at: TestAccount.receivedAt, sender: row.sender, body: .message(row.message))
        #expect(try TestAccount.events(row.fields) == [expected])
        // Order and fields that nobody knows play no part.
        let strangers = Self.fields(["NewField": "x", "Body2": "y"])
        #expect(try TestAccount.events(Array((strangers + row.fields).reversed())) == [expected])
    }

    @Test(arguments: rows) func messageWithAnyFieldMissing_isStillAnEvent_invariant4(row: Row) throws {
        for place in row.fields.indices where row.fields[place].name != "MessageSid" {
            var fields = row.fields
            fields.remove(at: place)
            #expect(try TestAccount.events(fields).first?.externalID.hasPrefix(Self.sid) == true, "without \(row.fields[place].name)")
        }
    }

    @Test(
        arguments: [
            (["Body": "STOP", "OptOutType": "STOP"], false), (["Body": "please stop", "OptOutType": "STOP"], false),
            (["Body": " stop\n"], false),
            (["Body": "Unsubscribe"], false), (["Body": "START", "OptOutType": "START"], true), (["Body": "unstop"], true),
            (["Body": "HELP", "OptOutType": "HELP"], nil),
            (["Body": "YES"], nil), (["Body": "stop it"], nil), (["Body": ""], nil),
        ] as [([String: String], Bool?)])
    func optOut_isToldBesideTheMessage(more: [String: String], allowed: Bool?) throws {
        let fields = Self.inbound(["From": "+15550107777"]) + more.map { FormField(name: $0.key, value: $0.value) }
        let events = try TestAccount.events(fields)
        #expect(events.count == (allowed == nil ? 1 : 2))
        guard let allowed else { return }
        #expect(events[1].body == .consent(kind: .all, allowed: allowed, detail: more["Body"]))
        #expect(events[1].externalID == "\(Self.sid):consent")
    }

    @Test func stopWordsOnWhatsApp_areNotTwilios() throws {
        #expect(try TestAccount.events(Self.inbound(["From": "whatsapp:+15550107777", "Body": "STOP"])).count == 1)
    }

    @Test(
        arguments: [
            ("sent", "", DeliveryState.sent, nil), ("delivered", "", .delivered, nil), ("read", "", .read, nil),
            ("undelivered", "30003", .failed, FailureCode.recipientUnreachable), ("undelivered", "", .failed, .recipientUnreachable),
            ("undelivered", "30007", .failed, .providerRejected), ("failed", "21610", .failed, .recipientOptedOut),
            ("failed", "63016", .failed, .outsideWindow),
            ("failed", "12", .failed, .uncategorizedError), ("canceled", "", .failed, .cancelled),
        ] as [(String, String, DeliveryState, FailureCode?)])
    func statusCallback_becomesItsStatus(word: String, code: String, state: DeliveryState, failure: FailureCode?) throws {
        let fields = Self.fields([
            "MessageSid": Self.sid, "MessageStatus": word, "SmsStatus": word, "ErrorCode": code, "From": "+15550100", "To": "+15550107777",
        ])
        let events = try TestAccount.events(fields, query: "parley=m.0.a")
        #expect(events.count == 1)
        guard case .status(let status) = events[0].body else { throw Unexpected() }
        #expect(events[0].externalID == "\(Self.sid):\(word)")
        #expect(status.messageExternalID == Self.sid && status.state == state && status.correlation == "m.0.a")
        #expect(status.failure?.code == failure)
    }

    @Test(arguments: ["queued", "accepted", "sending", "scheduled"]) func statusOnTheWay_hasNoEffect(word: String) throws {
        let events = try TestAccount.events(Self.fields(["MessageSid": Self.sid, "MessageStatus": word]))
        #expect(events.map(\.body) == [.ignored(kind: "status:\(word)", reason: "on its way")])
    }

    @Test func formWithoutASid_isQuarantined() {
        #expect(throws: ParseProblem("`MessageSid` is missing")) { try TestAccount.events(Self.fields(["Body": "x"])) }
    }

    @Test func identifiers_areLeftAlone_andTextIsNot() {
        let fields = TwilioConnector.registration.identifiers
        for name in ["From", "To", "MessageSid", "MediaUrl0", "MediaUrl19", "WaId", "parley"] {
            #expect(fields.isIdentifier([name]), "\(name)")
        }
        for name in ["Body", "ButtonPayload", "ButtonText", "ProfileName", "NewField"] { #expect(!fields.isIdentifier([name]), "\(name)") }
    }
}
