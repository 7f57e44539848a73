import Core
import JSONKit
import Runtime
import Store
import Testing

struct WebhookSetupTests {
    private static let root = "\(IntegrationTests.root)/\(APIFixture.app)/webhooks"
    private static let own = "\(APIFixture.parley)/integrations/\(APIFixture.app)/webhooks"
    private static let body = #"{"target":"http://127.0.0.1:9/h","triggers":["conversation:message","parley:gap"],"includeFullUser":true}"#

    private func make(_ api: APIFixture, headers: KeyValuePairs<String, String> = [:]) async throws -> (id: ID, secret: String) {
        let answer = await api.call("POST", Self.root, body: Self.body, headers: headers)
        #expect(answer.status == 201, "\(answer.title ?? "")")
        #expect(answer.headers["Cache-Control"] == "no-store")
        let webhook = answer.root["webhook"]
        return (try #require(webhook["id"].string.flatMap { ID($0) }), try #require(webhook["secret"].string))
    }

    private func documents(_ api: APIFixture) async throws -> String {
        try await api.store.read { store in
            try store.documents(app: APIFixture.app, kind: .webhook, prefix: "", after: nil, limit: 99)
                .map { String(decoding: $0.body.bytes, as: UTF8.self) }.joined()
        }
    }

    @Test func aWebhookIsMadeWithASecretThatIsToldOnceAndKeptSealed_S7() async throws {
        let api = try APIFixture()
        let (id, secret) = try await make(api)
        #expect(secret.hasPrefix("whsec_") && StandardWebhooks.key(of: Secret(secret)).count == 32)
        #expect(api.context.directory.webhooks[id]?.secret == Secret(secret))
        #expect(api.context.directory.webhooks[id]?.trustedHost == true)
        let shown = await api.get("\(Self.root)/\(id)")
        #expect(
            try shown.json
                == parsed(
                    #"""
                    {"webhook":{"id":"\#(id)","version":"v2","target":"http://127.0.0.1:9/h","triggers":["conversation:message","parley:gap"],
                      "includeFullUser":true,"includeFullSource":false,"status":"enabled","parleyOrigin":"api"}}
                    """#))
        #expect(await api.get(Self.root).root["webhooks"].count == 2)
        #expect(!(try await documents(api)).contains(secret.dropFirst(6)))
    }

    @Test func aRepeatedCallTellsTheSameSecretAndKeepsItSealed() async throws {
        let api = try APIFixture()
        let first = try await make(api, headers: ["Idempotency-Key": "k"])
        let second = try await make(api, headers: ["Idempotency-Key": "k"])
        #expect(first == second)
        let kept = try await api.store.read { try $0.idempotency(app: APIFixture.app, key: "k") }
        #expect(!String(decoding: try #require(kept?.body), as: UTF8.self).contains(first.secret.dropFirst(6)))
        #expect(api.context.directory.webhooks.count == 2)
    }

    @Test func anAppHasTenWebhooksAtMost() async throws {
        let api = try APIFixture()
        for _ in 2...10 { _ = try await make(api) }
        let answer = await api.post(Self.root, Self.body)
        #expect(answer.status == 400)
        #expect(answer.title?.contains("10 webhooks") == true)
    }

    @Test(arguments: [
        ("{}", "target is missing"), (#"{"target":"https://x"}"#, "triggers is missing"),
        (#"{"target":"https://x","triggers":[]}"#, "triggers must"), (#"{"target":"https://x","triggers":["x"]}"#, "triggers[0] is not"),
        (#"{"target":"https://","triggers":["*"]}"#, "target needs a host name"),
        (#"{"target":"https://a:b@x/","triggers":["*"]}"#, "target must not carry a name or password"),
        (#"{"target":"https://x/ y","triggers":["*"]}"#, "target must be printable"),
        (#"{"target":"https://x","triggers":["*"],"includeFullUser":1}"#, "includeFullUser must"),
        (#"{"target":"https://x","triggers":["*"],"status":"on"}"#, "status must"),
    ])
    func aWrongWebhookNamesTheField(_ body: String, _ title: String) async throws {
        let answer = await (try APIFixture()).post(Self.root, body)
        #expect(answer.status == 400)
        #expect(answer.title?.hasPrefix(title) == true, "\(body): \(answer.title ?? "")")
    }

    @Test func aWebhookOfTheFileIsChangedAndTakenAway() async throws {
        let api = try APIFixture()
        let path = "\(Self.root)/\(APIFixture.webhook)"
        let changed = await api.call("PATCH", path, body: #"{"triggers":["user:merge"],"includeFullSource":true,"target":null}"#)
        #expect(changed.root["webhook"]["target"].string == "https://desk.test/hook")
        #expect(changed.root["webhook"]["parleyOrigin"].string == "file+api")
        let entry = try #require(api.context.directory.webhooks[APIFixture.webhook])
        #expect(entry.triggers == ["user:merge"] && entry.includeFullSource && entry.secret == Secret("whsec_AAAA"))
        #expect(await api.call("DELETE", path).status == 200)
        #expect(await api.get(path).status == 404)
        #expect(api.context.directory.webhooks.isEmpty)
        #expect(await api.call("DELETE", path).status == 404)
    }

    @Test(arguments: [true, false]) func aNewSecretSignsBesideTheOldOneForAWhile(_ isOfTheFile: Bool) async throws {
        let api = try APIFixture()
        let made = isOfTheFile ? (id: APIFixture.webhook, secret: "whsec_AAAA") : try await make(api)
        let answer = await api.post("\(Self.own)/\(made.id)/rotate", #"{"overlapSeconds":60}"#)
        #expect(answer.status == 201)
        let secret = try #require(answer.root["webhook"]["secret"].string)
        #expect(secret != made.secret)
        let entry = try #require(api.context.directory.webhooks[made.id])
        #expect(entry.secret == Secret(secret))
        #expect(entry.previous == .init(Secret(made.secret), endsAt: APIFixture.start + .seconds(60)))
        #expect(!(try await documents(api)).contains(secret.dropFirst(6)))
        // Of three secrets the oldest is forgotten.
        _ = await api.post("\(Self.own)/\(made.id)/rotate")
        #expect(api.context.directory.webhooks[made.id]?.previous?.secret == Secret(secret))
    }

    @Test func aWebhookIsSwitchedOffAndOn() async throws {
        let api = try APIFixture()
        let path = "\(Self.root)/\(APIFixture.webhook)"
        let off = await api.call("PATCH", path, body: #"{"status":"disabled"}"#)
        #expect(off.root["webhook"]["status"].string == "disabled")
        #expect(off.root["webhook"]["disabledReason"].string?.contains("through the API") == true)
        #expect(api.context.directory.webhooks[APIFixture.webhook]?.isEnabled == false)
        let health = await api.get("\(APIFixture.parley)/integrations/\(APIFixture.app)/health")
        #expect(health.root["health"]["status"].string == "error")
        #expect(health.root["health"]["webhooks"][0]["status"].string == "disabled")
        #expect(await api.post("\(Self.own)/\(APIFixture.webhook)/replay", #"{"from":"2026-01-01T00:00:00.000Z"}"#).status == 409)
        let on = await api.call("PATCH", path, body: #"{"status":"enabled"}"#)
        #expect(on.root["webhook"]["status"].string == "enabled")
        #expect(api.context.directory.webhooks[APIFixture.webhook]?.isEnabled == true)
    }

    @Test func keptEventsAreDeliveredOnceMoreByTime() async throws {
        let api = try APIFixture()
        try await api.seed()
        let ids = [-10, 0, 10].map { api.context.ids.next(at: APIFixture.start + .hours(24) + .minutes(Int64($0))) }
        try await api.store.write { store in
            for id in ids {
                try store.insert(
                    OutboxEvent(
                        id: id, appID: APIFixture.app, conversationID: APIFixture.conversation, type: "conversation:message",
                        createdAt: id.madeAt, body: JSONBytes(Array("{}".utf8))))
            }
        }
        let body = #"{"from":"2026-01-02T00:00:00.000Z","to":"2026-01-02T00:05:00.000Z"}"#
        let answer = await api.post("\(Self.own)/\(APIFixture.webhook)/replay", body)
        #expect(answer.status == 202)
        #expect(try answer.json == parsed(#"{"replayed":1,"meta":{"hasMore":false}}"#))
        let jobs = try await api.store.read {
            try $0.jobs(group: JobGroup(queue: .webhooks, group: APIFixture.webhook), afterLane: nil, perLane: 9, limit: 9)
        }
        #expect(jobs.map(\.subject) == [ids[1]])
        #expect(await api.post("\(Self.own)/\(APIFixture.webhook)/replay", "{}").title == "from is missing")
    }

    @Test func channelsHaveNoWebhooks() async throws {
        let answer = await (try APIFixture()).post("\(IntegrationTests.root)/\(APIFixture.integration)/webhooks", Self.body)
        #expect(answer.status == 403)
    }
}

struct DeadLetterReplayTests {
    private static let path = "\(APIFixture.parley)/deadletters/replay"

    private func bury(_ api: APIFixture, _ count: Int) async throws {
        let ids = (0..<count).map { api.context.ids.next(at: APIFixture.start + .seconds($0)) }
        try await api.store.write { store in
            for (number, id) in ids.enumerated() {
                let queue: Queue = number.isMultiple(of: 2) ? .webhooks : .outbound
                let key = JobKey(queue: queue, group: APIFixture.webhook, lane: APIFixture.conversation, id: id)
                try store.bury(
                    DeadLetter(
                        key: key, appID: APIFixture.app, subject: id, attempts: 9, diedAt: APIFixture.start,
                        reason: "The receiver answered 500."))
            }
        }
    }

    @Test(arguments: [
        ("{}", 10), (#"{"queue":"webhooks"}"#, 5), (#"{"queue":"inbound"}"#, 0), (#"{"webhookId":"\#(APIFixture.webhook)"}"#, 10),
        (#"{"webhookId":"\#(APIFixture.app)"}"#, 0),
        (#"{"from":"2026-01-01T00:00:03.123Z","to":"2026-01-01T00:00:06.123Z"}"#, 3),
    ])
    func lettersAreChosenByQueueOwnerAndTime(_ body: String, _ count: Int) async throws {
        let api = try APIFixture()
        try await bury(api, 10)
        let answer = await api.post(Self.path, body)
        #expect(answer.status == 202)
        #expect(answer.root["replayed"].int == Int64(count), "\(body)")
        let left = try await api.store.read { try $0.deadLetters(app: APIFixture.app, queue: nil, before: nil, limit: 99).count }
        #expect(left == 10 - count)
        #expect(try await api.store.read { try $0.jobCounts().values.reduce(0, +) } == count)
    }

    @Test func manyLettersAreReplayedPageByPage() async throws {
        let api = try APIFixture()
        try await bury(api, 1100)
        var (cursor, pages): (String?, [Int64]) = (nil, [])
        repeat {
            let answer = await api.post(Self.path, cursor.map { #"{"after":"\#($0)"}"# })
            pages.append(answer.root["replayed"].int ?? -1)
            cursor = answer.root["meta"]["afterCursor"].string
        } while cursor != nil
        #expect(pages == [500, 500, 100])
    }

    @Test(arguments: [(#"{"queue":"x"}"#, "queue must"), (#"{"from":"today"}"#, "from must"), (#"{"webhookId":"x"}"#, "webhookId must")])
    func aWrongSelectionNamesTheField(_ body: String, _ title: String) async throws {
        let answer = await (try APIFixture()).post(Self.path, body)
        #expect(answer.status == 400)
        #expect(answer.title?.hasPrefix(title) == true)
    }
}
