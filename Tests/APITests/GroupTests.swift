import Core
import JSONKit
import Store
import Testing

/// Conversations made by the API, groups, and messages that go by no channel.
struct GroupTests {
    private func types(_ api: APIFixture) async throws -> [String] {
        try await api.store.read { try $0.events(app: APIFixture.app, after: nil, limit: 100).map(\.type) }
    }

    private func makeGroup(_ api: APIFixture) async throws -> String {
        try await api.seed()
        let made = await api.post(
            APIFixture.conversations,
            #"{"type":"sdkGroup","participants":[{"userId":"\#(APIFixture.user)","subscribeSDKClient":true}],"description":"All","iconUrl":"https://x.test/i"}"#
        )
        #expect(made.status == 201 && made.root["conversation"]["type"].string == "sdkGroup")
        #expect(
            made.root["conversation"]["description"].string == "All" && made.root["conversation"]["iconUrl"].string == "https://x.test/i")
        return "\(APIFixture.conversations)/\(try #require(made.root["conversation"]["id"].string))"
    }

    @Test func aConversationIsMade_onTheUsersLatestChannel_Z9() async throws {
        let api = try APIFixture()
        try await api.seed()
        let made = await api.post(
            APIFixture.conversations,
            #"{"type":"personal","participants":[{"userExternalId":"customer/1"}],"displayName":"Order 7","metadata":{"order":7}}"#)
        #expect(made.status == 201)
        #expect(made.root["conversation"]["isDefault"].bool == false && made.root["conversation"]["displayName"].string == "Order 7")
        let id = try #require(made.root["conversation"]["id"].string.flatMap { ID($0) })
        let stored = try #require(try await api.store.read { try $0.conversation(app: APIFixture.app, id) })
        #expect(stored.clientID == APIFixture.client && stored.lastCustomerMessageAt == api.clock.now - .hours(1))
        let posted = await api.post("\(APIFixture.conversations)/\(id)/messages", APIFixture.hello)
        #expect(posted.headers["Parley-Delivery"] == "queued")
        #expect(try await types(api) == ["conversation:create", "conversation:message"])
        let client = try await api.store.read { try $0.client(APIFixture.client) }
        #expect(client?.threadID == APIFixture.conversation, "what the customer writes goes on where it went")
    }

    @Test func theFirstConversationOfAUserWithoutChannels_isTheDefault() async throws {
        let api = try APIFixture()
        _ = await api.post("/v2/apps/\(APIFixture.app)/users", #"{"externalId":"new"}"#)
        let made = await api.post(APIFixture.conversations, #"{"type":"personal","participants":[{"userExternalId":"new"}]}"#)
        #expect(made.root["conversation"]["isDefault"].bool == true)
    }

    @Test(arguments: [
        ("{}", 400, "type is missing"), (#"{"type":"public"}"#, 400, "type must"),
        (#"{"type":"personal"}"#, 400, "participants is missing"),
        (#"{"type":"personal","participants":[]}"#, 400, "participants must"),
        (#"{"type":"personal","participants":[{}]}"#, 400, "participants[0].userId"),
        (#"{"type":"sdkGroup","participants":[{"userId":"\#(APIFixture.user)"}]}"#, 400, "participants[0].subscribeSDKClient"),
        (#"{"type":"personal","participants":[{"userExternalId":"nobody"}]}"#, 404, "There is no such user"),
        (
            #"{"type":"sdkGroup","participants":[{"userId":"\#(APIFixture.user)","subscribeSDKClient":true},{"userExternalId":"customer/1","subscribeSDKClient":true}]}"#,
            400, "participants must not name"
        ),
    ])
    func aConversationThatCannotBe_isRefused(_ body: String, _ status: Int, _ title: String) async throws {
        let api = try APIFixture()
        try await api.seed()
        let answer = await api.post(APIFixture.conversations, body)
        #expect(answer.status == status && answer.title?.hasPrefix(title) == true, "\(body): \(answer.title ?? "")")
    }

    @Test func usersJoinAndLeave_upToTen() async throws {
        let api = try APIFixture()
        let group = try await makeGroup(api)
        for number in 2...11 {
            _ = await api.post("/v2/apps/\(APIFixture.app)/users", #"{"externalId":"u\#(number)"}"#)
            let joined = await api.post(group + "/join", #"{"userExternalId":"u\#(number)","subscribeSDKClient":true}"#)
            #expect(joined.status == (number <= 10 ? 201 : 400), "\(number)")
        }
        #expect(await api.post(group + "/join", #"{"userExternalId":"u2"}"#).status == 409)
        let list = await api.get(group + "/participants?page[size]=100")
        #expect(list.root["participants"].count == 10)
        let last = try #require(list.root["participants"][9]["id"].string)
        #expect(await api.post(group + "/leave", #"{"participantId":"\#(last)"}"#).status == 200)
        #expect(await api.post(group + "/leave", #"{"userExternalId":"u2"}"#).status == 200)
        #expect(await api.post(group + "/leave", #"{"userExternalId":"u2"}"#).code == "participant_not_found")
        #expect(await api.get(group + "/participants").root["participants"].count == 8)
        let types = try await types(api)
        #expect(types.count { $0 == "conversation:join" } == 9 && types.count { $0 == "conversation:leave" } == 2)
    }

    @Test(arguments: ["join", "leave"]) func aPersonalConversation_hasNobodyToJoinOrLeave(_ call: String) async throws {
        let api = try APIFixture()
        try await api.seed()
        let answer = await api.post("\(APIFixture.conversations)/\(APIFixture.conversation)/\(call)", #"{"userId":"\#(APIFixture.user)"}"#)
        #expect(answer.status == 400)
    }

    @Test func aGroupIsListedForItsMembers_andHoldsMessagesOfAll_S1() async throws {
        let api = try APIFixture()
        let group = try await makeGroup(api)
        let list = await api.get("\(APIFixture.conversations)?filter[userId]=\(APIFixture.user)")
        #expect(list.root["conversations"].count == 2)
        let business = await api.post(group + "/messages", APIFixture.hello)
        #expect(business.status == 201 && business.headers["Parley-Delivery"] == "none")
        let user = await api.post(
            group + "/messages", #"{"author":{"type":"user","userExternalId":"customer/1"},"content":{"type":"text","text":"Hi all"}}"#)
        #expect(user.status == 201 && user.root["messages"][0]["author"]["userId"].string == "\(APIFixture.user)")
        _ = await api.post("/v2/apps/\(APIFixture.app)/users", #"{"externalId":"stranger"}"#)
        let stranger = await api.post(
            group + "/messages", #"{"author":{"type":"user","userExternalId":"stranger"},"content":{"type":"text","text":"x"}}"#)
        #expect(stranger.code == "participant_not_found")
        _ = await api.post(group + "/activity", #"{"author":{"type":"user","userId":"\#(APIFixture.user)"},"type":"conversation:read"}"#)
        #expect(await api.get(group + "/participants").root["participants"][0]["lastRead"].string == APIFixture.time)
        #expect(
            try await types(api) == ["conversation:create", "conversation:message", "conversation:message", "conversation:read"])
    }

    @Test func aUserWritesThroughTheAPI_andNothingIsSent() async throws {
        let api = try APIFixture()
        try await api.seed(ago: .hours(30))
        let answer = await api.post(
            APIFixture.messages,
            #"{"author":{"type":"user","userId":"\#(APIFixture.user)"},"content":{"type":"text","text":"From the app"}}"#)
        #expect(answer.status == 201 && answer.headers["Parley-Delivery"] == "none")
        let conversation = try #require(try await api.store.read { try $0.conversation(app: APIFixture.app, APIFixture.conversation) })
        #expect(
            conversation.unanswered && conversation.lastCustomerMessageAt == api.clock.now - .hours(30), "a provider's window does not open"
        )
    }

    @Test func aSilentMessage_isStoredAndTold_andSentToNobody() async throws {
        let api = try APIFixture()
        try await api.seed()
        let body = #"{"author":{"type":"business"},"content":{"type":"text","text":"Note"},"destination":{"integrationType":"none"}}"#
        #expect(await api.post(APIFixture.messages, body).headers["Parley-Delivery"] == "none")
        #expect(try await types(api) == ["conversation:message"])
    }
}
