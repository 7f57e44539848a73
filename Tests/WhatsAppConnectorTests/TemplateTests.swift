import ConnectorKit
import Core
import JSONKit
import Testing
import WhatsAppConnector

/// The list of templates and the shape of sends (Meta, message templates; row Z25).
@Suite struct TemplateTests {
    private func catalogue(_ values: [String: String] = [:]) throws -> any TemplateCatalogue {
        try #require(try WhatsAppConnector.registration.connect(TestAccount.settings(baseURL: "http://graph", values)).templates)
    }

    private func page(_ body: String, status: Int = 200) throws -> TemplatePage {
        try catalogue().interpret(HTTPResponse(status: status, body: Array(body.utf8)), now: TestAccount.receivedAt)
    }

    @Test func theList_isAskedForByTheHundred_withTheToken_afterTheCursor() throws {
        let first = try #require(try catalogue().request(after: nil))
        #expect(
            first.url.hasPrefix("http://graph/v25.0/210987654321098/message_templates?fields=id,name,language,status,category,components"))
        #expect(first.url.hasSuffix("&limit=100"))
        #expect(first.headers["Authorization"] == "Bearer token-1")
        #expect(try catalogue().request(after: "A+b/c=")?.url.hasSuffix("&after=A%2Bb%2Fc%3D") == true)
        #expect(try catalogue(["wabaId": ""]).request(after: nil) == nil)
    }

    static let listed = #"""
        {"data":[{"id":"700","name":"visit_reminder","language":"en_US","status":"APPROVED","category":"UTILITY","parameter_format":"POSITIONAL",
        "quality_score":{"score":"YELLOW","date":1},"rejected_reason":"NONE","components":[{"type":"HEADER","format":"IMAGE","example":{}},
        {"type":"BODY","text":"Hi {{1}}"},{"type":"FOOTER","text":"Bye"},{"type":"CAROUSEL","cards":[]},
        {"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY","text":"Yes"},{"type":"URL","text":"See","url":"https://a.example/{{1}}"},
        {"type":"PHONE_NUMBER","text":"Call","phone_number":"+1555"},{"type":"COPY_CODE","text":"Copy"},{"type":"FLOW","text":"Fill"}]}]},
        {"name":"","language":"en"},{"name":"code","language":"en","status":"NEW_WORD","category":"AUTHENTICATION","parameter_format":"NAMED",
        "rejected_reason":"INVALID_FORMAT","components":[{"type":"BUTTONS","buttons":[{"type":"OTP","text":"Copy"}]}]}],
        "paging":{"cursors":{"before":"B","after":"A"},"next":"https://graph.facebook.com/x"}}
        """#

    @Test func anEntryOfTheList_isRead_withItsParts() throws {
        guard case .page(let templates, let next) = try page(Self.listed) else { throw Unexpected() }
        #expect(next == "A")
        #expect(templates.count == 2)
        let expected = MessageTemplate(
            name: "visit_reminder", language: "en_US", externalID: "700", category: .utility, status: .approved,
            providerStatus: "APPROVED", quality: .medium, header: .media(.image), body: "Hi {{1}}", footer: "Bye",
            buttons: [
                .init(.quickReply, text: "Yes"), .init(.link(TemplateText("https://a.example/{{1}}")), text: "See"),
                .init(.phone("+1555"), text: "Call"), .init(.copyCode, text: "Copy"), .init(.other("FLOW"), text: "Fill"),
            ], otherParts: ["CAROUSEL"])
        #expect(templates.first == expected)
        let code = try #require(templates.last)
        #expect(code.status == .unknown)
        #expect(code.providerStatus == "NEW_WORD")
        #expect(code.reason == "INVALID_FORMAT")
        #expect(code.format == .named)
        #expect(code.body.text == "{{1}}")
        #expect(code.buttons.first?.kind == .oneTimeCode)
    }

    @Test func theLastPage_hasNoNext_thoughItHasCursors() throws {
        #expect(try page(#"{"data":[],"paging":{"cursors":{"before":"B","after":"A"}}}"#) == .page([], next: nil))
    }

    @Test func anOldCursor_beginsAgain_andOtherErrorsFail() throws {
        #expect(try page(#"{"error":{"code":131059,"message":"cursor"}}"#, status: 400) == .beginAgain)
        guard case .failed(let failure, _) = try page(#"{"error":{"code":190,"message":"expired"}}"#, status: 401) else {
            throw Unexpected()
        }
        #expect(failure.code == .credentialsInvalid)
        guard case .failed(let proxy, _) = try page("<html>", status: 502) else { throw Unexpected() }
        #expect(proxy.code == .providerUnavailable)
    }

    @Test func aSendInMetasShape_isRead_slotBySlot() throws {
        let json = #"""
            {"name":"visit_reminder","language":{"code":"en_US"},"components":[
            {"type":"header","parameters":[{"type":"image","image":{"link":"https://a.example/x.png"}}]},
            {"type":"body","parameters":[{"type":"text","text":"Mara","parameter_name":"who"},{"type":"currency","currency":{"fallback_value":"5 USD"}}]},
            {"type":"button","sub_type":"url","index":"1","parameters":[{"type":"text","text":"v/42"}]},
            {"type":"button","sub_type":"quick_reply","index":0,"parameters":[{"type":"payload","payload":"yes"}]},
            {"type":"button","sub_type":"copy_code","index":2,"parameters":[{"type":"coupon_code","coupon_code":"SAVE"}]},
            {"type":"limited_time_offer","parameters":[]}]}
            """#
        let send = try catalogue().read(JSONBytes(Array(json.utf8)))
        let expected = TemplateSend(
            name: "visit_reminder", language: "en_US", header: [.init(.media(.image, url: "https://a.example/x.png", id: nil))],
            body: [.init(.text("Mara"), name: "who"), .init(.other(kind: "currency", text: "5 USD"))],
            buttons: [.init(index: 1, .text("v/42")), .init(index: 0, .payload("yes")), .init(index: 2, .code("SAVE"))],
            otherParts: ["limited_time_offer"])
        #expect(send == expected)
    }

    @Test(arguments: ["[]", "{}", #"{"name":""}"#, #"{"name":"x","components":[{"type":"button","parameters":[]}]}"#, "{"])
    func aShapeThatIsNone_isAFailure(_ json: String) throws {
        #expect(throws: Failure.self) { try catalogue().read(JSONBytes(Array(json.utf8))) }
    }

    @Test func aSend_isWrittenInMetasShape_andReadsBack() throws {
        guard case .page(let templates, _) = try page(Self.listed) else { throw Unexpected() }
        let send = TemplateSend(
            name: "visit_reminder", header: [.init(.media(.image, url: "https://a.example/x.png", id: nil))], body: [.init(.text("Mara"))],
            buttons: [.init(index: 0, .text("yes")), .init(index: 1, .text("v/42")), .init(index: 3, .text("SAVE"))], bindsInOrder: true)
        let written = try catalogue().write(send, for: templates[0])
        let expected = #"""
            {"name":"visit_reminder","language":{"code":"en_US"},"components":[{"type":"header","parameters":[{"type":"image","image":{"link":"https://a.example/x.png"}}]},{"type":"body","parameters":[{"type":"text","text":"Mara"}]},{"type":"button","sub_type":"quick_reply","index":"0","parameters":[{"type":"payload","payload":"yes"}]},{"type":"button","sub_type":"url","index":"1","parameters":[{"type":"text","text":"v/42"}]},{"type":"button","sub_type":"copy_code","index":"3","parameters":[{"type":"coupon_code","coupon_code":"SAVE"}]}]}
            """#
        #expect(String(decoding: written.bytes, as: UTF8.self) == expected)
        #expect(try catalogue().read(written).buttons.map(\.value) == [.payload("yes"), .text("v/42"), .code("SAVE")])
        let bare = try catalogue(["hsmFallbackLanguage": "pt_BR"]).write(TemplateSend(name: "x"), for: nil)
        #expect(String(decoding: bare.bytes, as: UTF8.self) == #"{"name":"x","language":{"code":"pt_BR"}}"#)
    }

    @Test func anOverride_isATemplate_onlyIfItsTypeSaysSo() throws {
        let template = try catalogue().template(in: JSONBytes(Array(#"{"type":"template","template":{"name":"x"}}"#.utf8)))
        #expect(template == JSONBytes(Array(#"{"name":"x"}"#.utf8)))
        #expect(try catalogue().template(in: JSONBytes(Array(#"{"type":"text","template":{"name":"x"}}"#.utf8))) == nil)
    }
}
