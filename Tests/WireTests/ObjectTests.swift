import Core
import JSONKit
import Store
import Testing
import Wire

private let time = Fixture.time

@Suite struct ObjectTests {
    @Test func `a user has its golden form`() throws {
        let golden = """
            {"id":"000000000000000000000001","authenticated":false,"externalId":"customer-1","signedUpAt":"\(time)",
             "profile":{"givenName":"Ana"},"metadata":{"vip":true},"identities":[]}
            """
        #expect(try parsed(Fixture.user) == parsed(golden))
    }

    @Test func `a profile is never shown with empty strings, however it is stored`() throws {
        var user = Fixture.user
        user.profile = JSONBytes(Array(#"{"givenName":"","surname":"B","email":""}"#.utf8))
        #expect(try parsed(user)["profile"] == parsed(#"{"surname":"B"}"#))
        #expect(Profile(givenName: "", surname: "", email: "", avatarURL: "", locale: "").encoded() == .emptyObject)
    }

    @Test func `a conversation has its golden form`() throws {
        var conversation = Fixture.conversation
        conversation.displayName = "Order 7"
        conversation.businessLastRead = Fixture.at
        let golden = """
            {"id":"000000000000000000000004","type":"personal","metadata":{},"isDefault":true,"displayName":"Order 7",
             "businessLastRead":"\(time)","lastUpdatedAt":"\(time)","createdAt":"\(time)"}
            """
        #expect(try parsed(conversation) == parsed(golden))
        conversation.displayName = ""
        #expect(try parsed(conversation)["displayName"] == nil)
    }

    @Test(arguments: ["whatsapp", "line", "kakao", "web", "custom", ""])
    func `a client's type is one that typed clients know`(_ type: String) throws {
        let known: Set = [
            "apple", "gbm", "googlercs", "instagram", "kakao", "line", "mailgun", "messagebird", "messenger", "slackconnect", "sdk",
            "telegram", "twilio", "twitter", "viber", "wechat", "whatsapp",
        ]
        let shown = try parsed(ClientForm(Fixture.client, integrationType: type))["type"]
        #expect(shown == .string(known.contains(type) ? type : "sdk"))
    }

    @Test func `a participant has its golden form`() throws {
        let participant = Participant(
            id: Fixture.id(9), userID: Fixture.id(1), userExternalID: "customer-1", unreadCount: 2, lastRead: Fixture.at,
            associations: [.init(clientID: Fixture.id(3), type: .whatsapp)])
        let golden = """
            {"id":"000000000000000000000009","userId":"000000000000000000000001","userExternalId":"customer-1","unreadCount":2,
             "lastRead":"\(time)","clientAssociations":[{"type":"whatsapp","clientId":"000000000000000000000003"}]}
            """
        #expect(try parsed(participant) == parsed(golden))
    }

    @Test func `a message shows its quote and metadata, and a quote does not nest`() throws {
        var message = Fixture.reply
        message.quoted = QuotedMessage.external("wamid.0").encoded()
        message.metadata = Fixture.user.metadata
        #expect(try parsed(message)["quotedMessage"] == parsed(#"{"type":"externalMessageId","externalMessageId":"wamid.0"}"#))
        #expect(try parsed(message)["metadata"] == parsed(#"{"vip":true}"#))

        let quote = try parsed(QuotedMessage.message(message).encoded())
        #expect(quote["type"] == "message")
        #expect(quote["message"]?["id"] == "000000000000000000000006")
        #expect(quote["message"]?["quotedMessage"] == nil)
    }

    @Test func `a message of the API shows the author without the nested user`() throws {
        #expect(
            try parsed(Fixture.message)["author"]
                == parsed(#"{"type":"user","userId":"000000000000000000000001","displayName":"Ana"}"#))
    }

    @Test func `a page leaves out what it does not have`() throws {
        func page(_ page: ListPage) throws -> JSONValue { try parsed(JSONWriter.object { page.writeMembers(to: &$0) }) }
        #expect(try page(ListPage(hasMore: false)) == parsed(#"{"meta":{"hasMore":false},"links":{}}"#))
        let full = ListPage(
            hasMore: true, afterCursor: Fixture.id(1), beforeCursor: Fixture.id(2), next: "https://a.example/n",
            previous: "https://a.example/p")
        let golden = """
            {"meta":{"hasMore":true,"afterCursor":"000000000000000000000001","beforeCursor":"000000000000000000000002"},
             "links":{"next":"https://a.example/n","prev":"https://a.example/p"}}
            """
        #expect(try page(full) == parsed(golden))
    }

    @Test func `an error body lists code and title`() throws {
        let golden = #"{"errors":[{"code":"bad_request","title":"content.text is missing"},{"code":"locked","title":"Full"}]}"#
        let body = ErrorBody([WireProblem("content.text", "is missing"), WireProblem(code: "locked", title: "Full")])
        #expect(try parsed(body.encoded()) == parsed(golden))
    }
}

@Suite struct ProfilePatchTests {
    private func apply(_ json: String, to profile: Profile = Profile(givenName: "Ana", email: "a@b.example")) throws -> Profile {
        var profile = profile
        try profile.apply(FieldReader(JSONDocument.parse(json).root, path: "profile"))
        return profile
    }

    @Test func `absent members stay, null clears, others are set`() throws {
        let expected = Profile(givenName: "Ana", surname: "B", locale: "ko-KR")
        #expect(try apply(#"{"surname":"B","email":null,"locale":"ko-KR"}"#) == expected)
        #expect(try apply("null") == Profile(givenName: "Ana", email: "a@b.example"))
    }

    @Test func `a stored profile comes back and damaged bytes give an empty one`() {
        let profile = Profile(givenName: "a", surname: "b", email: "c", avatarURL: "d", locale: "e")
        #expect(Profile(stored: profile.encoded()) == profile)
        #expect(Profile(stored: JSONBytes([])) == Profile())
    }

    @Test(arguments: [("givenName", 128), ("surname", 128), ("email", 128), ("avatarUrl", 2048), ("locale", 64)])
    func `a member at its limit is taken; longer, empty and of another type is refused by name`(_ key: String, _ limit: Int) throws {
        func json(_ count: Int) -> String { #"{"\#(key)":"\#(String(repeating: "a", count: count))"}"# }
        _ = try apply(json(limit))
        for bad in [json(limit + 1), json(0), #"{"\#(key)":7}"#] {
            #expect(#expect(throws: WireProblem.self) { try apply(bad) }?.field == "profile.\(key)")
        }
    }
}
