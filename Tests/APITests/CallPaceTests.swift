import API
import Core
import Testing

struct CallPaceTests {
    private func fixture(_ limit: Int) throws -> APIFixture {
        var settings = APISettings(publicURL: nil)
        settings.callsPerSecond = [APIFixture.app: limit]
        return try APIFixture(settings: settings)
    }

    private func statuses(_ api: APIFixture, _ count: Int, _ authorization: String = APIFixture.basic) async -> [Int] {
        var statuses: [Int] = []
        for _ in 0..<count { statuses.append(await api.call("GET", "/v2/apps/\(APIFixture.app)", authorization: authorization).status) }
        return statuses
    }

    @Test func callsPastThePaceOfTheAppAreToldWhenToComeBack() async throws {
        let api = try fixture(3)
        #expect(await statuses(api, 4) == [200, 200, 200, 429])
        let refused = await api.get("/v2/apps/\(APIFixture.app)")
        #expect(refused.code == "too_many_requests")
        #expect(refused.headers["Retry-After"] == "1")
    }

    @Test(arguments: [1, 3, 250])
    func aSecondLaterThereIsRoomForASecondsCalls(_ limit: Int) async throws {
        let api = try fixture(limit)
        _ = await statuses(api, limit)
        #expect(await statuses(api, 1) == [429])
        api.clock.advance(by: .seconds(1))
        #expect(await statuses(api, limit + 1) == Array(repeating: 200, count: limit) + [429])
    }

    @Test func thePaceFillsByParts() async throws {
        let api = try fixture(10)
        _ = await statuses(api, 10)
        api.clock.advance(by: .milliseconds(250))
        #expect(await statuses(api, 3) == [200, 200, 429])
        api.clock.advance(by: .milliseconds(50))
        #expect(await statuses(api, 2) == [200, 429])
    }

    @Test func allKeysOfAnAppShareItsPace() async throws {
        let api = try fixture(2)
        #expect(await statuses(api, 2) == [200, 200])
        let answer = await api.call("GET", "/parley/v1/failures", authorization: APIFixture.integrationBasic)
        #expect(answer.status == 429)
    }

    @Test func anotherAppAndWrongCredentialsUseUpNothing() async throws {
        let api = try fixture(1)
        #expect(await statuses(api, 3, Token.basic("app_1:wrong")) == [401, 401, 401])
        #expect(await statuses(api, 3, APIFixture.otherBasic) == [403, 403, 403])
        #expect(await statuses(api, 1) == [200])
    }

    @Test func anAppWithoutAPaceIsNotHeldBack() async throws {
        let api = try APIFixture()
        #expect(await statuses(api, 50) == Array(repeating: 200, count: 50))
    }
}
