import Core
import JSONKit
import Runtime
import Store
import Testing

struct DeliveryTests {
    private static let message = APIFixture.id(500)
    private static let path = "\(APIFixture.parley)/messages/\(message)"

    /// A message of the business in `state`, with one part.
    private func seed(_ api: APIFixture, _ state: DeliveryState, part: DeliveryState? = nil) async throws {
        try await api.seed()
        let failure = state == .failed ? Failure(.providerRejected, provider: ProviderError(code: "100", message: "Bad")) : nil
        try await api.store.write { store in
            var message = APIFixture.message(500)
            message.author = .business
            message.authorUserID = nil
            try store.insert(message)
            try store.insert(
                Delivery(
                    messageID: Self.message, appID: APIFixture.app, conversationID: APIFixture.conversation,
                    integrationID: APIFixture.integration, state: state, certain: state != .unknown, failure: failure,
                    queuedAt: APIFixture.start, deadline: APIFixture.start, complete: state == .failed, nextSequence: 1))
            try store.put(Part(messageID: Self.message, step: 0, part: 0, state: part ?? state, failure: failure))
            try store.insert(
                Attempt(
                    id: APIFixture.id(501), messageID: Self.message, step: 0, startedAt: APIFixture.start, endedAt: APIFixture.start,
                    outcome: "rejected", httpStatus: 400, failure: failure))
            try store.append(
                LedgerEntry(
                    messageID: Self.message, sequence: 0, state: state, part: 0, at: APIFixture.start, receivedAt: APIFixture.start,
                    source: .provider, failure: failure))
        }
    }

    private func jobs(_ api: APIFixture) async throws -> [Job] {
        try await api.store.read {
            try $0.jobs(
                group: JobGroup(queue: .outbound, group: APIFixture.integration), lane: APIFixture.conversation, after: nil, limit: 10)
        }
    }

    @Test func theLedgerIsShown() async throws {
        let api = try APIFixture()
        try await seed(api, .sent)
        #expect(
            try await api.get(Self.path + "/delivery").json
                == parsed(
                    #"""
                    {"delivery":{"messageId":"\#(Self.message)","state":"sent","certain":true,"failure":null,
                      "parts":[{"index":0,"state":"sent","externalId":null,"failure":null,
                        "attempts":[{"id":"\#(APIFixture.id(501))","startedAt":"\#(APIFixture.time)","endedAt":"\#(APIFixture.time)",
                          "outcome":"rejected","httpStatus":400,"failure":null}]}],
                      "history":[{"state":"sent","part":0,"at":"\#(APIFixture.time)","receivedAt":"\#(APIFixture.time)","source":"provider"}]}}
                    """#))
    }

    @Test func aFailedMessageGoesBackIntoItsLaneWithItsHistory() async throws {
        let api = try APIFixture()
        try await seed(api, .failed)
        let answer = await api.post(Self.path + "/retry")
        #expect(answer.status == 202)
        #expect(answer.root["delivery"]["state"].string == "queued")
        #expect(answer.root["delivery"]["failure"].isNull)
        #expect(answer.root["delivery"]["history"].array.compactMap { $0["source"].string } == ["provider", "api"])
        #expect(try await jobs(api).map(\.subject) == [Self.message])
        let again = await api.post(Self.path + "/retry")
        #expect(again.status == 409)
        #expect(again.title?.contains("queued") == true)
        #expect(try await jobs(api).count == 1)
    }

    @Test(arguments: [DeliveryState.unknown, .failed])
    func whatMayHaveArrivedNeedsTheAskersConsent(_ state: DeliveryState) async throws {
        let api = try APIFixture()
        try await seed(api, state, part: .unknown)
        for body in [nil, "{}", #"{"acceptDuplicate":false}"#] as [String?] {
            let answer = await api.post(Self.path + "/retry", body)
            #expect(answer.status == 409)
            #expect(answer.title?.hasPrefix("acceptDuplicate") == true)
        }
        #expect(try await jobs(api).isEmpty)
        #expect(await api.post(Self.path + "/retry", #"{"acceptDuplicate":1}"#).status == 400)
        #expect(await api.post(Self.path + "/retry", #"{"acceptDuplicate":true}"#).status == 202)
        #expect(try await jobs(api).count == 1)
    }

    @Test(arguments: [DeliveryState.queued, .sending, .sent, .delivered, .read])
    func whatIsOnItsWayOrArrivedIsNotTriedAgain(_ state: DeliveryState) async throws {
        let api = try APIFixture()
        try await seed(api, state)
        let answer = await api.post(Self.path + "/retry", #"{"acceptDuplicate":true}"#)
        #expect(answer.status == 409)
        #expect(answer.code == "conflict")
    }

    @Test func aJobThatWaitsIsBroughtForwardByARetry() async throws {
        let api = try APIFixture()
        try await seed(api, .unknown)
        let key = JobKey(queue: .outbound, group: APIFixture.integration, lane: APIFixture.conversation, id: Self.message)
        let later = api.clock.now + .seconds(60)
        try await api.store.write { store in
            try store.enqueue(Job(key: key, appID: APIFixture.app, subject: Self.message, runAt: later, attempt: 3))
        }
        #expect(await api.post(Self.path + "/retry", #"{"acceptDuplicate":true}"#).status == 202)
        let waiting = try await jobs(api)
        #expect(waiting.map(\.runAt) == [api.clock.now])
        #expect(waiting.map(\.attempt) == [0])
    }
}
