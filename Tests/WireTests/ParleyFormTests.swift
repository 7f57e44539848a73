import Core
import JSONKit
import Store
import Testing
import Wire

private let time = Fixture.time

@Suite struct ParleyFormTests {
    @Test func `a failure has its golden form with and without a provider`() throws {
        let golden = """
            {"code":"outside_window","retryable":false,"actor":"agent","title":"The reply window is closed","detail":"d",
             "nextStep":"Send an approved template, or wait until the customer writes again.",
             "provider":{"code":"131047","message":"Re-engagement message","details":"24 hours"}}
            """
        var failure = Fixture.failure
        failure.detail = "d"
        #expect(try parsed(FailureForm(failure)) == parsed(golden))
        #expect(try parsed(FailureForm(Failure(.expired)))["provider"] == .null)
    }

    @Test(arguments: FailureCode.allCases) func `every failure has words, an actor and a code (invariant 9)`(_ code: FailureCode) throws {
        let form = try parsed(FailureForm(Failure(code)))
        #expect(form["code"] == .string(code.rawValue))
        for key in ["title", "detail", "nextStep", "actor"] {
            #expect(form[key] != nil && form[key] != "", "\(code) \(key)")
        }
    }

    @Test(arguments: FailureCode.allCases) func `every failure has Korean words of its own (Z23)`(_ code: FailureCode) throws {
        let form = try parsed(FailureForm(Failure(code), language: .korean))
        for key in ["title", "detail", "nextStep"] {
            guard case .string(let text)? = form[key] else { Issue.record("\(code) has no \(key)"); continue }
            #expect(text.unicodeScalars.contains { (0xAC00...0xD7A3).contains($0.value) }, "\(code) \(key): \(text)")
        }
        #expect(Set(FailureCode.allCases.map(\.koreanWords.title)).count == FailureCode.allCases.count)
    }

    @Test func `a more exact sentence follows the Korean one in brackets`() throws {
        let failure = Failure(.templateParameters, detail: "Value 2 is empty.")
        #expect(failure.detail(in: .korean) == FailureCode.templateParameters.koreanWords.detail + " (Value 2 is empty.)")
        #expect(failure.detail(in: .english) == "Value 2 is empty.")
    }

    @Test(arguments: ["ko", "ko-KR", "KO"]) func `Korean is found by its tag`(_ tag: String) { #expect(WordsLanguage(tag: tag) == .korean) }

    @Test(arguments: ["en", "en-US", "EN", "xx", ""]) func `a language without words falls back to English`(_ tag: String) {
        #expect(WordsLanguage(tag: tag) == .english)
    }

    @Test func `a conversation's state has its golden form`() throws {
        let state = ConversationState(
            Fixture.conversation, integrationType: "whatsapp", clientExternalID: "15550001", window: Fixture.window,
            sendable: SendPermission(freeform: false, template: true, failureCode: .outsideWindow),
            lane: .init(queued: 2, blockedBy: Fixture.id(6)))
        let golden = """
            {"id":"000000000000000000000004","status":"open","integration":{"id":"00000000000000000000000b","type":"whatsapp"},
             "user":{"id":"000000000000000000000001"},"client":{"id":"000000000000000000000003","externalId":"15550001"},
             "createdAt":"\(time)","closedAt":null,"lastCustomerMessageAt":"\(time)","lastBusinessMessageAt":null,"unanswered":true,
             "window":{"rule":"24h","state":"open","openedAt":"\(time)","closesAt":"2026-01-02T00:00:00.123Z","secondsLeft":86400},
             "sendable":{"freeform":false,"template":true,"humanTag":false,"failureCode":"outside_window",
              "nextStep":"Send an approved template, or wait until the customer writes again."},
             "lane":{"queued":2,"blockedBy":"000000000000000000000006"}}
            """
        #expect(try parsed(state) == parsed(golden))
    }

    @Test func `a permission without a failure says null`() throws {
        let golden = #"{"freeform":true,"template":true,"humanTag":true,"failureCode":null,"nextStep":null}"#
        #expect(try parsed(SendPermission(freeform: true, template: true, humanTag: true)) == parsed(golden))
    }

    @Test func `a journal entry has its golden form in a list and on its own`() throws {
        let entry = JournalEntry(
            id: Fixture.id(1), appID: Fixture.app, integrationID: Fixture.integration, receivedAt: Fixture.at, source: .webhook,
            verdict: .accepted, payload: [1])
        let outcome = EventOutcome(
            entryID: entry.id, index: 0, externalID: "wamid.1", type: "message", result: .applied, resourceID: Fixture.id(5))
        let form = JournalForm(entry, outcomes: [outcome], pending: [.init(externalID: "wamid.2", type: "status")])
        let members = """
            "id":"000000000000000000000001","receivedAt":"\(time)","integrationId":"00000000000000000000000b","source":"webhook",
            "verdict":"accepted","events":[
             {"externalId":"wamid.1","type":"message","outcome":"applied","resourceId":"000000000000000000000005","reason":null},
             {"externalId":"wamid.2","type":"status","outcome":"pending","resourceId":null,"reason":null}]
            """
        #expect(try parsed(form) == parsed("{\(members)}"))
        var own = form
        own.payload = Fixture.user.metadata
        own.entry.reason = "why"
        #expect(try parsed(own) == parsed(#"{\#(members),"reason":"why","payload":{"vip":true}}"#))
    }
}

@Suite struct DeliveryFormTests {
    private static func attempt(_ id: UInt32, step: Int, outcome: String?) -> Attempt {
        Attempt(
            id: Fixture.id(id), messageID: Fixture.id(6), step: step, startedAt: Fixture.at, endedAt: outcome == nil ? nil : Fixture.at,
            outcome: outcome, httpStatus: outcome == nil ? nil : 200)
    }

