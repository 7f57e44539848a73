import Core
import JSONKit
import Store
import Testing

struct UserTests {
    private static let users = "/v2/apps/\(APIFixture.app)/users"

    @Test(arguments: ["\(APIFixture.user)", "customer%2F1"])
    func aUserIsShownByIdOrExternalId(_ name: String) async throws {
        let api = try APIFixture()
        try await api.seed()
        let answer = await api.get("\(Self.users)/\(name)")
        #expect(
            try answer.json
                == parsed(
                    #"""
                    {"user":{"id":"\#(APIFixture.user)","authenticated":false,"externalId":"customer/1","profile":{"givenName":"Ana"},
                      "metadata":{"vip":true},"identities":[]}}
                    """#))
    }

    @Test func clientsAreListed() async throws {
        let api = try APIFixture()
        try await api.seed()
        let answer = await api.get("\(Self.users)/customer%2F1/clients?page[size]=5")
        #expect(
            try answer.json
                == parsed(
                    #"""
                    {"clients":[{"id":"\#(APIFixture.client)","type":"whatsapp","status":"active","integrationId":"\#(APIFixture.integration)",
                      "externalId":"15550001","lastSeen":"\#(APIFixture.time)","linkedAt":"\#(APIFixture.time)","displayName":"Ana","info":{}}],
                     "meta":{"hasMore":false},"links":{}}
                    """#))
    }

    @Test func aUserIsMadeOnce() async throws {
        let api = try APIFixture()
        let body = #"{"externalId":"b@example.com","profile":{"givenName":"Bo","surname":null},"signedUpAt":"2026-01-31T09:05:07.123Z"}"#
        let made = await api.post(Self.users, body)
        #expect(made.status == 201)
        #expect(made.root["user"]["profile"]["givenName"].string == "Bo")
        #expect(made.root["user"]["signedUpAt"].string == "2026-01-31T09:05:07.123Z")
        #expect(await api.get("\(Self.users)/b%40example.com").root["user"]["id"].string == made.root["user"]["id"].string)
        let again = await api.post(Self.users, body)
        #expect(again.status == 409)
        #expect(again.code == "conflict")
    }

    @Test func anUpdateMergesTheProfileAndNullClears() async throws {
        let api = try APIFixture()
        try await api.seed()
        let path = "\(Self.users)/customer%2F1"
        let named = await api.call("PATCH", path, body: #"{"profile":{"surname":"Lima"},"metadata":null}"#)
        #expect(named.root["user"]["profile"]["givenName"].string == "Ana")
        #expect(named.root["user"]["profile"]["surname"].string == "Lima")
        #expect(named.root["user"]["metadata"].count == 0)
        let cleared = await api.call("PATCH", path, body: #"{"profile":{"surname":null}}"#)
        #expect(cleared.root["user"]["profile"]["surname"].exists == false)
        #expect(await api.call("PATCH", path, body: #"{"profile":null}"#).root["user"]["profile"].count == 0)
    }

    @Test(arguments: [
        ("{}", "externalId is missing"), (#"{"externalId":7}"#, "externalId must"), (#"{"externalId":"a","profile":7}"#, "profile must"),
        (#"{"externalId":"a","profile":{"email":""}}"#, "profile.email must"),
        (#"{"externalId":"a","signedUpAt":"today"}"#, "signedUpAt must"),
        (#"{"externalId":"a","metadata":{"a":null}}"#, "metadata.a must"),
    ])
    func aWrongUserNamesTheField(_ body: String, _ title: String) async throws {
        let answer = await (try APIFixture()).post(Self.users, body)
        #expect(answer.status == 400)
        #expect(answer.title?.hasPrefix(title) == true, "\(body): \(answer.title ?? "")")
    }

    @Test func anUnknownUserIsNotFound() async throws {
        let answer = await (try APIFixture()).get("\(Self.users)/nobody")
        #expect(answer.status == 404)
        #expect(answer.code == "user_not_found")
    }
}

struct SetupTests {
    private static let root = "/v2/apps/\(APIFixture.app)"
    private static let webhook =
        #"{"id":"\#(APIFixture.webhook)","version":"v2","target":"https://desk.test/hook","triggers":["*"],"includeFullUser":false,"includeFullSource":false,"status":"enabled","parleyOrigin":"file"}"#

    @Test func theAppIsShownWithItsSettings() async throws {
        let api = try APIFixture()
        let app =
            #"{"id":"\#(APIFixture.app)","displayName":"Acme","settings":{"maskCreditCardNumbers":true,"conversationRetentionSeconds":0,"failureLanguage":"en"},"metadata":{},"parleyOrigin":"file"}"#
        #expect(try await api.get(Self.root).json == parsed(#"{"app":\#(app)}"#))
        #expect(try await api.get("/v2/apps").json == parsed(#"{"apps":[\#(app)],"meta":{"hasMore":false},"links":{}}"#))
    }

    @Test func integrationsAreShownInFormsThatTypedClientsRead() async throws {
        let api = try APIFixture()
        let answer = await api.get("\(Self.root)/integrations")
        #expect(
            try answer.json
                == parsed(
                    #"""
                    {"integrations":[
                      {"id":"\#(APIFixture.app)","type":"custom","status":"active","displayName":"Webhooks of the configuration","metadata":{},"parleyOrigin":"file",
                       "webhooks":[\#(Self.webhook)]},
                      {"id":"\#(APIFixture.integration)","type":"whatsapp","status":"active","displayName":"Support","metadata":{},
                       "parleyOrigin":"file"},
                      {"id":"\#(APIFixture.id(0xB1))","type":"custom","status":"active","displayName":"Support","metadata":{},"webhooks":[],
                       "parleyType":"kakao","parleyOrigin":"file"}],
                     "meta":{"hasMore":false},"links":{}}
                    """#))
        let one = await api.get("\(Self.root)/integrations?filter[types]=whatsapp,line&page[size]=1")
        #expect(one.root["integrations"].count == 1)
        #expect(await api.get("\(Self.root)/integrations/\(APIFixture.integration)").root["integration"]["type"].string == "whatsapp")
        #expect(await api.get("\(Self.root)/integrations/\(APIFixture.otherIntegration)").code == "integration_not_found")
    }

    @Test func webhooksAreShownWithoutTheirSecret() async throws {
        let api = try APIFixture()
        let path = "\(Self.root)/integrations/\(APIFixture.app)/webhooks"
        let list = await api.get(path)
        #expect(try list.json == parsed(#"{"webhooks":[\#(Self.webhook)]}"#))
        #expect(!String(decoding: list.bytes, as: UTF8.self).contains("whsec_"))
        #expect(try await api.get("\(path)/\(APIFixture.webhook)").json == parsed(#"{"webhook":\#(Self.webhook)}"#))
        #expect(await api.get("\(path)/\(APIFixture.id(9))").code == "webhook_not_found")
        #expect(await api.get("\(Self.root)/integrations/\(APIFixture.integration)/webhooks").status == 403)
    }
}
