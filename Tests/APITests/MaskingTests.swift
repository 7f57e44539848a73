import Core
import JSONKit
import Runtime
import Store
import Testing

@Suite("Invariant 2: what the API is given is masked before it is stored, and what it says holds no card number")
struct MaskingTests {
    static let card = "4556737586899855"
    static let masked = "455673▇▇▇▇▇▇9855"

    private func fixture() throws -> APIFixture { try APIFixture(masking: CardMasking(metrics: Metrics())) }

    private static let users = "/v2/apps/\(APIFixture.app)/users"

    @Test("user: profile and metadata on create and update; the app's own id of the user stays")
    func user() async throws {
        let fixture = try fixture()
        let created = await fixture.post(
            Self.users,
            #"{"externalId":"\#(Self.card)","profile":{"givenName":"Ana \#(Self.card)","email":"a@b.test"},"metadata":{"n":\#(Self.card)}}"#
        )
        #expect(created.status == 201)
        #expect(created.root["user"]["externalId"].string == Self.card)
        #expect(created.root["user"]["profile"]["givenName"].string == "Ana \(Self.masked)")
        #expect(created.root["user"]["metadata"]["n"].string == Self.masked)
        let changed = await fixture.call(
            "PATCH", "\(Self.users)/\(Self.card)",
            body: #"{"profile":{"surname":"\u0034556 7375 8689 9855"},"metadata":{"a":"\#(Self.card)"}}"#)
        #expect(changed.root["user"]["profile"]["surname"].string == "4556 73▇▇ ▇▇▇▇ 9855")
        #expect(changed.root["user"]["metadata"]["a"].string == Self.masked)
        let id = try #require(created.root["user"]["id"].string.flatMap { ID($0) })
        let stored = try await fixture.store.read { try $0.user(app: APIFixture.app, id) }
        #expect(stored?.profile.bytes.holds(Self.card) == false && stored?.metadata.bytes.holds(Self.card) == false)
    }

    @Test("conversation: display name and metadata")
    func conversation() async throws {
        let fixture = try fixture()
        try await fixture.seed()
        let path = "\(APIFixture.conversations)/\(APIFixture.conversation)"
        let changed = await fixture.call(
            "PATCH", path, body: #"{"displayName":"card \#(Self.card)","metadata":{"\#(Self.card)":"\#(Self.card)"}}"#)
        #expect(changed.status == 200)
        let stored = try #require(try await fixture.store.read { try $0.conversation(app: APIFixture.app, APIFixture.conversation) })
        #expect(stored.displayName == "card \(Self.masked)")
        #expect(stored.metadata.bytes == Array(#"{"\#(Self.masked)":"\#(Self.masked)"}"#.utf8))
    }

    @Test("message: the record, the answer, and the kept answer of an idempotent call; its fingerprint is not over the number")
    func message() async throws {
        let fixture = try fixture()
        try await fixture.seed()
        let headers: KeyValuePairs = ["Idempotency-Key": "k1"]
        func body(_ card: String) -> String { #"{"author":{"type":"business"},"content":{"type":"text","text":"card \#(card)"}}"# }
        let posted = await fixture.call("POST", APIFixture.messages, body: body(Self.card), headers: headers)
        #expect(posted.status == 201)
        #expect(posted.root["messages"][0]["content"]["text"].string == "card \(Self.masked)")
        let kept = try #require(try await fixture.store.read { try $0.idempotency(app: APIFixture.app, key: "k1") })
        #expect(kept.body?.holds(Self.card) == false)
        let repeated = await fixture.call("POST", APIFixture.messages, body: body(Self.masked), headers: headers)
        #expect(repeated.bytes == posted.bytes, "the fingerprint is that of the masked body")
        let other = await fixture.call("POST", APIFixture.messages, body: body("none"), headers: headers)
        #expect(other.status == 422)
    }

    @Test("a card posted in several messages: the kept answers of the earlier calls are masked too")
    func keptAnswers() async throws {
        let fixture = try fixture()
        try await fixture.seed()
        for (number, part) in ["4556", "7375", "8689", "9855"].enumerated() {
            let body = #"{"author":{"type":"business"},"content":{"type":"text","text":"\#(part)"}}"#
            let posted = await fixture.call("POST", APIFixture.messages, body: body, headers: ["Idempotency-Key": "k\(number)"])
            #expect(posted.status == 201)
        }
        let kept = try await fixture.store.read { store in
            try (0..<4).map { try store.idempotency(app: APIFixture.app, key: "k\($0)")?.body ?? [] }
        }
        #expect(kept[1].holds(#""text":"73▇▇""#) && kept[2].holds(#""text":"▇▇▇▇""#))
        let body = #"{"author":{"type":"business"},"content":{"type":"text","text":"7375"}}"#
        let repeated = await fixture.call("POST", APIFixture.messages, body: body, headers: ["Idempotency-Key": "k1"])
        #expect(repeated.root["messages"][0]["content"]["text"].string == "73▇▇")
    }

    @Test("the kept answer of an integration's call is masked as that of the app's key is")
    func keptAnswersOfAnIntegration() async throws {
        let fixture = try fixture()
        try await fixture.seed()
        for (number, part) in ["4556", "7375", "8689", "9855"].enumerated() {
            let body = #"{"author":{"type":"business"},"content":{"type":"text","text":"\#(part)"}}"#
            let headers: KeyValuePairs = ["Idempotency-Key": "k\(number)"]
            let posted = await fixture.call(
                "POST", APIFixture.messages, body: body, authorization: APIFixture.integrationBasic, headers: headers)
            #expect(posted.status == 201)
        }
        let kept = try await fixture.store.read { store in
            try (0..<4).map { try store.idempotency(app: APIFixture.app, key: "k\($0) \(APIFixture.app)")?.body ?? [] }
        }
        #expect(kept[1].holds(#""text":"73▇▇""#) && kept[2].holds(#""text":"▇▇▇▇""#))
    }

    @Test("an error text that names a field by what was sent")
    func errorText() async throws {
        let fixture = try fixture()
        try await fixture.seed()
        let answers = [
            await fixture.post(Self.users, #"{"externalId":"x","metadata":{"\#(Self.card)":{"a":1}}}"#),
            await fixture.post(APIFixture.messages, #"{"author":{"type":"\#(Self.card)"},"content":{"type":"text","text":"a"}}"#),
            await fixture.post(APIFixture.messages, #"{"author":{"type":"business"},"content":{"type":"\#(Self.card)"}}"#),
            await fixture.get("/v2/apps/\(APIFixture.app)/conversations?filter[\(Self.card)]=\(Self.card)"),
            await fixture.get("\(APIFixture.parley)/journal?verdict=\(Self.card)&\(Self.card)=1"),
            await fixture.get("\(APIFixture.parley)/journal?externalId=\(Self.card)"),
            await fixture.get("/v2/\(Self.card)"),
        ]
        for answer in answers { #expect(!answer.bytes.holds(Self.card), "\(String(decoding: answer.bytes, as: UTF8.self))") }
        #expect(answers[0].status == 400)
    }

    @Test("Z32: an app that masks nothing keeps what it is given")
    func switchedOff() async throws {
        let fixture = try APIFixture(masking: CardMasking(metrics: Metrics()), masksCards: false)
        let created = await fixture.post(Self.users, #"{"externalId":"x","profile":{"givenName":"\#(Self.card)"}}"#)
        #expect(created.root["user"]["profile"]["givenName"].string == Self.card)
    }
}

extension [UInt8] {
    /// Whether a text stands in the bytes.
    fileprivate func holds(_ text: String) -> Bool { String(decoding: self, as: UTF8.self).contains(text) }
}