    private static func json(_ id: Int, outcome: String?) -> String {
        """
        {"id":"00000000000000000000000\(id)","startedAt":"\(time)","endedAt":\(outcome == nil ? "null" : "\"\(time)\""),
         "outcome":\(outcome.map { "\"\($0)\"" } ?? "null"),"httpStatus":\(outcome == nil ? "null" : "200"),"failure":null}
        """
    }

    private static func delivery(_ state: DeliveryState) -> Delivery {
        Delivery(
            messageID: Fixture.id(6), appID: Fixture.app, conversationID: Fixture.id(4), integrationID: Fixture.integration, state: state,
            queuedAt: Fixture.at, deadline: Fixture.at)
    }

    @Test func `a delivery has its golden form with preparation, parts and history`() throws {
        let form = DeliveryForm(
            Self.delivery(.delivered),
            parts: [
                Part(messageID: Fixture.id(6), step: 0, part: nil, state: .sent, externalID: "media1"),
                Part(messageID: Fixture.id(6), step: 1, part: 0, state: .delivered, externalID: "wamid.2"),
            ],
            attempts: [
                Self.attempt(1, step: 0, outcome: "accepted"), Self.attempt(2, step: 1, outcome: "throttled"),
                Self.attempt(3, step: 1, outcome: "accepted"),
            ],
            ledger: [
                LedgerEntry(
                    messageID: Fixture.id(6), sequence: 0, state: .sent, part: 0, at: Fixture.at, receivedAt: Fixture.at, source: .provider)
            ])
        let golden = """
            {"messageId":"000000000000000000000006","state":"delivered","certain":true,"failure":null,
             "preparation":[\(Self.json(1, outcome: "accepted"))],
             "parts":[{"index":0,"state":"delivered","externalId":"wamid.2","failure":null,
              "attempts":[\(Self.json(2, outcome: "throttled")),\(Self.json(3, outcome: "accepted"))]}],
             "history":[{"state":"sent","part":0,"at":"\(time)","receivedAt":"\(time)","source":"provider"}]}
            """
        #expect(try parsed(form) == parsed(golden))
    }

    @Test(
        arguments: [
            (DeliveryState.sending, nil, "sending"), (.unknown, "ambiguous", "unknown"), (.queued, "throttled", "queued"),
            (.failed, "rejected", "failed"), (.sent, nil, "sending"),
        ] as [(DeliveryState, String?, String)])
    func `a step without a result is shown as the next part`(_ state: DeliveryState, _ outcome: String?, _ shown: String) throws {
        let form = DeliveryForm(
            Self.delivery(state), parts: [Part(messageID: Fixture.id(6), step: 0, part: 0, state: .sent, externalID: "wamid.2")],
            attempts: [Self.attempt(1, step: 0, outcome: "accepted"), Self.attempt(2, step: 1, outcome: outcome)], ledger: [])
        let golden = """
            [{"index":0,"state":"sent","externalId":"wamid.2","failure":null,"attempts":[\(Self.json(1, outcome: "accepted"))]},
             {"index":1,"state":"\(shown)","externalId":null,"failure":null,"attempts":[\(Self.json(2, outcome: outcome))]}]
            """
        #expect(try parsed(form)["parts"] == parsed(golden))
    }

    @Test func `a delivery that was not tried has no parts`() throws {
        let form = DeliveryForm(Self.delivery(.queued), parts: [], attempts: [], ledger: [])
        #expect(try parsed(form)["parts"] == .array([]))
        #expect(try parsed(form)["preparation"] == nil)
    }
}
