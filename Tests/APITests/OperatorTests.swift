import Core
import JSONKit
import Store
import Testing

struct JournalTests {
    private static let path = "\(APIFixture.parley)/journal"

    private func filled() async throws -> APIFixture {
        let api = try APIFixture()
        try await api.store.write { store in
            for number in UInt32(600)..<630 {
                let id = APIFixture.id(number)
                try store.insert(
                    JournalEntry(
                        id: id, appID: APIFixture.app, integrationID: APIFixture.integration, receivedAt: APIFixture.start,
                        source: .webhook,
                        verdict: number == 605 ? .quarantined : .accepted,
                        payload: Array("POST /webhooks/x\nContent-Type: application/json\n\n{ \"n\": \(number) }".utf8),
                        reason: number == 605 ? "no entry" : nil))
                try store.record(
                    EventOutcome(
                        entryID: id, index: 0, externalID: "wamid.\(number)", type: "message", result: .applied,
                        resourceID: APIFixture.id(4)))
            }
        }
        return api
    }

    private func ids(_ answer: Answered) -> [String] { answer.root["entries"].array.compactMap { $0["id"].string } }

    @Test func entriesAreListedNewestFirstInPages() async throws {
        let api = try await filled()
        let first = await api.get(Self.path)
        #expect(ids(first) == (UInt32(605)..<630).reversed().map { "\(APIFixture.id($0))" })
        #expect(first.root["meta"]["hasMore"].bool == true)
        let cursor = try #require(first.root["meta"]["afterCursor"].string)
        let rest = await api.get("\(Self.path)?page[after]=\(cursor)")
        #expect(ids(rest) == (UInt32(600)..<605).reversed().map { "\(APIFixture.id($0))" })
        #expect(rest.root["meta"]["hasMore"].bool == false)
        #expect(rest.root["meta"]["afterCursor"].exists == false)
    }

    @Test(arguments: [
        ("verdict=quarantined", 1), ("externalId=wamid.610", 1), ("externalId=none", 0), ("integrationId=\(APIFixture.integration)", 25),
        ("integrationId=\(APIFixture.otherIntegration)", 0), ("page[size]=3", 3),
    ])
    func entriesAreFiltered(_ query: String, _ count: Int) async throws {
        let answer = await (try await filled()).get("\(Self.path)?\(query)")
        #expect(answer.root["entries"].count == count, "\(query)")
    }

    @Test(arguments: [
        ("verdict=maybe", "verdict"), ("integrationId=1", "integrationId"), ("page[before]=\(APIFixture.user)", "page[before]"),
    ])
    func aWrongFilterIsNamed(_ query: String, _ name: String) async throws {
        let answer = await (try APIFixture()).get("\(Self.path)?\(query)")
        #expect(answer.status == 400)
        #expect(answer.title?.hasPrefix(name) == true)
    }

