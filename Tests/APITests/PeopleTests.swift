import Core
import JSONKit
import Runtime
import Store
import Testing
import Wire

/// Users found by address, merged and parted, and their channels.
struct PeopleTests {
    private static let users = "/v2/apps/\(APIFixture.app)/users"
    private static let ana = "\(users)/\(APIFixture.user)"
    private static let merge = "\(APIFixture.parley)/users/\(APIFixture.user)/merge"
    private static let unmerge = "\(APIFixture.parley)/users/\(APIFixture.user)/unmerge"

    private func types(_ api: APIFixture) async throws -> [String] {
        try await api.store.read { try $0.events(app: APIFixture.app, after: nil, limit: 100).map(\.type) }
    }

    // MARK: Finding

    @Test(arguments: ["filter[identities.email]=ANA@example.com", "filter=%7B%22identities.email%22%3A%22ana%40Example.com%22%7D"])
    func usersAreFoundByAddress(_ query: String) async throws {
        let api = try APIFixture()
        _ = await api.post(Self.users, #"{"externalId":"a","profile":{"email":"ana@example.com"}}"#)
        _ = await api.post(Self.users, #"{"externalId":"b","profile":{"email":"bob@example.com"}}"#)
        let found = await api.get("\(Self.users)?\(query)")
        #expect(found.status == 200)
        #expect(found.root["users"].count == 1 && found.root["users"][0]["externalId"].string == "a")
        #expect(
            try parsed(found.root["users"][0]["identities"].serialized())
                == parsed(#"[{"type":"email","value":"ana@example.com","verification":"unverified"}]"#))
        #expect(await api.get(Self.users).title?.hasPrefix("filter[identities.email] is missing") == true)
    }

    @Test(arguments: ["customer%2F1", "\(APIFixture.user)"]) func aUserIsNamedByIdOrEncodedExternalId(_ name: String) async throws {
        let api = try APIFixture()
        try await api.seed()
        #expect(await api.get("\(Self.users)/\(name)/devices").root["devices"].count == 0)
        #expect(await api.get("\(Self.users)/\(name)/devices/\(APIFixture.id(8))").code == "device_not_found")
        #expect(await api.call("DELETE", "\(Self.users)/\(name)").status == 200)
        #expect(await api.get("\(Self.users)/\(name)").code == "user_not_found")
    }

    // MARK: Merging

    /// A second user with a client, a conversation and a place in a group.
    private func seedOther(_ api: APIFixture) async throws -> String {
        let made = await api.post(
            Self.users,
            #"{"externalId":"other","profile":{"givenName":"Anna","email":"anna@example.com"},"metadata":{"vip":false,"tier":"gold"}}"#)
        let id = try #require(made.root["user"]["id"].string)
        let user = try #require(ID(id))
        try await api.store.write { store in
            try store.insert(
                Client(
                    id: APIFixture.id(30), appID: APIFixture.app, integrationID: APIFixture.integration, userID: user,
                    externalID: "15550002", linkedAt: APIFixture.start, lastSeen: APIFixture.start))
            try store.insert(
                Conversation(
                    id: APIFixture.id(40), appID: APIFixture.app, userID: user, integrationID: APIFixture.integration,
                    clientID: APIFixture.id(30), isDefault: true, createdAt: APIFixture.start, lastUpdatedAt: APIFixture.start))
        }
        _ = await api.post(
            APIFixture.conversations, #"{"type":"sdkGroup","participants":[{"userId":"\#(id)","subscribeSDKClient":false}]}"#)
        return id
    }

    @Test func aMerge_movesChannelsAndConversations_andKeepsTheReplyRoutes_S8() async throws {
        let api = try APIFixture()
        try await api.seed()
        let other = try await seedOther(api)
        let merged = await api.post(Self.merge, #"{"userExternalId":"other"}"#)
        #expect(merged.status == 200)
        let user = merged.root["user"]
        #expect(user["id"].string == "\(APIFixture.user)" && user["externalId"].string == "customer/1")
        #expect(user["profile"]["givenName"].string == "Ana" && user["profile"]["email"].string == "anna@example.com")
        #expect(try parsed(user["metadata"].serialized()) == parsed(#"{"vip":true,"tier":"gold"}"#))
        #expect(await api.get("\(Self.users)/\(other)").code == "user_not_found")
        #expect(await api.get(Self.ana + "/clients").root["clients"].count == 2)
        let list = await api.get("\(APIFixture.conversations)?filter[userId]=\(APIFixture.user)")
        #expect(list.root["conversations"].count == 3)
        #expect(list.root["conversations"].array.count { $0["isDefault"].bool == true } == 1)
        let route = try await api.store.read { try $0.conversation(app: APIFixture.app, APIFixture.id(40)) }
        #expect(route?.clientID == APIFixture.id(30) && route?.userID == APIFixture.user)
        let event = try #require(try await api.store.read { try $0.events(app: APIFixture.app, after: nil, limit: 100).last })
        let payload = try JSONDocument.parse(event.body.bytes).root["payload"]
        #expect(event.type == "user:merge" && payload["reason"].string == "api")
        #expect(payload["mergedUsers"]["surviving"]["id"].string == "\(APIFixture.user)")
        #expect(payload["mergedUsers"]["discarded"]["id"].string == other)
        #expect(try parsed(payload["discardedMetadata"].serialized()) == parsed(#"{"vip":false}"#))
    }

    @Test func aMergeIsTakenBack_andEverythingIsWhereItWas() async throws {
        let api = try APIFixture()
        try await api.seed()
        let other = try await seedOther(api)
        let (ana, anna) = (await api.get(Self.ana).json, await api.get("\(Self.users)/\(other)").json)
        let lists = [APIFixture.user.description, other].map { "\(APIFixture.conversations)?filter[userId]=\($0)" }
        var before: [JSONValue] = []
        for list in lists { before.append(await api.get(list).json) }
        _ = await api.post(Self.merge, #"{"userId":"\#(other)"}"#)
        let parted = await api.post(Self.unmerge, #"{"userId":"\#(other)"}"#)
        #expect(parted.status == 200)
        #expect(parted.json == anna)
        #expect(await api.get(Self.ana).json == ana)
        for (list, wanted) in zip(lists, before) { #expect(await api.get(list).json == wanted) }
        #expect(try await types(api).suffix(2) == ["user:merge", "parley:user:unmerge"])
        #expect(await api.post(Self.unmerge, #"{"userId":"\#(other)"}"#).code == "user_not_found", "it is taken back already")
    }

    @Test func whatWasChangedAfterAMerge_staysWhenItIsTakenBack() async throws {
        let api = try APIFixture()
        try await api.seed()
        let other = try await seedOther(api)
        _ = await api.post(Self.merge, #"{"userId":"\#(other)"}"#)
        _ = await api.call("PATCH", Self.ana, body: #"{"profile":{"email":"new@example.com"}}"#)
        _ = await api.post(Self.users, #"{"externalId":"other"}"#)
        let parted = await api.post(Self.unmerge, #"{"userId":"\#(other)"}"#)
        #expect(parted.root["user"]["externalId"].exists == false, "the name belongs to somebody else now")
        #expect(await api.get(Self.ana).root["user"]["profile"]["email"].string == "new@example.com")
    }

    @Test(arguments: [
        (#"{"userId":"\#(APIFixture.user)"}"#, 409, "conflict"), (#"{"userId":"\#(APIFixture.id(99))"}"#, 404, "user_not_found"),
        (#"{"userExternalId":"nobody"}"#, 404, "user_not_found"), ("{}", 400, "bad_request"), (#"{"userId":"x"}"#, 400, "bad_request"),
        (#"{"userId":"\#(APIFixture.user)","userExternalId":"a"}"#, 400, "bad_request"),
    ])
    func aMergeThatCannotBe_isRefused(_ body: String, _ status: Int, _ code: String) async throws {
        let api = try APIFixture()
        try await api.seed()
        let answer = await api.post(Self.merge, body)
        #expect(answer.status == status && answer.code == code, "\(body)")
    }

    @Test func whatIsKeptOfAMerge_goesWithTheUser_S7() async throws {
        let api = try APIFixture()
        try await api.seed()
        let other = try await seedOther(api)
        _ = await api.post(Self.merge, #"{"userId":"\#(other)"}"#)
        _ = await api.call("DELETE", Self.ana)
        let kept = try await api.store.read { try $0.documents(app: APIFixture.app, kind: .merge, prefix: "", after: nil, limit: 9) }
        #expect(kept.isEmpty)
    }

    // MARK: Channels

    private static let link = """
        {"matchCriteria":{"type":"whatsapp","integrationId":"\(APIFixture.integration)","phoneNumber":"+1 555 000 9999"},
         "confirmation":{"type":"immediate"},"target":{"conversationId":"\(APIFixture.conversation)"}}
        """

    @Test func aNewChannel_takesTheConversationOver_Z12() async throws {
        let api = try APIFixture()
        try await api.seed()
        let made = await api.post(Self.ana + "/clients", Self.link)
        #expect(made.status == 201)
        #expect(made.root["client"]["status"].string == "pending" && made.root["client"]["externalId"].string == "15550009999")
        let participants = await api.get("\(APIFixture.conversations)/\(APIFixture.conversation)/participants")
        let first = participants.root["participants"][0]["clientAssociations"][0]["clientId"].string
        #expect(first == made.root["client"]["id"].string)
        #expect(try await types(api) == ["client:add", "client:update"])
    }

    /// The question whether to go on elsewhere is asked in a conversation that is the worker's own: nobody reads, writes or closes it.
    @Test func anInvitation_isShownToNobody() async throws {
        let api = try APIFixture()
        try await api.seed()
        let id = APIFixture.id(70)
        let message = APIFixture.message(71, conversation: id)
        try await api.store.write { store in
            let start = APIFixture.start
            try store.insert(
                Conversation(
                    id: id, appID: APIFixture.app, kind: .invitation, userID: APIFixture.user, integrationID: APIFixture.integration,
                    clientID: APIFixture.client, isDefault: false, createdAt: start, lastUpdatedAt: start, lastCustomerMessageAt: start))
            try store.insert(message)
            try store.insert(
                Delivery(
                    messageID: message.id, appID: APIFixture.app, conversationID: id, integrationID: APIFixture.integration, state: .failed,
                    failure: Failure(.providerRejected), queuedAt: start, deadline: start, complete: true))
        }
        let (shown, own) = ("\(APIFixture.conversations)/\(id)", "\(APIFixture.parley)/conversations/\(id)")
        for path in [shown, shown + "/messages", shown + "/participants", own, "\(APIFixture.parley)/messages/\(message.id)/delivery"] {
            #expect(await api.get(path).status == 404, "\(path)")
        }
        for path in [shown + "/messages", own + "/messages/preflight"] {
            #expect(await api.post(path, APIFixture.hello).status == 404, "\(path)")
        }
        for path in [own + "/close", "\(APIFixture.parley)/messages/\(message.id)/retry"] {
            #expect(await api.post(path).status == 404, "\(path)")
        }
        #expect(await api.call("DELETE", shown).status == 404)
        #expect(try await api.store.read { try $0.conversation(app: APIFixture.app, id)?.status } == .open)
    }

    @Test func aRemovedChannel_isTold_andRepliesGoByTheNextOne() async throws {
        let api = try APIFixture()
        try await api.seed()
        let made = await api.post(Self.ana + "/clients", Self.link)
        let id = try #require(made.root["client"]["id"].string)
        #expect(await api.call("DELETE", Self.ana + "/clients/\(id)").status == 200)
        #expect(await api.call("DELETE", Self.ana + "/clients/\(id)").code == "client_not_found")
        // It goes by the old number again, where the customer's window is as it was.
        #expect(await api.post(APIFixture.messages, APIFixture.hello).headers["Parley-Failure"] == nil)
        let conversation = try await api.store.read { try $0.conversation(app: APIFixture.app, APIFixture.conversation) }
        #expect(conversation?.clientID == APIFixture.client && conversation?.lastCustomerMessageAt == api.clock.now - .hours(1))
        #expect(try await types(api) == ["client:add", "client:update", "client:remove", "conversation:message"])
    }

    @Test func withoutAnyChannel_aMessageIsStoredAndSaidToGoNowhere() async throws {
        let api = try APIFixture()
        try await api.seed()
        _ = await api.call("DELETE", Self.ana + "/clients/\(APIFixture.client)")
        let posted = await api.post(APIFixture.messages, APIFixture.hello)
        #expect(posted.status == 201 && posted.headers["Parley-Delivery"] == "none")
        #expect(await api.get(APIFixture.messages).root["messages"].count == 1)
    }

    @Test(arguments: [
        ("matchCriteria", "{}", 400), ("type", link.replacing(#""type":"whatsapp""#, with: #""type":"kakao""#), 400),
        ("other app's integration", link.replacing("\(APIFixture.integration)", with: "\(APIFixture.otherIntegration)"), 404),
        ("type that the integration is not of", link.replacing(#""type":"whatsapp""#, with: #""type":"twilio""#), 400),
        ("number without +", link.replacing("+1 555", with: "1 555"), 400),
        ("no number", link.replacing("+1 555 000 9999", with: "+x"), 400),
        ("conversation", link.replacing("\(APIFixture.conversation)", with: "\(APIFixture.id(99))"), 404),
        ("confirmation", link.replacing("immediate", with: "never"), 400),
        (
            "actions of a prompt",
            link.replacing(
                #"{"type":"immediate"}"#,
                with:
                    #"{"type":"prompt","message":{"content":{"type":"text","text":"a","actions":[{"type":"link","text":"b","uri":"c"}]}}}"#),
            400
        ),
        (
            "kind of message",
            link.replacing(
                #"{"type":"immediate"}"#,
                with: #"{"type":"userActivity","message":{"content":{"type":"location","coordinates":{"lat":1,"long":1}}}}"#), 400
        ),
    ])
    func aLinkThatCannotBe_isRefused(_ label: String, _ body: String, _ status: Int) async throws {
        let api = try APIFixture()
        try await api.seed()
        let answer = await api.post(Self.ana + "/clients", body)
        #expect(answer.status == status, "\(label): \(answer.title ?? "")")
        #expect(try await types(api).isEmpty)
    }
}
