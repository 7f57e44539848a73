import Core
import JSONKit
import Runtime
import Store
import Testing

@testable import API

/// Templates and notifications over the API. What lists, lint and posts decide is tested with the runtime; here it is how they are asked.
@Suite struct TemplateTests {
    private static let root = "\(APIFixture.parley)/integrations/\(APIFixture.integration)/templates"

    @Test func aChannelWithoutTemplates_hasAnEmptyList_andNothingToSyncOrLint() async throws {
        let api = try APIFixture()
        let list = await api.get(Self.root)
        #expect(list.status == 200)
        #expect(list.root["templates"].count == 0)
        #expect(list.root["sync"]["readAt"].isNull)
        #expect(await api.post(Self.root + "/sync").status == 409)
        #expect(await api.post(Self.root + "/lint", #"{"name":"x"}"#).status == 409)
    }

    struct Wrong: Sendable, CustomTestStringConvertible {
        var body: String
        var field: String
        var testDescription: String { body }

        init(_ body: String, _ field: String) {
            self.body = body
            self.field = field
        }
    }

    private static let to = #""destination":{"integrationId":"\#(APIFixture.integration)","destinationId":"+15550107777"}"#
    private static let from = #""author":{"role":"appMaker"}"#
    private static let text = #""message":{"type":"text","text":"Hi"}"#

    static let wrong = [
        Wrong("{\(from),\(text)}", "destination"),
        Wrong(#"{"destination":{"destinationId":"1"},\#(from),\#(text)}"#, "destination.integrationId"),
        Wrong(
            #"{"destination":{"integrationId":"\#(APIFixture.integration)","destinationId":"Mara"},\#(from),\#(text)}"#,
            "destination.destinationId"), Wrong("{\(to),\(text)}", "author"),
        Wrong(#"{\#(to),"author":{"role":"appUser"},\#(text)}"#, "author.role"),
        Wrong("{\(to),\(from)}", "message"), Wrong(#"{\#(to),\#(from),"messageSchema":"line","message":{}}"#, "messageSchema"),
        Wrong(#"{\#(to),\#(from),"messageSchema":"whatsapp","message":{"type":"image"}}"#, "message.type"),
        Wrong(#"{\#(to),\#(from),"messageSchema":"whatsapp","message":{"type":"hsm","hsm":{}}}"#, "hsm.element_name"),
        Wrong(#"{\#(to),\#(from),"message":{"type":"text","text":"&((template=[[x]] colour=[[red]]))&"}}"#, "colour"),
    ]

    @Test(arguments: wrong)
    func aNotificationThatCannotBeRead_isRefused_andTheFieldIsNamed(_ row: Wrong) async throws {
        let api = try APIFixture()
        let answer = await api.post("/v1.1/apps/\(APIFixture.app)/notifications", row.body)
        #expect(answer.status == 400)
        #expect(answer.title?.contains(row.field) == true, "\(answer.title ?? "")")
    }

    @Test func aNotification_byAChannelWithoutTelephoneNumbers_orOfAnotherApp_isRefused() async throws {
        let api = try APIFixture()
        let path = "/v1.1/apps/\(APIFixture.app)/notifications"
        let byPhone = await api.post(path, "{\(Self.to),\(Self.from),\(Self.text)}")
        #expect(byPhone.status == 400)
        #expect(byPhone.title?.hasPrefix("destination.integrationId") == true)
        let other =
            #"{"destination":{"integrationId":"\#(APIFixture.otherIntegration)","destinationId":"+15550107777"},\#(Self.from),\#(Self.text)}"#
        #expect(await api.post(path, other).code == "integration_not_found")
        let fresh = try await api.context.store.read { try $0.events(app: APIFixture.app, after: nil, limit: 10) }
        #expect(fresh.isEmpty)
    }

    @Test func aShorthandOnAChannelWithoutTemplates_isItsFallback_andTextsAroundItGoApart_Z37() async throws {
        let api = try APIFixture()
        try await api.seed()
        let text = "Hello &((template=[[x]] fallback=[[Your visit is on Monday]]))& Bye"
        let answer = await api.post(APIFixture.messages, #"{"author":{"type":"business"},"content":{"type":"text","text":"\#(text)"}}"#)
        #expect(answer.status == 201)
        #expect(answer.root["messages"].array.map { $0["content"]["text"].string } == ["Hello", "Your visit is on Monday", "Bye"])
        let bare = await api.post(
            APIFixture.messages,
            #"{"author":{"type":"business"},"content":{"type":"text","text":"&((template=[[x]] body_text=[[Mara]]))&"}}"#)
        #expect(bare.headers["Parley-Failure"] == "content_unsupported")
        #expect(bare.root["messages"][0]["content"]["text"].string == "[x] Mara")
    }

    @Test func anUnreadableShorthand_isRefused_andNothingIsStored_Z38() async throws {
        let api = try APIFixture()
        try await api.seed()
        let answer = await api.post(
            APIFixture.messages, #"{"author":{"type":"business"},"content":{"type":"text","text":"&((template=[[x]] size=[[L]]))&"}}"#)
        #expect(answer.status == 400)
        #expect(answer.title?.contains("content.text") == true && answer.title?.contains("key size") == true)
        #expect(await api.get(APIFixture.messages).root["messages"].count == 0)
    }
}
