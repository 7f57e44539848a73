import Core
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
}
