import API
import Core
import JSONKit
import Runtime
import Store
import Testing

struct PostTests {
    @Test func aFullDiskIsAnsweredWithRetryAfter() async throws {
        let api = try APIFixture(sizeLimit: 300 << 10)
        try await api.seed()
        var answer = await api.post(APIFixture.messages, APIFixture.hello)
        #expect(answer.status == 201)
        for _ in 0..<1000 where answer.status == 201 { answer = await api.post(APIFixture.messages, APIFixture.hello) }
        #expect(answer.status == 503)
        #expect(answer.headers["Retry-After"] == "5")
    }

    private func stored(_ api: APIFixture) async throws -> (messages: [MessageRecord], events: [OutboxEvent], jobs: [Job]) {
        try await api.store.read { store in
            (
                try store.messages(conversation: APIFixture.conversation, page: PageRequest(limit: 100)),
                try store.events(app: APIFixture.app, after: nil, limit: 100),
                try store.jobs(
                    group: JobGroup(queue: .outbound, group: APIFixture.integration), lane: APIFixture.conversation, after: nil, limit: 100)
            )
        }
    }

    @Test func aPostedMessageIsStoredQueuedAndAnswered() async throws {
        let api = try APIFixture()
        try await api.seed()
        let answer = await api.post(APIFixture.messages, APIFixture.hello)
        #expect(answer.status == 201)
        #expect(answer.headers["Parley-Delivery"] == "queued")
        #expect(answer.headers["Parley-Failure"] == nil)
        let id = try #require(answer.root["messages"][0]["id"].string)
        #expect(
            try answer.json
                == parsed(
                    #"""
                    {"messages":[{"id":"\#(id)","received":"\#(APIFixture.time)","author":{"type":"business","displayName":"Ben"},
                      "content":{"type":"text","text":"Hi"},"source":{"type":"api:conversations"}}]}
                    """#))
        let (messages, events, jobs) = try await stored(api)
        #expect(messages.map { "\($0.id)" } == [id])
        #expect(events.map(\.type) == ["conversation:message"])
        #expect(jobs.map { "\($0.subject)" } == [id])
    }

    @Test func outsideTheWindowTheMessageIsStoredAndFailsAtOnce() async throws {
        let api = try APIFixture()
        try await api.seed(ago: .hours(30))
        let answer = await api.post(APIFixture.messages, APIFixture.hello)
        #expect(answer.status == 201)
        #expect(answer.headers["Parley-Delivery"] == "failed")
        #expect(answer.headers["Parley-Failure"] == "outside_window")
        let (messages, events, jobs) = try await stored(api)
        #expect(messages.count == 1)
        #expect(events.map(\.type) == ["conversation:message", "conversation:message:delivery:failure"])
        #expect(jobs.isEmpty)
        let id = try #require(answer.root["messages"][0]["id"].string)
        let ledger = await api.get("\(APIFixture.parley)/messages/\(id)/delivery")
        #expect(ledger.root["delivery"]["state"].string == "failed")
        #expect(ledger.root["delivery"]["failure"]["code"].string == "outside_window")
        #expect(ledger.root["delivery"]["failure"]["actor"].string == "agent")
        #expect(ledger.root["delivery"]["history"][0]["source"].string == "policy")
    }

    @Test func aTemplateIsTakenOutsideTheWindow() async throws {
        let api = try APIFixture()
        try await api.seed(ago: .hours(30))
        let body =
            #"{"author":{"type":"business"},"schema":"whatsapp","content":{"type":"template","template":{"name":"a","language":{"code":"en"}}}}"#
        let answer = await api.post(APIFixture.messages, body)
        #expect(answer.status == 201)
        #expect(answer.headers["Parley-Delivery"] == "queued")
    }

    @Test func contentThatTheChannelCannotCarryFailsAtOnce() async throws {
        let api = try APIFixture()
        try await api.seed()
        let answer = await api.post(
            APIFixture.messages, #"{"author":{"type":"business"},"content":{"type":"text","text":"unsendable"}}"#)
        #expect(answer.status == 201)
        #expect(answer.headers["Parley-Failure"] == "content_unsupported")
    }

    @Test(arguments: [
        (#"{"content":{"type":"text","text":"a"}}"#, 400, "author is missing"),
        (#"{"author":{"type":"business"}}"#, 400, "content is missing"),
        (#"{"author":{"type":"business"},"content":{"type":"song"}}"#, 400, "content.type must"),
        (
            #"{"author":{"type":"business"},"content":{"type":"text","text":"\#(String(repeating: "x", count: 4097))"}}"#, 400,
            "content.text must"
        ),
        (
            #"{"author":{"type":"business"},"content":{"type":"text","text":"a"},"metadata":{"a":["\#(String(repeating: "x", count: 10))"]}}"#,
            400, "metadata.a must"
        ),
        (
            #"{"author":{"type":"business"},"content":{"type":"text","text":"a"},"destination":{"integrationType":"line"}}"#, 404,
            "destination.integrationType names"
        ),
        (
            #"{"author":{"type":"business"},"content":{"type":"text","text":"a"},"destination":{"integrationId":"\#(APIFixture.otherIntegration)"}}"#,
            404, "destination.integrationId names"
        ),
        (
            #"{"author":{"type":"business"},"content":{"type":"text","text":"a"},"quotedMessage":{"id":"\#(APIFixture.id(77))"}}"#, 400,
            "quotedMessage.id must"
        ),
        (#"{"author":{"type":"business"},"content":{"type":"text","text":"a"},"quotedMessage":{}}"#, 400, "quotedMessage.id is missing"),
        ("nonsense", 400, "body cannot be read"), ("", 400, "body is missing"),
    ])
    func aWrongPostNamesTheField(_ body: String, _ status: Int, _ title: String) async throws {
        let api = try APIFixture()
        try await api.seed()
        let answer = await api.post(APIFixture.messages, body)
        #expect(answer.status == status)
        #expect(answer.title?.hasPrefix(title) == true, "\(body): \(answer.title ?? "")")
        #expect(try await stored(api).messages.isEmpty)
    }

    @Test(arguments: [
        #""destination":{"integrationType":"whatsapp"}"#, #""destination":{"integrationId":"\#(APIFixture.integration)"}"#,
        #""metadata":{"a":"b"}"#, #""override":{"whatsapp":{"payload":{"type":"text"}}}"#,
        #""quotedMessage":{"type":"message","message":{"id":"\#(APIFixture.id(50))"}}"#, #""destination":null,"metadata":null"#,
    ])
    func optionsOfAPostAreTaken(_ option: String) async throws {
        let api = try APIFixture()
        try await api.seed()
        try await api.store.write { try $0.insert(APIFixture.message(50)) }
        let answer = await api.post(
            APIFixture.messages, #"{"author":{"type":"business"},"content":{"type":"text","text":"a"},\#(option)}"#)
        #expect(answer.status == 201, "\(option): \(answer.title ?? "")")
        #expect(answer.headers["Parley-Delivery"] == "queued")
    }

    /// "Sunshine Conversations API, destination": by the user's client on the channel that is named; the conversation keeps its way.
    @Test(arguments: [#"{"integrationType":"kakao"}"#, #"{"integrationId":"\#(APIFixture.id(0xB1))"}"#])
    func aDestinationLeadsToTheUsersOtherChannel(_ destination: String) async throws {
        let api = try APIFixture()
        try await api.seed()
        try await api.store.write { store in
            try store.insert(
                Client(
                    id: APIFixture.id(5), appID: APIFixture.app, integrationID: APIFixture.id(0xB1), userID: APIFixture.user,
                    externalID: "ana-on-kakao", linkedAt: APIFixture.start, lastSeen: APIFixture.start))
        }
        let body = #"{"author":{"type":"business"},"content":{"type":"text","text":"a"},"destination":\#(destination)}"#
        // The window that counts is the other channel's: the user has not written there.
        let preflight = await api.post("\(APIFixture.parley)/conversations/\(APIFixture.conversation)/messages/preflight", body)
        #expect(preflight.root["failure"]["code"].string == "outside_window")
        let answer = await api.post(APIFixture.messages, body)
        #expect(answer.status == 201 && answer.headers["Parley-Failure"] == "outside_window")
        let id = try #require(answer.root["messages"][0]["id"].string.flatMap { ID($0) })
        #expect(try await api.store.read { try $0.delivery(message: id)?.integrationID } == APIFixture.id(0xB1))
        #expect(await api.post(APIFixture.messages, APIFixture.hello).headers["Parley-Delivery"] == "queued")
        let conversation = try await api.store.read { try $0.conversation(app: APIFixture.app, APIFixture.conversation) }
        #expect(conversation?.clientID == APIFixture.client && conversation?.integrationID == APIFixture.integration)
    }

    @Test func aBodyInAnotherFormIsRefused() async throws {
        let api = try APIFixture()
        try await api.seed()
        let answer = await api.call(
            "POST", APIFixture.messages, body: "author=business", headers: ["Content-Type": "application/x-www-form-urlencoded"])
        #expect(answer.status == 415)
        for type in ["application/json; charset=utf-8", "Application/JSON", "application/merge-patch+json"] {
            let taken = await api.call("POST", APIFixture.messages, body: APIFixture.hello, headers: ["Content-Type": type])
            #expect(taken.status == 201, "\(type)")
        }
    }

    @Test func aBodyOver100KilobytesIsRefused() async throws {
        let api = try APIFixture()
        try await api.seed()
        let answer = await api.post(APIFixture.messages, APIFixture.hello + String(repeating: " ", count: 102_400))
        #expect(answer.status == 413)
        #expect(answer.code == "payload_too_large")
        #expect(
            api.handler.admit(HTTPRequest(method: "POST", path: "/sc" + APIFixture.messages), contentLength: nil)
                == .accept(bodyLimit: 102_400))
        let announced = api.handler.admit(HTTPRequest(method: "POST", path: APIFixture.messages), contentLength: 102_401)
        guard case .refuse(let refusal) = announced else {
            Issue.record("a body that is announced as too long must be refused unread")
            return
        }
        #expect(refusal.status == 413)
    }

    @Test func aClosedConversationThatNeverReopensTakesNoMessage() async throws {
        let api = try APIFixture()
        var base = APIFixture.base()
        let index = try #require(base.integrations.firstIndex { $0.entry.id == APIFixture.integration })
        base.integrations[index].entry.threading.reopen = .never
        api.context.replaceDirectory(base.directory)
        try await api.seed()
        #expect(await api.post("\(APIFixture.parley)/conversations/\(APIFixture.conversation)/close").status == 200)
        let answer = await api.post(APIFixture.messages, APIFixture.hello)
        #expect(answer.status == 409)
        #expect(answer.code == "conflict")
    }
}
