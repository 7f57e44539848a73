import Core
import JSONKit
import Runtime
import Store
import Testing

struct KeyTests {
    static let root = "/v2/apps/\(APIFixture.app)/keys"

    struct Made {
        let id: String
        let secret: String

        var basic: String { Token.basic("\(id):\(secret)") }
    }

    static func make(_ api: APIFixture, _ path: String = root) async throws -> Made {
        let answer = await api.post(path, #"{"displayName":"Help desk"}"#)
        #expect(answer.status == 201, "\(answer.title ?? "")")
        let key = answer.root["key"]
        return Made(id: try #require(key["id"].string), secret: try #require(key["secret"].string))
    }

    @Test func aNewKeyOpensTheAppByPasswordAndByToken() async throws {
        let api = try APIFixture()
        let key = try await Self.make(api)
        #expect(key.id.hasPrefix("app_") && ID(String(key.id.dropFirst(4))) != nil)
        #expect(await api.call("GET", "/v2/apps", authorization: key.basic).status == 200)
        let token = Token.make(kid: key.id, payload: #"{"scope":"app"}"#, secret: key.secret)
        #expect(await api.call("GET", "/v2/apps", authorization: token).status == 200)
    }

    @Test func aSecretIsShownOnceAndKeptAsDigestAndSealed() async throws {
        let api = try APIFixture()
        let key = try await Self.make(api)
        let (one, list) = (await api.get("\(Self.root)/\(key.id)"), await api.get(Self.root))
        #expect(one.root["key"]["displayName"].string == "Help desk")
        #expect(list.root["keys"].count == 2)
        for answer in [one, list] { #expect(!String(decoding: answer.bytes, as: UTF8.self).contains(key.secret)) }
        let kept = try await api.store.read { try $0.document(app: APIFixture.app, kind: .key, name: key.id) }
        #expect(!String(decoding: try #require(kept).body.bytes, as: UTF8.self).contains(key.secret))
    }

    /// The worker can still check passwords when the sealing key is lost; tokens need the secret.
    @Test func withoutTheSealingKeyPasswordsStillOpenAndTokensDoNot() async throws {
        let api = try APIFixture()
        let key = try await Self.make(api)
        let again = Setup(
            base: APIFixture.base(), registrations: APIFixture.registrations, sealing: .temporary(), context: api.context)
        try await again.load()
        #expect(await api.call("GET", "/v2/apps", authorization: key.basic).status == 200)
        let token = Token.make(kid: key.id, payload: #"{"scope":"app"}"#, secret: key.secret)
        #expect(await api.call("GET", "/v2/apps", authorization: token).status == 401)
    }

    @Test func aRevokedKeyOpensNothing() async throws {
        let api = try APIFixture()
        let key = try await Self.make(api)
        #expect(await api.call("DELETE", "\(Self.root)/\(key.id)").status == 200)
        #expect(await api.call("GET", "/v2/apps", authorization: key.basic).status == 401)
        #expect(await api.call("DELETE", "\(Self.root)/\(key.id)").code == "key_not_found")
    }

    @Test func aKeyOfTheFileStaysRevokedAfterARestart() async throws {
        let api = try APIFixture()
        let key = try await Self.make(api)
        #expect(await api.call("DELETE", "\(Self.root)/app_1", authorization: key.basic).status == 200)
        #expect(await api.get("/v2/apps").status == 401)
        let again = Setup(
            base: APIFixture.base(), registrations: APIFixture.registrations, sealing: api.setup.sealing, context: api.context)
        try await again.load()
        #expect(await api.get("/v2/apps").status == 401)
        #expect(await api.call("GET", "/v2/apps", authorization: APIFixture.otherBasic).status == 200)
    }

    @Test func thereAreTenKeysAtMost() async throws {
        let api = try APIFixture()
        for _ in 1...10 { _ = try await Self.make(api) }
        let answer = await api.post(Self.root, #"{"displayName":"one more"}"#)
        #expect(answer.status == 400)
        #expect(answer.title?.contains("10 keys") == true)
    }

    @Test(arguments: [
        ("{}", "displayName is missing"), (#"{"displayName":7}"#, "displayName must"), (#"{"displayName":""}"#, "displayName must"),
    ])
    func aWrongKeyNamesTheField(_ body: String, _ title: String) async throws {
        let answer = await (try APIFixture()).post(Self.root, body)
        #expect(answer.status == 400)
        #expect(answer.title?.hasPrefix(title) == true)
    }

    @Test func channelsHaveNoKeys() async throws {
        let api = try APIFixture()
        #expect(await api.get("\(IntegrationTests.root)/\(APIFixture.integration)/keys").status == 400)
        #expect(await api.get("\(IntegrationTests.root)/\(APIFixture.otherIntegration)/keys").status == 404)
    }

    @Test func theMachinesOwnKeyWorksAndIsNotListed() async throws {
        let api = try APIFixture()
        try await api.setup.load()
        let (id, secret) = api.setup.sealing.operatorKey(of: APIFixture.app)
        let authorization = Token.basic("\(id):\(secret.revealText())")
        #expect(await api.call("GET", Self.root, authorization: authorization).root["keys"].count == 1)
        #expect(await api.call("DELETE", "\(Self.root)/\(id)").status == 404)
    }
}
