import Core
import JSONKit
import Runtime
import Store
import Testing

struct StateTests {
    private static let path = "\(APIFixture.parley)/conversations/\(APIFixture.conversation)"

    @Test func theStateOfAnOpenWindowIsShown() async throws {
        let api = try APIFixture()
        try await api.seed(ago: .hours(1))
        #expect(
            try await api.get(Self.path).json
                == parsed(
                    #"""
                    {"conversation":{"id":"\#(APIFixture.conversation)","status":"open",
                      "integration":{"id":"\#(APIFixture.integration)","type":"whatsapp"},"user":{"id":"\#(APIFixture.user)"},
                      "client":{"id":"\#(APIFixture.client)","externalId":"15550001"},
                      "createdAt":"\#(APIFixture.time)","closedAt":null,"lastCustomerMessageAt":"2025-12-31T23:00:00.123Z",
                      "lastBusinessMessageAt":null,"unanswered":true,
                      "window":{"rule":"24h","state":"open","openedAt":"2025-12-31T23:00:00.123Z","closesAt":"2026-01-01T22:59:00.123Z",
                        "secondsLeft":82740},
                      "sendable":{"freeform":true,"template":true,"humanTag":false,"failureCode":null,"nextStep":null},
                      "lane":{"queued":0,"blockedBy":null}}}
                    """#))
    }

    @Test func aClosedWindowTellsWhatCanBeDone() async throws {
        let api = try APIFixture()
        try await api.seed(ago: .hours(25))
        let state = await api.get(Self.path).root["conversation"]
        #expect(state["window"]["state"].string == "closed")
        #expect(state["window"]["secondsLeft"].int == 0)
        #expect(state["sendable"]["freeform"].bool == false)
        #expect(state["sendable"]["template"].bool == true)
        #expect(state["sendable"]["failureCode"].string == "outside_window")
        #expect(state["sendable"]["nextStep"].string?.isEmpty == false)
    }

    @Test func theLaneNamesTheMessageThatHoldsUpTheOthers() async throws {
        let api = try APIFixture()
        try await api.seed()
        let first = await api.post(APIFixture.messages, APIFixture.hello).root["messages"][0]["id"].string
        _ = await api.post(APIFixture.messages, APIFixture.hello)
        #expect(await api.get(Self.path).root["conversation"]["lane"]["queued"].int == 2)
        #expect(await api.get(Self.path).root["conversation"]["lane"]["blockedBy"].isNull)
        let id = try #require(first.flatMap { ID($0) })
        let later = api.clock.now + .seconds(30)
        try await api.store.write { store in
            let key = JobKey(queue: .outbound, group: APIFixture.integration, lane: APIFixture.conversation, id: id)
            try store.reschedule(Job(key: key, appID: APIFixture.app, subject: id, runAt: later, attempt: 1))
        }
        #expect(await api.get(Self.path).root["conversation"]["lane"]["blockedBy"].string == first)
    }

    @Test func closingIsRecordedOnceAndAPostReopens() async throws {
        let api = try APIFixture()
        try await api.seed()
        let closed = await api.post(Self.path + "/close")
        #expect(closed.status == 200)
        #expect(closed.root["conversation"]["status"].string == "closed")
        #expect(closed.root["conversation"]["closedAt"].string == APIFixture.time)
        api.clock.advance(by: .seconds(5))
        #expect(await api.post(Self.path + "/close").root["conversation"]["closedAt"].string == APIFixture.time)
        #expect(await api.post(APIFixture.messages, APIFixture.hello).status == 201)
        #expect(await api.get(Self.path).root["conversation"]["status"].string == "open")
    }

    @Test(
        arguments: [
            ("Hi", Duration.hours(1), true, nil, 1), ("Hi", .hours(30), false, "outside_window", 0),
            ("unsendable", .hours(1), false, "content_unsupported", 0),
        ] as [(String, Duration, Bool, String?, Int64)])
    func preflightTellsTheOutcomeAndStoresNothing(_ text: String, _ ago: Duration, _ ok: Bool, _ code: String?, _ parts: Int64) async throws
    {
        let api = try APIFixture()
        try await api.seed(ago: ago)
        let answer = await api.post(
            Self.path + "/messages/preflight", #"{"author":{"type":"business"},"content":{"type":"text","text":"\#(text)"}}"#)
        #expect(answer.status == 200)
        #expect(answer.root["ok"].bool == ok)
        #expect(answer.root["failure"]["code"].string == code)
        #expect(answer.root["parts"].int == parts)
        #expect(await api.get(APIFixture.messages).root["messages"].count == 0)
    }

    @Test func preflightLooksAtTheOverrideOfTheConversationsOwnChannelOnly() async throws {
        let api = try APIFixture()
        try await api.seed(ago: .hours(30))
        for (channel, ok) in [("whatsapp", true), ("line", false)] {
            let body =
                #"{"author":{"type":"business"},"content":{"type":"text","text":"Hi"},"override":{"\#(channel)":{"payload":{"type":"template"}}}}"#
            #expect(await api.post(Self.path + "/messages/preflight", body).root["ok"].bool == ok, "\(channel)")
        }
    }

    @Test func unknownThingsAreNotFound() async throws {
        let api = try APIFixture()
        for path in [
            "/conversations/\(APIFixture.id(9))", "/messages/\(APIFixture.id(9))/delivery", "/journal/\(APIFixture.id(9))",
            "/messages/x/delivery",
        ] {
            #expect(await api.get(APIFixture.parley + path).status == 404, "\(path)")
        }
        for path in [
            "/conversations/\(APIFixture.id(9))/close", "/messages/\(APIFixture.id(9))/retry", "/deadletters/\(APIFixture.id(9))/replay",
        ] {
            #expect(await api.post(APIFixture.parley + path).status == 404, "\(path)")
        }
    }
}
