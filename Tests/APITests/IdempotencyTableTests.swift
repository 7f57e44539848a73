import API
import Core
import JSONKit
import Runtime
import Store
import Testing
import Wire

/// Every POST that leaves something behind happens once per `Idempotency-Key`, whatever it is. The bodies are the examples of the
/// description, so that these are tried as well.
struct IdempotencyTableTests {
    private static let calls = Endpoint.all.filter { $0.takesIdempotencyKey && !$0.takesFile }

    /// What stands in a path for its parameters.
    private static let parameters: [String: String] = [
        "appId": "\(APIFixture.app)", "conversationId": "\(APIFixture.conversation)", "userIdOrExternalId": "\(APIFixture.user)",
        "integrationId": "\(APIFixture.app)", "messageId": "\(APIFixture.id(500))", "entryId": "\(APIFixture.id(600))",
        "deadLetterId": "\(APIFixture.id(700))", "webhookId": "\(APIFixture.webhook)", "switchboardId": "\(APIFixture.id(800))",
    ]

    /// Bodies of calls whose example names things that are not in this world.
    private static let bodies: [String: String] = [
        "CreateClient": """
        {"matchCriteria":{"type":"whatsapp","integrationId":"\(APIFixture.integration)","phoneNumber":"+15550107777"},
         "confirmation":{"type":"userActivity"},"target":{"conversationId":"\(APIFixture.conversation)"}}
        """,
        "MergeUsers": #"{"userExternalId":"customer-18"}"#, "UnmergeUsers": #"{"userId":"\#(APIFixture.id(901))"}"#,
        "JoinConversation": #"{"userExternalId":"customer-18"}"#, "LeaveConversation": #"{"userExternalId":"member"}"#,
        "CreateSwitchboardIntegration": #"{"name":"desk","integrationId":"\#(APIFixture.integration)"}"#,
        "PostNotification": """
        {"destination":{"integrationId":"\(APIFixture.phoneIntegration)","destinationId":"+15550107777"},"author":{"role":"appMaker"},
         "message":{"type":"text","text":"Hello"}}
        """,
        "PassControl": #"{"switchboardIntegration":"bot"}"#, "OfferControl": #"{"switchboardIntegration":"bot"}"#,
        "CreateSwitchboard": "{}", "CreateConversation": #"{"type":"personal","participants":[{"userExternalId":"customer-18"}]}"#,
    ]

    private static let group = APIFixture.id(850)

    private static func path(_ endpoint: Endpoint) -> String {
        var parameters = parameters
        if ["JoinConversation", "LeaveConversation"].contains(endpoint.operation) { parameters["conversationId"] = "\(group)" }
        return endpoint.parameterNames.reduce(endpoint.path) { path, name in
            path.replacing("{\(name)}", with: parameters[name] ?? "no-value-for-\(name)")
        }
    }

    private static func body(_ endpoint: Endpoint) -> String? {
        if let body = bodies[endpoint.operation] { return body }
        let document = (try? JSONDocument.parse(OpenAPIDocument.bytes))?.root ?? .missing
        let content = document["paths"][endpoint.path]["post"]["requestBody"]["content"]["application/json"]
        let example = content["examples"].object.map(\.value).first?["value"] ?? content["example"]
        return example.exists ? String(decoding: example.serialized(), as: UTF8.self) : nil
    }

    /// A world in which every call can succeed.
    private func world(for endpoint: Endpoint) async throws -> APIFixture {
        let api = try APIFixture()
        try await api.seed()
        try await seedPeople(api)
        if endpoint.operation != "CreateSwitchboard" { try await seedSwitchboard(api) }
        let app = APIFixture.app
        try await api.store.write { store in
            var message = APIFixture.message(500)
            (message.author, message.authorUserID) = (.business, nil)
            try store.insert(message)
            try store.insert(
                Delivery(
                    messageID: message.id, appID: app, conversationID: APIFixture.conversation, integrationID: APIFixture.integration,
                    state: .failed, certain: true, failure: Failure(.providerRejected), queuedAt: APIFixture.start,
                    deadline: APIFixture.start, complete: true, nextSequence: 1))
            try store.insert(
                JournalEntry(
                    id: APIFixture.id(600), appID: app, integrationID: APIFixture.integration, receivedAt: APIFixture.start,
                    source: .webhook, verdict: .accepted, payload: Array("POST /webhooks/x\n\n{}".utf8)))
            let key = JobKey(queue: .webhooks, group: APIFixture.webhook, lane: APIFixture.conversation, id: APIFixture.id(700))
            try store.bury(
                DeadLetter(
                    key: key, appID: app, subject: APIFixture.id(701), attempts: 12, diedAt: APIFixture.start, reason: "It answered 410."))
        }
        return api
    }

