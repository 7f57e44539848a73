import ConnectorKit
import Core
import Testing
import TwilioConnector

/// The list of content templates, and sends between Twilio's shape and ours (row Z25; the way out of error 63016).
@Suite struct TemplateTests {
    private static let sid = "HX0123456789abcdef0123456789abcdef"

    private func catalogue() throws -> any TemplateCatalogue { try #require(try TestAccount.whatsApp().templates) }

    private func page(_ contents: String, next: String = "null", status: Int = 200) throws -> TemplatePage {
        let body = #"{"meta":{"page":0,"next_page_url":\#(next)},"contents":[\#(contents)]}"#
        return try catalogue().interpret(HTTPResponse(status: status, body: Array(body.utf8)), now: .zero)
    }

    private func template(
        _ type: String, _ fields: String, approval: String = #"{"status":"approved","name":"visit","category":"UTILITY"}"#
    )
        throws -> MessageTemplate
    {
        let content =
            #"{"sid":"\#(Self.sid)","friendly_name":"Visit draft","language":"en","types":{"\#(type)":\#(fields)},"approval_requests":\#(approval)}"#
        guard case .page(let templates, _) = try page(content), let template = templates.first else { throw Unexpected() }
        return template
    }

    // MARK: The list

    @Test func onlyASenderOnWhatsApp_hasTemplates() throws {
        #expect(try TestAccount.channel().templates == nil)
        #expect(try catalogue().account == TestAccount.accountSid)
        #expect(try TestAccount.whatsApp().address(ofPhone: "15550107777") == "whatsapp:+15550107777")
        #expect(try TestAccount.channel().address(ofPhone: "15550107777") == "+15550107777")
    }

    @Test func theList_isAskedForPageByPage_atTheAccountsOwnHost() throws {
        let catalogue = try catalogue()
        let first = try #require(catalogue.request(after: nil))
        #expect(first.url == "https://content.twilio.com/v1/ContentAndApprovals?PageSize=50")
        #expect(first.headers["Authorization"]?.hasPrefix("Basic ") == true)
        let address = #""https://evil.example/v1/ContentAndApprovals?PageSize=50&Page=1&PageToken=DNHX1-50""#
        guard case .page(_, let next) = try page("", next: address) else { throw Unexpected() }
        #expect(
            catalogue.request(after: next)?.url
                == "https://content.twilio.com/v1/ContentAndApprovals?PageSize=50&Page=1&PageToken=DNHX1-50")
        for strange in [#""https://a.example/x""#, #""https://a.example/?a b""#, #""https://a.example/?a#b""#] {
            #expect(try page("", next: strange) == .page([], next: nil), "\(strange)")
        }
    }