    @Test func anEntryIsShownWithItsPayload() async throws {
        let answer = await (try await filled()).get("\(Self.path)/\(APIFixture.id(610))")
        #expect(
            try answer.json
                == parsed(
                    #"""
                    {"entry":{"id":"\#(APIFixture.id(610))","receivedAt":"\#(APIFixture.time)","integrationId":"\#(APIFixture.integration)",
                      "source":"webhook","verdict":"accepted","events":[{"externalId":"wamid.610","type":"message","outcome":"applied",
                      "resourceId":"\#(APIFixture.id(4))","reason":null}],"payload":{"n":610}}}
                    """#))
    }

    @Test func aPayloadThatIsNoJSONIsShownAsText() async throws {
        let api = try APIFixture()
        try await api.store.write { store in
            try store.insert(
                JournalEntry(
                    id: APIFixture.id(640), appID: APIFixture.app, integrationID: APIFixture.integration, receivedAt: APIFixture.start,
                    source: .webhook, verdict: .quarantined, payload: Array("POST /x\n\nBody=\"1\"&\u{1}".utf8) + [0xFF]))
        }
        let answer = await api.get("\(Self.path)/\(APIFixture.id(640))")
        #expect(answer.root["entry"]["payload"].string == "Body=\"1\"&\u{1}\u{FFFD}")
    }

    @Test func aReplayPutsTheEntryIntoTheQueueOnce() async throws {
        let api = try await filled()
        for _ in 0..<2 { #expect(await api.post("\(Self.path)/\(APIFixture.id(610))/replay").status == 202) }
        let jobs = try await api.store.read {
            try $0.jobs(
                group: JobGroup(queue: .inbound, group: APIFixture.integration), lane: APIFixture.integration, after: nil, limit: 10)
        }
        #expect(jobs.map(\.subject) == [APIFixture.id(610)])
    }
}

struct DeadLetterTests {
    private static let path = "\(APIFixture.parley)/deadletters"
    private static let key = JobKey(queue: .webhooks, group: APIFixture.webhook, lane: APIFixture.conversation, id: APIFixture.id(700))

    private func filled() async throws -> APIFixture {
        let api = try APIFixture()
        try await api.store.write { store in
            try store.bury(
                DeadLetter(
                    key: Self.key, appID: APIFixture.app, subject: APIFixture.id(701), attempts: 12, diedAt: APIFixture.start,
                    reason: "The webhook answered 410."))
        }
        return api
    }

    @Test func deadLettersAreListedByQueue() async throws {
        let api = try await filled()
        let letter =
            #"{"id":"\#(APIFixture.id(700))","queue":"webhooks","webhookId":"\#(APIFixture.webhook)","eventId":"\#(APIFixture.id(701))","attempts":12,"diedAt":"\#(APIFixture.time)","reason":"The webhook answered 410."}"#
        let whole = try parsed(#"{"deadletters":[\#(letter)],"meta":{"hasMore":false},"links":{}}"#)
        #expect(await api.get(Self.path).json == whole)
        #expect(await api.get(Self.path + "?queue=webhooks").json == whole)
        #expect(await api.get(Self.path + "?queue=outbound").root["deadletters"].count == 0)
        #expect(await api.get(Self.path + "?queue=other").title?.hasPrefix("queue must") == true)
    }

    @Test func aReplayedLetterIsAJobAgain() async throws {
        let api = try await filled()
        #expect(await api.post("\(Self.path)/\(APIFixture.id(700))/replay").status == 202)
        let job = try await api.store.read { try $0.job(Self.key) }
        #expect(job?.attempt == 0)
        #expect(job?.runAt == api.clock.now)
        #expect(await api.get(Self.path).root["deadletters"].count == 0)
    }

    @Test func aDroppedLetterIsGone() async throws {
        let api = try await filled()
        let dropped = await api.call("DELETE", "\(Self.path)/\(APIFixture.id(700))")
        #expect(dropped.status == 200)
        #expect(dropped.json == .object([]))
        #expect(await api.call("DELETE", "\(Self.path)/\(APIFixture.id(700))").code == "deadletter_not_found")
    }
}

struct CatalogueTests {
    @Test(arguments: ["", "?lang=en", "?lang=ko", "?lang=en-GB"])
    func everyFailureIsExplainedWithTheProvidersCodes(_ query: String) async throws {
        let failures = await (try APIFixture()).get("/parley/v1/failures" + query).root["failures"]
        #expect(failures.array.compactMap { $0["code"].string } == FailureCode.allCases.map(\.rawValue))
        for failure in failures.array {
            for key in ["title", "detail", "nextStep", "actor"] { #expect(failure[key].string?.isEmpty == false) }
            #expect(failure["retryable"].bool != nil)
        }
        #expect(failures[0]["provider"][0]["type"].string == "whatsapp")
        #expect(failures[0]["provider"][0]["code"].string == "131047")
    }

    @Test func healthTellsWhatWaits() async throws {
        let api = try APIFixture()
        try await api.seed()
        _ = await api.post(APIFixture.messages, APIFixture.hello)
        #expect(
            try await api.get("\(APIFixture.parley)/integrations/\(APIFixture.integration)/health").json
                == parsed(
                    #"""
                    {"health":{"integrationId":"\#(APIFixture.integration)","type":"whatsapp","status":"active","lastInboundAt":null,
                       "lastOutboundAt":null,"credentials":"unknown","errorRate":null,"queue":{"inbound":0,"outbound":1},"templates":null}}
                    """#))
    }
}
