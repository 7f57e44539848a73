import Core
import JSONKit
import Runtime
import Store
import Testing

struct IntegrationTests {
    static let root = "/v2/apps/\(APIFixture.app)/integrations"

    /// Makes a custom integration with one webhook.
    static func makeCustom(_ api: APIFixture) async throws -> ID {
        let body =
            #"{"type":"custom","displayName":"Bot","webhooks":[{"target":"https://bot.test/hook","triggers":["conversation:message"]}]}"#
        let answer = await api.post(root, body)
        #expect(answer.status == 201, "\(answer.title ?? "")")
        return try #require(answer.root["integration"]["id"].string.flatMap { ID($0) })
    }

    private func make(_ api: APIFixture, _ fields: String = #""number":"7","token":"very-secret-token""#) async throws -> ID {
        let answer = await api.post(Self.root, #"{"type":"whatsapp","displayName":"Second",\#(fields)}"#)
        #expect(answer.status == 201, "\(answer.title ?? "")")
        return try #require(answer.root["integration"]["id"].string.flatMap { ID($0) })
    }

    @Test func aChannelIsConnectedAtOnceAndItsSecretIsNeverShown_F4() async throws {
        let api = try APIFixture()
        let id = try await make(api)
        let entry = try #require(api.context.directory.integrations[id])
        #expect(entry.isActive && entry.origin == .api)
        #expect(entry.publicFields == ["number": "7"])
        let shown = await api.get("\(Self.root)/\(id)")
        #expect(shown.root["integration"]["number"].string == "7")
        #expect(shown.root["integration"]["status"].string == "active")
        let list = await api.get(Self.root)
        for answer in [shown, list] { #expect(!String(decoding: answer.bytes, as: UTF8.self).contains("very-secret-token")) }
        let kept = try await api.store.read { try $0.document(app: APIFixture.app, kind: .integration, name: "\(id)") }
        #expect(!String(decoding: try #require(kept).body.bytes, as: UTF8.self).contains("very-secret-token"))
    }

    @Test(arguments: [
        ("{}", "type is missing"), (#"{"type":"viber"}"#, "type must be one of: custom, whatsapp"),
        (#"{"type":"custom"}"#, "webhooks is missing"), (#"{"type":"custom","webhooks":[]}"#, "webhooks must have 1 to 1"),
        (#"{"type":"custom","webhooks":[{"triggers":["*"]}]}"#, "webhooks[0].target is missing"),
        (#"{"type":"custom","webhooks":[{"target":"ftp://x","triggers":["*"]}]}"#, "webhooks[0].target must begin"),
        (#"{"type":"custom","webhooks":[{"target":"https://x","triggers":["never"]}]}"#, "webhooks[0].triggers[0] is not"),
        (#"{"type":"whatsapp","number":"1"}"#, "token is missing"), (#"{"type":"whatsapp","token":"1"}"#, "number is missing"),
        (#"{"type":"whatsapp","number":"bad","token":"t"}"#, "number must be a good one"),
        (#"{"type":"whatsapp","number":{},"token":"t"}"#, "number must be a string"),
        (#"{"type":"whatsapp","number":"1","token":"t","threading":{"mode":"x"}}"#, "threading.mode must"),
        (#"{"type":"whatsapp","number":"1","token":"t","baseURL":"x"}"#, "baseURL must begin with https://"),
        (#"{"type":"whatsapp","number":"1","token":"t","baseURL":"HTTP://"}"#, "baseURL needs a host name"),
        (#"{"type":"whatsapp","number":"1","token":"t","baseURL":"https://x?y"}"#, "baseURL must not have a query"),
        (#"{"type":"whatsapp","number":"1","token":"t","whenWindowClosed":"send"}"#, "whenWindowClosed must"),
        (#"{"type":"whatsapp","number":"1","token":"t","whenWindowClosed":{}}"#, "whenWindowClosed.template is missing"),
        (#"{"type":"whatsapp","number":"1","token":"t","botTemplatesPerMinute":0}"#, "botTemplatesPerMinute must"),
        (#"{"type":"whatsapp","number":"1","token":"t","status":"error"}"#, "status must"),
    ])
    func aWrongIntegrationNamesTheField(_ body: String, _ title: String) async throws {
        let api = try APIFixture()
        let answer = await api.post(Self.root, body)
        #expect(answer.status == 400)
        #expect(answer.title?.hasPrefix(title) == true, "\(body): \(answer.title ?? "")")
        #expect(api.context.directory.customs.isEmpty && api.context.directory.integrations.count == 3)
    }

    /// Typed clients know other fields of the type than a connector needs.
    @Test func aChannelWithoutFieldsIsMadeAsleepAndWakesWhenItHasThem() async throws {
        let api = try APIFixture()
        let id = try await make(api, #""hsmFallbackLanguage":"en_US""#)
        let asleep = await api.get("\(Self.root)/\(id)")
        #expect(asleep.root["integration"]["status"].string == "inactive")
        #expect(asleep.root["integration"]["parleyProblem"].string == "Fields are missing: number, token.")
        #expect(await api.call("PATCH", "\(Self.root)/\(id)", body: #"{"number":"1"}"#).title == "token is missing")
        let awake = await api.call("PATCH", "\(Self.root)/\(id)", body: #"{"number":"1","token":"t"}"#)
        #expect(awake.root["integration"]["status"].string == "active")
        #expect(api.context.directory.integrations[id]?.isActive == true)
    }

    @Test func whatIsSaidOfTemplates_isKept_andSurvivesARestart_Z36_Z40() async throws {
        let api = try APIFixture()
        let id = try await make(
            api,
            #""number":"7","token":"t","whenWindowClosed":{"template":"greeting","language":"en_US"},"botTemplatesPerMinute":5"#)
        let policy = TemplatePolicy(whenWindowClosed: .template(name: "greeting", language: "en_US"), botTemplatesPerMinute: 5)
        #expect(api.context.directory.integrations[id]?.templates == policy)
        let shown = await api.get("\(Self.root)/\(id)").root["integration"]
        #expect(shown["whenWindowClosed"]["template"].string == "greeting" && shown["botTemplatesPerMinute"].int == 5)
        try await api.setup.load()
        #expect(api.context.directory.integrations[id]?.templates == policy)
        let changed = await api.call("PATCH", "\(Self.root)/\(id)", body: #"{"whenWindowClosed":"fail","displayName":"Third"}"#)
        #expect(changed.status == 200 && changed.root["integration"]["whenWindowClosed"].exists == false)
        #expect(api.context.directory.integrations[id]?.templates == TemplatePolicy(botTemplatesPerMinute: 5))
    }

    /// Z5: messaging is switched off without losing users or history, and nothing is sent meanwhile.
    @Test func aChannelOfTheFileIsSwitchedOffAndOn_Z5() async throws {
        let api = try APIFixture()
        try await api.seed()
        let path = "\(Self.root)/\(APIFixture.integration)"
        let off = await api.call("PATCH", path, body: #"{"status":"inactive","displayName":"Paused"}"#)
        #expect(off.root["integration"]["status"].string == "inactive")
        #expect(off.root["integration"]["parleyOrigin"].string == "file+api")
        let post = await api.post(APIFixture.messages, APIFixture.hello)
        #expect(post.status == 201)
        #expect(post.headers["Parley-Failure"] == "account_restricted")
        #expect(await api.get("/v2/apps/\(APIFixture.app)/users/\(APIFixture.user)").status == 200)
        #expect(await api.get(APIFixture.messages).root["messages"].count == 1)
        #expect(await api.call("PATCH", path, body: #"{"status":"active"}"#).root["integration"]["status"].string == "active")
        #expect(await api.post(APIFixture.messages, APIFixture.hello).headers["Parley-Failure"] == nil)
    }

    /// Only a host that somebody has named may have a private address; without one the provider's own is called.
    @Test func aClearedBaseURLBringsTheAddressGuardBack() async throws {
        let api = try APIFixture()
        let made = try await make(api, #""number":"7","token":"t","baseURL":"http://10.0.0.1""#)
        for id in [made, APIFixture.integration] {
            let path = "\(Self.root)/\(id)"
            #expect(await api.call("PATCH", path, body: #"{"baseURL":"http://10.0.0.2"}"#).status == 200)
            #expect(api.context.directory.integrations[id]?.trustedHost == true)
            #expect(await api.call("PATCH", path, body: #"{"baseURL":null}"#).status == 200)
            #expect(api.context.directory.integrations[id]?.trustedHost == false)
        }
        try await api.setup.load()
        #expect(api.context.directory.integrations[made]?.trustedHost == false)
    }

    /// Z2: what changes around a channel leaves the channel as it is.
    @Test func aChangeOfOneChannelMakesNoOtherAnew_Z2() async throws {
        let api = try APIFixture()
        let first = try await make(api)
        let made = Counter()
        var base = APIFixture.base()
        base.apps[0].displayName = "Acme"
        let counting = TestChannel.registration("whatsapp", TestChannel.fields) { made.add() }
        let setup = Setup(base: base, registrations: [counting], sealing: api.setup.sealing, context: api.context)
        try await setup.load()
        #expect(made.value == 1)
        _ = try await setup.change(APIFixture.app) { store, _ in
            var record = AppRecord()
            record.displayName = "Other"
            try store.keep(record, app: APIFixture.app, at: APIFixture.start)
        }
        #expect(made.value == 1)
        #expect(api.context.directory.integrations[first]?.isActive == true)
    }

    @Test func secretsOfTheFileAreReplacedWithoutBeingStored() async throws {
        let api = try APIFixture()
        let path = "\(Self.root)/\(APIFixture.integration)"
        #expect(await api.call("PATCH", path, body: #"{"note":"hello","number":"2"}"#).status == 200)
        #expect(api.context.directory.integrations[APIFixture.integration]?.publicFields == ["number": "2", "note": "hello"])
        #expect(await api.call("PATCH", path, body: #"{"note":null}"#).root["integration"]["note"].exists == false)
        let kept = try await api.store.read { try $0.document(app: APIFixture.app, kind: .integration, name: "\(APIFixture.integration)") }
        #expect(!String(decoding: try #require(kept).body.bytes, as: UTF8.self).contains("token-of-the-file"))
    }

    @Test(arguments: [true, false]) func aDeletedChannelIsGoneAndItsUsersStay(_ isOfTheFile: Bool) async throws {
        let api = try APIFixture()
        try await api.seed()
        let id = isOfTheFile ? APIFixture.integration : try await make(api)
        #expect(await api.call("DELETE", "\(Self.root)/\(id)").status == 200)
        #expect(await api.get("\(Self.root)/\(id)").status == 404)
        #expect(await api.call("DELETE", "\(Self.root)/\(id)").status == 404)
        #expect(await api.call("PATCH", "\(Self.root)/\(id)", body: "{}").status == 404)
        #expect(api.context.directory.integrations[id] == nil)
        #expect(await api.get("/v2/apps/\(APIFixture.app)/users/\(APIFixture.user)").status == 200)
    }

    @Test func aCustomIntegrationHoldsWebhooksAndKeysAndTakesThemAlong() async throws {
        let api = try APIFixture()
        let id = try await Self.makeCustom(api)
        let key = try await KeyTests.make(api, "\(Self.root)/\(id)/keys")
        #expect(key.id.hasPrefix("int_"))
        let shown = await api.get("\(Self.root)/\(id)")
        #expect(shown.root["integration"]["type"].string == "custom")
        #expect(shown.root["integration"]["webhooks"].count == 1)
        #expect(shown.root["integration"]["webhooks"][0]["secret"].exists == false)
        let off = await api.call("PATCH", "\(Self.root)/\(id)", body: #"{"status":"inactive"}"#)
        #expect(off.root["integration"]["webhooks"][0]["status"].string == "disabled")
        #expect(await api.call("GET", "/v2/apps/\(APIFixture.app)/users/x", authorization: key.basic).status == 401)
        _ = await api.call("PATCH", "\(Self.root)/\(id)", body: #"{"status":"active"}"#)
        #expect(await api.call("GET", "/v2/apps/\(APIFixture.app)/users/x", authorization: key.basic).status == 404)
        #expect(await api.call("DELETE", "\(Self.root)/\(id)").status == 200)
        #expect(await api.call("GET", "/v2/apps/\(APIFixture.app)/users/x", authorization: key.basic).status == 401)
        #expect(api.context.directory.webhooks.count == 1)
        for kind in [DocumentKind.integration, .webhook, .key, .health] {
            let left = try await api.store.read { try $0.documents(app: APIFixture.app, kind: kind, prefix: "", after: nil, limit: 9) }
            #expect(left.isEmpty, "\(kind)")
        }
    }

    @Test func theIntegrationOfTheConfigurationsWebhooksIsNotTouched() async throws {
        let api = try APIFixture()
        #expect(await api.call("DELETE", "\(Self.root)/\(APIFixture.app)").status == 403)
        #expect(await api.call("PATCH", "\(Self.root)/\(APIFixture.app)", body: "{}").status == 403)
    }

    @Test func cardNumbersInNamesAreMaskedAndIdentifiersAreNot() async throws {
        let api = try APIFixture(masking: CardMasking(metrics: Metrics()))
        let body = #"{"type":"whatsapp","displayName":"4111111111111111","number":"4111111111111111","token":"t"}"#
        let answer = await api.post(Self.root, body)
        #expect(answer.root["integration"]["displayName"].string?.contains("111111111") == false)
        #expect(answer.root["integration"]["number"].string == "4111111111111111")
    }
}

/// Counts across threads.
final class Counter: Sendable {
    private let count = Lock(0)

    func add() { count.withLock { $0 += 1 } }
    var value: Int { count.withLock { $0 } }
}
