import Core
import Cryptography
import JSONKit
import Store
import Testing

struct IdempotencyTests {
    private func post(_ api: APIFixture, key: String, body: String = APIFixture.hello) async -> Answered {
        await api.call("POST", APIFixture.messages, body: body, headers: ["Idempotency-Key": key])
    }

    private func count(_ api: APIFixture) async throws -> Int {
        try await api.store.read { try $0.messages(conversation: APIFixture.conversation, page: PageRequest(limit: 100)).count }
    }

    @Test func theSameCallIsAnsweredAlikeAndHappensOnce() async throws {
        let api = try APIFixture()
        try await api.seed()
        let first = await post(api, key: "order-7")
        api.clock.advance(by: .hours(23))
        let again = await post(api, key: "order-7")
        #expect(first.status == 201 && again.status == 201)
        #expect(first.bytes == again.bytes)
        #expect(first.headers == again.headers)
        #expect(try await count(api) == 1)
    }

    @Test func theHeadersOfAFailureAreRepeatedToo() async throws {
        let api = try APIFixture()
        try await api.seed(ago: .hours(30))
        _ = await post(api, key: "a")
        let again = await post(api, key: "a")
        #expect(again.headers["Parley-Delivery"] == "failed")
        #expect(again.headers["Parley-Failure"] == "outside_window")
        #expect(try await count(api) == 1)
    }

    @Test func tenCallsAtOnceHappenOnce() async throws {
        let api = try APIFixture()
        try await api.seed()
        let bodies = await withTaskGroup(of: Answered.self) { group in
            for _ in 0..<10 { group.addTask { await post(api, key: "k") } }
            return await group.reduce(into: [[UInt8]]()) { $0.append($1.bytes) }
        }
        #expect(bodies.count == 10)
        #expect(Set(bodies).count == 1)
        #expect(try await count(api) == 1)
    }