    @Test(arguments: [
        (401, #"{"code":20003,"message":"Authenticate"}"#, FailureCode.credentialsInvalid),
        (429, #"{"code":20429,"message":"Too many"}"#, .rateLimited), (500, "<html>", .providerUnavailable),
        (200, #"{"contents":1}"#, .providerUnavailable),
    ])
    func anAnswerThatIsNoList_isAFailure(status: Int, body: String, code: FailureCode) throws {
        guard case .failed(let failure, _) = try catalogue().interpret(HTTPResponse(status: status, body: Array(body.utf8)), now: .zero)
        else { throw Unexpected() }
        #expect(failure.code == code)
    }

    @Test(arguments: [
        (#"{"status":"approved"}"#, MessageTemplate.Status.approved), (#"{"status":"pending"}"#, .pending),
        (#"{"status":"received"}"#, .pending), (#"{"status":"unsubmitted"}"#, .pending), ("null", .pending),
        (#"{"status":"rejected","rejection_reason":"INVALID_FORMAT"}"#, .rejected), (#"{"status":"paused"}"#, .paused),
        (#"{"status":"disabled"}"#, .disabled), (#"{"status":"new word"}"#, .unknown),
    ])
    func theApproval_saysWhetherItMayBeSent_Z25(approval: String, status: MessageTemplate.Status) throws {
        let template = try template("twilio/text", #"{"body":"Hi {{1}}"}"#, approval: approval)
        #expect(template.status == status)
        #expect(template.reason == (status == .rejected ? "INVALID_FORMAT" : nil))
        // Without the name that WhatsApp knows it by, its friendly one counts.
        #expect(template.name == "Visit draft")
    }

    @Test func aTextWithALink_isReadWithItsPlaces() throws {
        let template = try template(
            "twilio/call-to-action",
            #"{"body":"Hi {{1}}, {{2}}","actions":[{"type":"URL","title":"Open","url":"https://a.example/{{3}}"},{"type":"PHONE_NUMBER","title":"Call","phone":"+1555"}]}"#
        )
        #expect(template.name == "visit" && template.language == "en" && template.externalID == Self.sid && template.category == .utility)
        #expect(template.slots.map(\.name) == ["body.1", "body.2", "button.0"])
        #expect(template.otherPlaceholders == [])
    }

    @Test func placeholdersElsewhere_areKnown_soThatTheirValuesAreTaken() throws {
        let card = try template(
            "whatsapp/card",
            #"{"body":"Hi {{1}}","header_text":"Order {{2}}","footer":"Bye","media":["https://a.example/{{3}}.png"],"actions":[{"type":"QUICK_REPLY","title":"Yes","id":"y{{4}}"}]}"#
        )
        #expect(card.header == .text(TemplateText("Order {{2}}")) && card.footer == "Bye")
        #expect(card.otherPlaceholders.sorted() == ["3", "4"])
        let carousel = try template("twilio/carousel", #"{"body":"Look","cards":[{"title":"{{1}}"}]}"#)
        #expect(carousel.otherParts == ["twilio/carousel"] && carousel.otherPlaceholders == ["1"])
    }

    // MARK: Sends

    private func json(_ bytes: JSONBytes) -> String { String(decoding: bytes.bytes, as: UTF8.self) }

    @Test func aShorthand_becomesSidAndVariables_Z37() throws {
        let template = try template(
            "twilio/call-to-action",
            #"{"body":"{{2}}, hi {{1}}","actions":[{"type":"URL","title":"Open","url":"https://a.example/{{3}}"}]}"#)
        let send = TemplateSend(
            name: "visit", body: [.init(.text("Mara")), .init(.text("Monday"))], buttons: [.init(index: 0, .text("v/42"))],
            bindsInOrder: true)
        #expect(
            json(try catalogue().write(send, for: template))
                == #"{"contentSid":"\#(Self.sid)","contentVariables":{"1":"Mara","2":"Monday","3":"v/42"}}"#)
        #expect(json(try catalogue().write(TemplateSend(name: Self.sid), for: nil)) == #"{"contentSid":"\#(Self.sid)"}"#)
    }

    @Test func variablesOfTheWholeContent_goToTheirPlaces() throws {
        let template = try template(
            "twilio/call-to-action",
            #"{"body":"Hi {{1}}","actions":[{"type":"URL","title":"Open","url":"https://a.example/{{2}}"}]}"#)
        let read = try catalogue().read(
            JSONBytes(Array(#"{"contentSid":"\#(Self.sid)","contentVariables":{"1":"Mara","2":"v","3":"x"}}"#.utf8)))
        let send = read.bound(to: template)
        #expect(send.body == [.init(.text("Mara"), name: "1"), .init(.text("x"), name: "3")])
        #expect(send.buttons == [.init(index: 0, .text("v"))])
    }

    @Test func aName_inTheFormOfWhatsApp_isReadByItsParts() throws {
        let read = try catalogue().read(
            JSONBytes(
                Array(
                    #"{"name":"visit","language":{"code":"en"},"components":[{"type":"body","parameters":[{"type":"text","text":"a"}]},{"type":"button","sub_type":"url","index":"0","parameters":[{"type":"text","text":"v"}]}]}"#
                        .utf8)))
        #expect(
            read
                == TemplateSend(
                    name: "visit", language: "en", body: [.init(.text("a"))], buttons: [.init(index: 0, .text("v"))], bindsInOrder: true))
        #expect(throws: Failure.self) { try catalogue().read(JSONBytes(Array("{}".utf8))) }
    }

    @Test func anOverride_withAContentSid_isATemplate() throws {
        let catalogue = try catalogue()
        let text = #"{"ContentSid":"HX1","ContentVariables":"{\"1\":\"a\"}"}"#
        let object = #"{"ContentSid":"HX1","ContentVariables":{"1":"a"}}"#
        for override in [text, object] {
            let template = try #require(catalogue.template(in: JSONBytes(Array(override.utf8))))
            #expect(try catalogue.read(template).body == [.init(.text("a"), name: "1")])
        }
        #expect(catalogue.template(in: JSONBytes(Array(#"{"Body":"a"}"#.utf8))) == nil)
    }
}
