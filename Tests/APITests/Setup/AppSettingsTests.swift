import Core
import JSONKit
import Runtime
import Store
import Testing

struct AppSettingsTests {
    private static let root = "/v2/apps/\(APIFixture.app)"

    private func patch(_ api: APIFixture, _ body: String) async -> Answered { await api.call("PATCH", Self.root, body: body) }

    /// Z32: redaction is switched through the API, off and on, and at once.
    @Test func maskingIsSwitchedOffAndOn_Z32() async throws {
        let api = try APIFixture()
        let off = await patch(api, #"{"settings":{"maskCreditCardNumbers":false}}"#)
        #expect(off.status == 200)
        #expect(off.root["app"]["settings"]["maskCreditCardNumbers"].bool == false)
        #expect(off.root["app"]["parleyOrigin"].string == "file+api")
        #expect(!api.context.masksCards(of: APIFixture.app) && api.context.masksCards(of: APIFixture.otherApp))
        _ = await patch(api, #"{"settings":{"maskCreditCardNumbers":true}}"#)
        #expect(api.context.masksCards(of: APIFixture.app))
        #expect(await api.get(Self.root).root["app"]["settings"]["maskCreditCardNumbers"].bool == true)
    }

    @Test func whatIsChangedStaysAndTheRestIsAsItWas() async throws {
        let api = try APIFixture()
        let first = #"{"displayName":"New","settings":{"conversationRetentionSeconds":3600,"useAnimalNames":true},"metadata":{"a":1}}"#
        #expect(await patch(api, first).status == 200)
        let second = await patch(api, #"{"displayName":null,"metadata":{"b":"x"}}"#)
        #expect(
            try second.json
                == parsed(
                    #"""
                    {"app":{"id":"\#(APIFixture.app)","displayName":"New","settings":{"maskCreditCardNumbers":true,
                      "conversationRetentionSeconds":3600,"failureLanguage":"en","useAnimalNames":true},"metadata":{"b":"x"},"parleyOrigin":"file+api"}}
                    """#))
        #expect(await patch(api, #"{"metadata":null}"#).root["app"]["metadata"].count == 0)
        #expect(api.context.directory.apps[APIFixture.app]?.settings.conversationRetention == .seconds(3600))
    }

    @Test func eventsExplainFailuresInTheLanguageOfTheApp_Z23() async throws {
        let api = try APIFixture()
        try await api.seed(ago: .hours(30))
        for (language, words) in [("en", FailureCode.outsideWindow.words), ("ko", FailureCode.outsideWindow.koreanWords)] {
            let answer = await patch(api, #"{"settings":{"failureLanguage":"\#(language)"}}"#)
            #expect(answer.root["app"]["settings"]["failureLanguage"].string == language)
            #expect(await api.post(APIFixture.messages, APIFixture.hello).status == 201)
            let event = try await api.store.read { try $0.events(app: APIFixture.app, after: nil, limit: 100) }.last
            let error = try JSONDocument.parse(try #require(event).body.bytes).root["payload"]["error"]
            #expect(error["nextStep"].string == words.nextStep && error["message"].string == words.detail, "\(language)")
        }
    }

    /// "Sunshine Conversations API, app settings": several conversations cannot be taken back, and two switches need them.
    @Test func switchesThatDependOnOthersAreChecked() async throws {
        let api = try APIFixture()
        for name in ["endSessionEnabled", "disableConversationReopen"] {
            let early = await patch(api, #"{"settings":{"\#(name)":true}}"#)
            #expect(early.status == 400 && early.title == "settings.\(name) needs settings.multiConvoEnabled")
        }
        let both = await patch(api, #"{"settings":{"multiConvoEnabled":true,"disableConversationReopen":true}}"#)
        #expect(both.status == 200)
        let back = await patch(api, #"{"settings":{"multiConvoEnabled":false}}"#)
        #expect(back.status == 400 && back.title == "settings.multiConvoEnabled cannot be switched off again")
        #expect(await patch(api, #"{"settings":{"multiConvoEnabled":true,"disableConversationReopen":false}}"#).status == 200)
    }

    @Test func aConversationIsClosedForGoodWhereTheAppSaysSo() async throws {
        let api = try APIFixture()
        try await api.seed()
        _ = await api.post("\(APIFixture.parley)/conversations/\(APIFixture.conversation)/close")
        #expect(await patch(api, #"{"settings":{"multiConvoEnabled":true,"disableConversationReopen":true}}"#).status == 200)
        #expect(await api.post(APIFixture.messages, APIFixture.hello).status == 409)
        #expect(api.context.directory.integrations[APIFixture.otherIntegration]?.threading.reopen == .always)
        #expect(await patch(api, #"{"settings":{"disableConversationReopen":false}}"#).status == 200)
        #expect(await api.post(APIFixture.messages, APIFixture.hello).status == 201)
    }

    @Test func theWordOfTheApiIsThereAfterARestart() async throws {
        let api = try APIFixture()
        _ = await patch(api, #"{"settings":{"maskCreditCardNumbers":false}}"#)
        api.context.replaceDirectory(APIFixture.base().directory)
        #expect(api.context.masksCards(of: APIFixture.app))
        let again = Setup(
            base: APIFixture.base(), registrations: APIFixture.registrations, sealing: .temporary(), context: api.context)
        try await again.load()
        #expect(!api.context.masksCards(of: APIFixture.app))
    }

    @Test(arguments: [
        (#"{"displayName":""}"#, "displayName must"), (#"{"settings":7}"#, "settings must"),
        (#"{"settings":{"maskCreditCardNumbers":"no"}}"#, "settings.maskCreditCardNumbers must"),
        (#"{"settings":{"conversationRetentionSeconds":-1}}"#, "settings.conversationRetentionSeconds must"),
        (#"{"settings":{"conversationRetentionSeconds":1.5}}"#, "settings.conversationRetentionSeconds must"),
        (#"{"settings":{"failureLanguage":"fr"}}"#, "settings.failureLanguage must"),
        (#"{"settings":{"useAnimalNames":1}}"#, "settings.useAnimalNames must"), (#"{"metadata":{"a":{}}}"#, "metadata.a must"),
    ])
    func aWrongSettingNamesTheField(_ body: String, _ title: String) async throws {
        let api = try APIFixture()
        let answer = await patch(api, body)
        #expect(answer.status == 400)
        #expect(answer.title?.hasPrefix(title) == true, "\(body): \(answer.title ?? "")")
        #expect(api.context.directory.apps[APIFixture.app]?.origin == .file)
    }
}