    @Test func anotherBodyOrPathUnderTheSameKeyIsRefused() async throws {
        let api = try APIFixture()
        try await api.seed()
        _ = await post(api, key: "k")
        let other = await post(api, key: "k", body: #"{"author":{"type":"business"},"content":{"type":"text","text":"Ho"}}"#)
        #expect(other.status == 422)
        #expect(other.title?.hasPrefix("Idempotency-Key") == true)
        let elsewhere = await api.call(
            "POST", "/v2/apps/\(APIFixture.app)/users", body: #"{"externalId":"b"}"#, headers: ["Idempotency-Key": "k"])
        #expect(elsewhere.status == 422)
        #expect(try await count(api) == 1)
    }

    @Test func whileTheFirstCallRunsTheSecondIsRefused() async throws {
        let api = try APIFixture()
        try await api.seed()
        _ = await post(api, key: "k")
        let first = try #require(try await api.store.read { try $0.idempotency(app: APIFixture.app, key: "k") })
        var open = first
        open.key = "open"
        open.status = nil
        open.body = nil
        let record = open
        _ = try await api.store.write { try $0.begin(record) }
        let answer = await post(api, key: "open")
        #expect(answer.status == 409)
        #expect(answer.code == "conflict")
    }

    @Test func aCallThatFailedMayBeMadeAgainUnderItsKey() async throws {
        let api = try APIFixture()
        let failed = await post(api, key: "k")
        #expect(failed.status == 404)
        try await api.seed()
        #expect(await post(api, key: "k").status == 201)
    }

    @Test func afterADayTheKeyIsFreeAgain() async throws {
        let api = try APIFixture()
        try await api.seed()
        for round in 1...3 {
            let answer = await post(api, key: "k")
            #expect(answer.status == 201)
            #expect(try await count(api) == round)
            #expect(await post(api, key: "k").bytes == answer.bytes)
            api.clock.advance(by: .hours(25))
        }
    }

    @Test func keysOfTwoAppsDoNotMeet() async throws {
        let api = try APIFixture()
        let body = #"{"externalId":"x"}"#
        let mine = await api.call("POST", "/v2/apps/\(APIFixture.app)/users", body: body, headers: ["Idempotency-Key": "k"])
        let theirs = await api.call(
            "POST", "/v2/apps/\(APIFixture.otherApp)/users", body: body, authorization: APIFixture.otherBasic,
            headers: ["Idempotency-Key": "k"])
        #expect(mine.status == 201 && theirs.status == 201)
        #expect(mine.root["user"]["id"].string != theirs.root["user"]["id"].string)
    }

    @Test(arguments: ["", "two words", String(repeating: "k", count: 256), "schlüssel"])
    func anUnusableKeyIsRefused(_ key: String) async throws {
        let api = try APIFixture()
        try await api.seed()
        let answer = await post(api, key: key)
        #expect(answer.status == 400)
        #expect(answer.title?.hasPrefix("Idempotency-Key") == true)
    }

    // MARK: Callers of one app

    /// The keys of two custom integrations of the app.
    private func twoIntegrations(_ api: APIFixture) async throws -> (first: String, second: String) {
        var keys: [String] = []
        for _ in 0..<2 {
            let custom = try await IntegrationTests.makeCustom(api)
            keys.append(try await KeyTests.make(api, "\(IntegrationTests.root)/\(custom)/keys").basic)
        }
        return (keys[0], keys[1])
    }

    private func call(_ api: APIFixture, _ target: String, _ body: String? = nil, by authorization: String) async -> Answered {
        await api.call("POST", target, body: body, authorization: authorization, headers: ["Idempotency-Key": "k"])
    }

    /// An answer that is repeated may hold a secret: it goes to whoever got it first, and to nobody else.
    @Test func keysOfTwoIntegrationsDoNotMeet() async throws {
        let api = try APIFixture()
        let (first, second) = try await twoIntegrations(api)
        let (target, body) = ("\(IntegrationTests.root)/me/webhooks", #"{"target":"https://bot.test/2","triggers":["*"]}"#)
        let made = await call(api, target, body, by: first)
        let other = await call(api, target, body, by: second)
        let app = await call(api, "\(IntegrationTests.root)/\(APIFixture.app)/webhooks", body, by: APIFixture.basic)
        let answers = [made, other, app]
        #expect(answers.allSatisfy { $0.status == 201 })
        #expect(Set(answers.map { $0.root["webhook"]["id"].string }).count == 3)
        #expect(Set(answers.map { $0.root["webhook"]["secret"].string }).count == 3)
        #expect(await call(api, target, body, by: first).bytes == made.bytes)
        #expect(await call(api, target, body, by: second).bytes == other.bytes)
        #expect(await call(api, target, #"{"target":"https://bot.test/3","triggers":["*"]}"#, by: first).status == 422)
    }

    /// A repetition runs no check of what belongs to whom, so it must be the same caller's.
    @Test func theNewSecretOfAWebhookIsNotRepeatedToAnotherIntegration() async throws {
        let api = try APIFixture()
        let (first, second) = try await twoIntegrations(api)
        let hooks = await api.call("GET", "\(IntegrationTests.root)/me/webhooks", authorization: first)
        let hook = try #require(hooks.root["webhooks"][0]["id"].string)
        let target = "\(APIFixture.parley)/integrations/me/webhooks/\(hook)/rotate"
        #expect(await call(api, target, by: first).status == 201)
        #expect(await call(api, target, by: second).status == 404)
        #expect(await call(api, target, by: first).status == 201)
    }

    /// The record of an integration's call is found again when its key is free, as that of an app's is, and masked like it.
    @Test func anIntegrationsCallsHaveGenerationsToo() async throws {
        let api = try APIFixture()
        try await api.seed()
        for round in 1...2 {
            let answer = await call(api, APIFixture.messages, APIFixture.hello, by: APIFixture.integrationBasic)
            #expect(answer.status == 201)
            #expect(await call(api, APIFixture.messages, APIFixture.hello, by: APIFixture.integrationBasic).bytes == answer.bytes)
            #expect(try await count(api) == round)
            api.clock.advance(by: .hours(25))
        }
        #expect(try await api.store.read { try $0.idempotency(app: APIFixture.app, key: "k") } == nil)
    }

    /// What was kept before integrations had a namespace of their own: calls of the app's keys are still found under the bare key.
    @Test func aCallOfTheAppIsKeptUnderItsKeyAlone() async throws {
        let api = try APIFixture()
        try await api.seed()
        let answer = await post(api, key: "k")
        #expect(await post(api, key: "k").bytes == answer.bytes)
        let kept = try #require(try await api.store.read { try $0.idempotency(app: APIFixture.app, key: "k") })
        let path = "/v2/apps/{appId}/conversations/{conversationId}/messages"
        let call = "POST \(path)\n\(APIFixture.app)\n\(APIFixture.conversation)\0\(APIFixture.hello)"
        #expect(kept.fingerprint == SHA256.digest(Array(call.utf8)))
    }
}
