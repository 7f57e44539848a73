import API
import Core
import JSONKit
import Runtime
import Testing

/// Every operation of the route table with every kind of key.
struct ScopeTests {
    /// A kind of credentials.
    enum Kind: String, CaseIterable, CustomTestStringConvertible {
        case none, unknownKey, revokedKey, wrongSecret, otherApp, otherScope, integration, integrationToken, otherIntegration

        var testDescription: String { rawValue }
    }

    private static func authorization(_ kind: Kind, _ api: APIFixture) async throws -> String? {
        switch kind {
        case .none: return nil
        case .unknownKey: return Token.basic("app_9:secret-1")
        case .wrongSecret: return Token.basic("app_1:secret-2")
        case .otherApp: return APIFixture.otherBasic
        case .otherScope: return Token.make(payload: #"{"scope":"account"}"#)
        case .integration: return APIFixture.integrationBasic
        case .integrationToken: return Token.make(kid: "int_1", payload: #"{"scope":"integration"}"#, secret: "secret-2")
        case .revokedKey:
            let key = try await KeyTests.make(api)
            #expect(await api.call("DELETE", "\(KeyTests.root)/\(key.id)").status == 200)
            return Token.basic("\(key.id):\(key.secret)")
        case .otherIntegration:
            let custom = try await IntegrationTests.makeCustom(api)
            return try await KeyTests.make(api, "\(IntegrationTests.root)/\(custom)/keys").basic
        }
    }

    @Test(arguments: Kind.allCases) func everyCallIsRefusedToThoseWhoMayNotMakeIt(_ kind: Kind) async throws {
        let api = try APIFixture()
        try await api.seed()
        try await AccessTests.seedSecrets(api)
        let authorization = try await Self.authorization(kind, api)
        for endpoint in Endpoint.all where endpoint.path.contains("{appId}") {
            let path = AccessTests.fill(endpoint.path, app: APIFixture.app, integration: APIFixture.app)
            let answer = await api.call(
                endpoint.method, path, body: endpoint.body == .none ? nil : "{}", authorization: authorization)
            let label = "\(endpoint.operation) by \(kind.rawValue): \(answer.status)"
            switch kind {
            case .none, .unknownKey, .revokedKey, .wrongSecret: #expect(answer.status == 401, "\(label)")
            case .otherApp, .otherScope: #expect(answer.status == 403, "\(label)")
            case .integration, .integrationToken: #expect((answer.status == 403) == (endpoint.access == .appKey), "\(label)")
            case .otherIntegration:
                let isForeign = endpoint.path.contains("{integrationId}")
                #expect((answer.status == 403) == (endpoint.access == .appKey || isForeign), "\(label)")
            }
        }
    }

    /// The contract's rule, by name of the operation ("Sunshine Conversations API, authentication, scopes").
    @Test func settingsNeedAKeyOfTheApp() {
        let settings: Set<String> = [
            "GetApp", "UpdateApp", "ListApps", "ListIntegrations", "GetIntegration", "CreateIntegration", "UpdateIntegration",
            "DeleteIntegration", "CreateAppKey", "ListAppKeys", "GetAppKey", "DeleteAppKey", "CreateCustomIntegrationKey",
            "ListCustomIntegrationKeys", "GetCustomIntegrationKey", "DeleteCustomIntegrationKey",
        ]
        let found = Set(Endpoint.all.filter { settings.contains($0.operation) && $0.access == .appKey }.map(\.operation))
        #expect(found == settings)
        let open = ["ListWebhooks", "GetWebhook", "CreateWebhook", "UpdateWebhook", "DeleteWebhook", "PostMessage", "GetUser"]
        for operation in open {
            #expect(Endpoint.all.first { $0.operation == operation }?.access == .anyKey, "\(operation)")
        }
    }

    @Test func anIntegrationKeySeesItsOwnWebhooksOnly() async throws {
        let api = try APIFixture()
        let custom = try await IntegrationTests.makeCustom(api)
        let key = try await KeyTests.make(api, "\(IntegrationTests.root)/\(custom)/keys").basic
        let mine = await api.call("GET", "\(IntegrationTests.root)/me/webhooks", authorization: key)
        #expect(mine.root["webhooks"].count == 1)
        #expect(mine.root["webhooks"][0]["target"].string == "https://bot.test/hook")
        #expect(await api.call("GET", "\(IntegrationTests.root)/\(APIFixture.app)/webhooks", authorization: key).status == 403)
        let made = await api.call(
            "POST", "\(IntegrationTests.root)/me/webhooks", body: #"{"target":"https://bot.test/2","triggers":["*"]}"#, authorization: key)
        #expect(made.status == 201)
        let id = try #require(made.root["webhook"]["id"].string.flatMap { ID($0) })
        let entry = try #require(api.context.directory.webhooks[id])
        // A third party's key must not reach the inside of the network.
        #expect(entry.integrationID == custom && !entry.trustedHost)
    }
}
