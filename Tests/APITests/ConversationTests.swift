import Core
import JSONKit
import Store
import Testing

struct ConversationTests {
    private static let golden = #"""
        {"id":"\#(APIFixture.conversation)","type":"personal","metadata":{},"isDefault":true,
         "lastUpdatedAt":"\#(APIFixture.time)","createdAt":"\#(APIFixture.time)"}
        """#

    @Test func aConversationIsShown() async throws {
        let api = try APIFixture()
        try await api.seed()
        let answer = await api.get("\(APIFixture.conversations)/\(APIFixture.conversation)")
        #expect(answer.status == 200)
        #expect(answer.headers["Content-Type"] == "application/json")
        #expect(try answer.json == parsed(#"{"conversation":\#(Self.golden)}"#))
    }

    @Test(arguments: [
        "filter[userId]=\(APIFixture.user)", "filter%5BuserId%5D=\(APIFixture.user)", "filter[userExternalId]=customer/1",
        "filter=%7B%22userId%22%3A%22\(APIFixture.user)%22%7D", "filter=%7B%22userExternalId%22%3A+%22customer%2F1%22%7D",
    ])
    func conversationsAreListedByUserInEverySpelling(_ query: String) async throws {
        let api = try APIFixture()
        try await api.seed()
        let answer = await api.get("\(APIFixture.conversations)?\(query)")
        #expect(answer.status == 200)
        #expect(try answer.json == parsed(#"{"conversations":[\#(Self.golden)],"meta":{"hasMore":false},"links":{}}"#))
    }

    @Test(arguments: [
        ("", 400, "filter needs"), ("filter[userId]=x", 400, "filter[userId] must"), ("filter=x", 400, "filter must"),
        ("filter[userId]=\(APIFixture.user)&filter[userExternalId]=a", 400, "filter[userExternalId] cannot"),
        ("filter[userExternalId]=nobody", 404, "There is no such user"),
        ("filter[userId]=\(APIFixture.user)&page[size]=0", 400, "page[size]"),
        ("filter[userId]=\(APIFixture.user)&page[size]=101", 400, "page[size]"),
        ("filter[userId]=\(APIFixture.user)&page[after]=abc", 400, "page[after]"), ("filter[userId]=%zz", 400, "query is not"),
        ("filter[userId]=\(APIFixture.user)&page[after]=\(APIFixture.user)&page[before]=\(APIFixture.user)", 400, "page[before]"),
    ])
    func aListWithAWrongQueryNamesTheParameter(_ query: String, _ status: Int, _ title: String) async throws {
        let api = try APIFixture()
        try await api.seed()
        let answer = await api.get("\(APIFixture.conversations)?\(query)")
        #expect(answer.status == status)
        #expect(answer.title?.hasPrefix(title) == true, "\(query): \(answer.title ?? "")")
    }

    @Test func anUpdateChangesWhatIsGivenAndNullClears() async throws {
        let api = try APIFixture()
        try await api.seed()
        let path = "\(APIFixture.conversations)/\(APIFixture.conversation)"
        let named = await api.call("PATCH", path, body: #"{"displayName":"Order 7","metadata":{"a":1}}"#)
        #expect(named.root["conversation"]["displayName"].string == "Order 7")
        #expect(named.root["conversation"]["metadata"]["a"].int == 1)
        let same = await api.call("PATCH", path, body: #"{"metadata":{"b":true}}"#)
        #expect(same.root["conversation"]["displayName"].string == "Order 7")
        #expect(same.root["conversation"]["metadata"].count == 1)
        let cleared = await api.call("PATCH", path, body: #"{"displayName":null,"iconUrl":null,"description":null,"metadata":null}"#)
        #expect(cleared.status == 200)
        #expect(cleared.root["conversation"]["displayName"].exists == false)
        #expect(cleared.root["conversation"]["metadata"].count == 0)
    }

    @Test(arguments: [
        (#"{"metadata":{"a":{}}}"#, "metadata.a must"), (#"{"displayName":7}"#, "displayName must"),
        (#"{"iconUrl":"file:///x"}"#, "iconUrl must"), (#"{"description":"\#(String(repeating: "x", count: 101))"}"#, "description must"),
        (#"{"metadata":[]}"#, "metadata must"), ("[]", "body must"), ("{", "body cannot"), ("", "body is missing"),
        (#"{"metadata":{"a":"\#(String(repeating: "x", count: 4096))"}}"#, "metadata must be at most 4 KB"),
    ])
    func aWrongUpdateNamesTheField(_ body: String, _ title: String) async throws {
        let api = try APIFixture()
        try await api.seed()
        let answer = await api.call("PATCH", "\(APIFixture.conversations)/\(APIFixture.conversation)", body: body)
        #expect(answer.status == 400)
        #expect(answer.code == "bad_request")
        #expect(answer.title?.hasPrefix(title) == true, "\(body): \(answer.title ?? "")")
    }

    @Test func participantsAreTheUserWithTheConversationsClientFirst() async throws {
        let api = try APIFixture()
        try await api.seed()
        let answer = await api.get("\(APIFixture.conversations)/\(APIFixture.conversation)/participants")
        #expect(
            try answer.json
                == parsed(
                    #"""
                    {"participants":[{"id":"\#(APIFixture.conversation)","userId":"\#(APIFixture.user)","userExternalId":"customer/1",
                      "unreadCount":0,"clientAssociations":[{"type":"whatsapp","clientId":"\#(APIFixture.client)"}]}],
                     "meta":{"hasMore":false},"links":{}}
                    """#))
    }

    @Test func readingIsRecordedAndTold() async throws {
        let api = try APIFixture()
        try await api.seed()
        let path = "\(APIFixture.conversations)/\(APIFixture.conversation)/activity"
        for type in ["typing:start", "typing:stop", "conversation:read"] {
            let answer = await api.post(path, #"{"author":{"type":"business"},"type":"\#(type)"}"#)
            #expect(answer.status == 200)
            #expect(try answer.json == parsed("{}"))
        }
        let (conversation, events) = try await api.store.read { store in
            (
                try store.conversation(app: APIFixture.app, APIFixture.conversation),
                try store.events(app: APIFixture.app, after: nil, limit: 10)
            )
        }
        #expect(conversation?.businessLastRead == api.clock.now)
        #expect(events.map(\.type) == ["conversation:typing", "conversation:typing", "conversation:read"])
    }

    @Test(arguments: [
        (#"{"author":{"type":"business"},"type":"waving"}"#, 400, "type must"),
        (#"{"author":{"type":"business"}}"#, 400, "type is missing"),
        (#"{"type":"typing:start"}"#, 400, "author is missing"),
        (#"{"author":{"type":"user","userExternalId":"customer/1"},"type":"typing:start"}"#, 400, "type must be conversation:read"),
        (#"{"author":{"type":"user","userExternalId":"stranger"},"type":"conversation:read"}"#, 404, "There is no such user"),
    ])
    func aWrongActivityIsRefused(_ body: String, _ status: Int, _ title: String) async throws {
        let api = try APIFixture()
        try await api.seed()
        let answer = await api.post("\(APIFixture.conversations)/\(APIFixture.conversation)/activity", body)
        #expect(answer.status == status)
        #expect(answer.title?.hasPrefix(title) == true, "\(body): \(answer.title ?? "")")
    }

    @Test(arguments: ["", "/participants", "/messages"])
    func anUnknownConversationIsNotFound(_ rest: String) async throws {
        let api = try APIFixture()
        for id in ["\(APIFixture.id(99))", "nonsense"] {
            let answer = await api.get("\(APIFixture.conversations)/\(id)\(rest)")
            #expect(answer.status == 404)
            #expect(answer.code == "conversation_not_found")
        }
    }
}