    /// Users beside the seeded one: to be merged, merged already, and a member of a group.
    private func seedPeople(_ api: APIFixture) async throws {
        let (app, start) = (APIFixture.app, APIFixture.start)
        try await api.store.write { store in
            try store.insert(User(id: APIFixture.id(900), appID: app, externalID: "customer-18", createdAt: start))
            try store.insert(User(id: APIFixture.id(902), appID: app, externalID: "member", createdAt: start))
            let merged = User(id: APIFixture.id(901), appID: app, createdAt: start)
            try store.insert(merged)
            if let ana = try store.user(app: app, APIFixture.user) {
                _ = try UserMerging(api.context).merge(merged, into: ana, reason: .api, in: store)
            }
            try store.insert(
                Conversation(
                    id: Self.group, appID: app, kind: .group, userID: .none, integrationID: .none, clientID: .none, isDefault: false,
                    createdAt: start, lastUpdatedAt: start))
            try store.insert(Membership(id: APIFixture.id(851), conversationID: Self.group, userID: APIFixture.id(902)))
        }
    }

    /// A switchboard with one integration, which control of the seeded conversation is offered to.
    private func seedSwitchboard(_ api: APIFixture) async throws {
        let seat = SwitchboardSeat(id: APIFixture.id(801), name: "bot", integrationID: APIFixture.app, integrationType: "custom")
        let board = Switchboard(id: APIFixture.id(800), integrations: [SwitchboardIntegration(seat)])
        let switchboards = Switchboards(api.context)
        try await api.store.write { store in
            try switchboards.save(board, app: APIFixture.app, in: store)
            guard var conversation = try store.conversation(app: APIFixture.app, APIFixture.conversation) else { return }
            conversation.control = ConversationControl(pending: seat).encoded()
            try store.update(conversation)
        }
        try await switchboards.refresh(app: APIFixture.app)
    }

    @Test(arguments: calls)
    func aCallWithAKeyHappensOnce(_ endpoint: Endpoint) async throws {
        let api = try await world(for: endpoint)
        let (path, body) = (Self.path(endpoint), Self.body(endpoint))
        let first = await api.call("POST", path, body: body, headers: ["Idempotency-Key": "table"])
        #expect(first.status == endpoint.success, "\(endpoint.operation): \(String(decoding: first.bytes, as: UTF8.self))")
        let again = await api.call("POST", path, body: body, headers: ["Idempotency-Key": "table"])
        #expect(again.status == first.status, "\(endpoint.operation)")
        #expect(again.bytes == first.bytes, "\(endpoint.operation)")
        let other = (body ?? "{}").dropLast() + (body == nil || body == "{}" ? "" : ",") + #""another":"body"}"#
        let refused = await api.call("POST", path, body: String(other), headers: ["Idempotency-Key": "table"])
        #expect(refused.status == 422, "\(endpoint.operation): \(String(decoding: refused.bytes, as: UTF8.self))")
    }

    @Test(arguments: calls)
    func aKeyThatCannotBeKeptIsNamed(_ endpoint: Endpoint) async throws {
        let answer = await (try await world(for: endpoint)).call(
            "POST", Self.path(endpoint), body: Self.body(endpoint), headers: ["Idempotency-Key": "two words"])
        #expect(answer.status == 400)
        #expect(answer.title?.hasPrefix("Idempotency-Key") == true, "\(endpoint.operation)")
    }

    @Test func theTableHasTheCallsThatMakeSomething() {
        let names = Set(Self.calls.map(\.operation))
        #expect(names.isSuperset(of: ["CreateUser", "PostMessage", "PostActivity", "RetryMessage", "ReplayDeadLetter"]))
        let makers = Endpoint.all.filter { $0.success == 201 && !$0.takesFile }.map(\.operation)
        #expect(names.isSuperset(of: makers))
    }
}
