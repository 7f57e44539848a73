import API
import Core
import JSONKit
import Runtime
import Store
import Testing
import Wire

struct AccessTests {
    /// Seconds since 1970 at the fixture's start, and a little around it.
    private static let now = APIFixture.start.seconds

    @Test(arguments: [
        ("basic", APIFixture.basic), ("scheme in another case", "bASIC YXBwXzE6c2VjcmV0LTE="),
        ("two spaces", "Basic  YXBwXzE6c2VjcmV0LTE="),
        ("bearer", Token.make()), ("with exp", Token.make(payload: #"{"scope":"app","exp":\#(now + 60)}"#)),
        ("exp just past, inside the leeway", Token.make(payload: #"{"scope":"app","exp":\#(now - 29)}"#)),
        ("exp as a fraction", Token.make(payload: #"{"scope":"app","exp":\#(now + 60).5}"#)),
        ("nbf now", Token.make(payload: #"{"scope":"app","nbf":\#(now)}"#)),
    ])
    func rightCredentialsOpenTheApp(_ label: String, _ authorization: String) async throws {
        let answer = await (try APIFixture()).call("GET", "/v2/apps/\(APIFixture.app)", authorization: authorization)
        #expect(answer.status == 200, "\(label)")
    }

    @Test(
        arguments: [
            ("none", nil), ("empty", ""), ("scheme only", "Basic"), ("other scheme", "Digest abc"), ("not base64", "Basic !!!"),
            ("no colon", Token.basic("app_1")), ("wrong secret", Token.basic("app_1:secret-2")),
            ("secret cut", Token.basic("app_1:secret-")),
            ("empty secret", Token.basic("app_1:")), ("unknown key", Token.basic("app_9:secret-1")),
            ("token without parts", "Bearer abc"), ("signed by another key", Token.make(secret: "secret-3")),
            ("unknown kid", Token.make(kid: "app_9")),
            ("alg none", Token.make(header: #"{"alg":"none","kid":"app_1"}"#, payload: #"{"scope":"app"}"#, secret: "secret-1")),
            ("alg none, unsigned", "Bearer eyJhbGciOiJub25lIiwia2lkIjoiYXBwXzEifQ.eyJzY29wZSI6ImFwcCJ9."),
            ("alg HS512", Token.make(header: #"{"alg":"HS512","kid":"app_1"}"#, payload: #"{"scope":"app"}"#, secret: "secret-1")),
            ("no alg", Token.make(header: #"{"kid":"app_1"}"#, payload: #"{"scope":"app"}"#, secret: "secret-1")),
            ("no kid", Token.make(header: #"{"alg":"HS256"}"#, payload: #"{"scope":"app"}"#, secret: "secret-1")),
            (
                "critical extension",
                Token.make(header: #"{"alg":"HS256","kid":"app_1","crit":["x"]}"#, payload: #"{"scope":"app"}"#, secret: "secret-1")
            ),
            ("no scope", Token.make(payload: "{}")), ("expired", Token.make(payload: #"{"scope":"app","exp":\#(now - 31)}"#)),
            ("exp before all time", Token.make(payload: #"{"scope":"app","exp":-1e300}"#)),
            ("nbf after all time", Token.make(payload: #"{"scope":"app","nbf":1e300}"#)),
            ("exp as text", Token.make(payload: #"{"scope":"app","exp":"never"}"#)),
            ("exp null", Token.make(payload: #"{"scope":"app","exp":null}"#)),
            ("not yet", Token.make(payload: #"{"scope":"app","nbf":\#(now + 60)}"#)), ("payload no object", Token.make(payload: "[]")),
            ("fourth part", Token.make() + ".x"),
        ] as [(String, String?)])
    func wrongCredentialsAreRefused(_ label: String, _ authorization: String?) async throws {
        let api = try APIFixture()
        let answer = await api.call("GET", "/v2/apps/\(APIFixture.app)", authorization: authorization)
        #expect(answer.status == 401, "\(label)")
        #expect(answer.code == "unauthorized", "\(label)")
        #expect(answer.headers["WWW-Authenticate"] != nil)
    }

    @Test func twoAuthorizationHeadersAreRefused() async throws {
        let answer = await (try APIFixture()).call(
            "GET", "/v2/apps/\(APIFixture.app)", headers: ["Authorization": APIFixture.otherBasic])
        #expect(answer.status == 401)
    }

    @Test(arguments: ["account", "user", "integration"])
    func aTokenWithAScopeThatTheKeyDoesNotHoldIsForbidden(_ scope: String) async throws {
        let answer = await (try APIFixture()).call(
            "GET", "/v2/apps/\(APIFixture.app)", authorization: Token.make(payload: #"{"scope":"\#(scope)"}"#))
        #expect(answer.status == 403)
        #expect(answer.code == "forbidden")
    }

    @Test func keysCanBeReplacedWhileCallsRun() async throws {
        let api = try APIFixture()
        var base = APIFixture.base()
        base.keys = [KeyEntry(id: "app_1", appID: APIFixture.app, secret: Secret("new"))]
        api.context.replaceDirectory(base.directory)
        #expect(await api.get("/v2/apps").status == 401)
        #expect(await api.call("GET", "/v2/apps", authorization: Token.basic("app_1:new")).status == 200)
    }

    @Test func keysNeverShowTheirSecrets() {
        let key = APIFixture.keys[0]
        for text in ["\(key)", String(reflecting: key)] { #expect(!text.contains("secret-1")) }
    }

    /// A path with the identifiers of the fixture's records.
    static func fill(_ path: String, app: ID, integration: ID = APIFixture.integration) -> String {
        path.split(separator: "/").map { segment in
            switch segment {
            case "{appId}": "\(app)"
            case "{conversationId}": "\(APIFixture.id(4))"
            case "{userIdOrExternalId}": "\(APIFixture.id(1))"
            case "{messageId}": "\(APIFixture.id(50))"
            case "{integrationId}": "\(integration)"
            case "{webhookId}": "\(APIFixture.webhook)"
            case "{entryId}": "\(APIFixture.id(60))"
            case "{deadLetterId}": "\(APIFixture.id(61))"
            case "{keyId}": "app_1"
            case "{clientId}": "\(APIFixture.client)"
            case "{switchboardId}": "\(APIFixture.id(70))"
            case "{switchboardIntegrationId}": "\(APIFixture.id(71))"
            case "{deviceId}": "\(APIFixture.id(72))"
            default: String(segment)
            }
        }.reduce("") { $0 + "/" + $1 }
    }

    @Test func aThousandCallsWithAnotherAppsIdsAndKeysLeakNothing() async throws {
        let api = try APIFixture()
        try await api.seed()
        try await Self.seedSecrets(api)
        let bodies = [
            APIFixture.hello, #"{"metadata":{"a":1}}"#, #"{"author":{"type":"business"},"type":"conversation:read"}"#,
            #"{"acceptDuplicate":true}"#, #"{"userId":"\#(APIFixture.user)","name":"bot","integrationId":"\#(APIFixture.integration)"}"#,
            #"{"switchboardIntegration":"bot","type":"personal","participants":[{"userId":"\#(APIFixture.user)"}]}"#,
            """
            {"matchCriteria":{"type":"whatsapp","integrationId":"\(APIFixture.otherIntegration)","phoneNumber":"+15550001"},
             "confirmation":{"type":"immediate"},"target":{"conversationId":"\(APIFixture.conversation)"}}
            """,
            #"{"userExternalId":"customer/1","integrationId":"\#(APIFixture.integration)"}"#,
            #"{"mediaUrl":"https://parley.test/media/aa/bb","webhookId":"\#(APIFixture.webhook)","from":"2026-01-01T00:00:00.000Z"}"#,
            """
            {"author":{"type":"user","userId":"\(APIFixture.user)"},"content":{"type":"text","text":"x"},
             "destination":{"integrationId":"\(APIFixture.integration)"},"quotedMessage":{"id":"\(APIFixture.id(50))"}}
            """,
        ]
        // Filters that name things of the first app.
        let queries = [
            "", "?filter[userId]=\(APIFixture.user)", "?filter[userExternalId]=customer%2F1", "?filter[identities.email]=ana@example.com",
            "?integrationId=\(APIFixture.integration)", "?externalId=wamid.1", "?page[after]=\(APIFixture.id(1))",
        ]
        var (calls, round) = (0, 0)
        while calls < 1000 {
            defer { round += 1 }
            for endpoint in Endpoint.all where endpoint.path.contains("{appId}") {
                // The other app's key: on this app's path, and on its own path with this app's ids.
                let foreign = round.isMultiple(of: 2)
                let query = endpoint.method == "GET" ? queries[round / 2 % queries.count] : ""
                let path = Self.fill(endpoint.path, app: foreign ? APIFixture.app : APIFixture.otherApp) + query
                let answer = await api.call(
                    endpoint.method, path, body: endpoint.body == .none ? nil : bodies[round / 2 % bodies.count],
                    authorization: APIFixture.otherBasic, headers: ["Last-Event-ID": "\(APIFixture.id(1))"])
                calls += 1
                if foreign { #expect(answer.status == 403, "\(endpoint.operation) on another app's path: \(answer.status)") }
                let text = String(decoding: answer.bytes, as: UTF8.self)
                for secret in [
                    "Ana", "15550001", "customer/1", "Hello", "Acme", "desk.test", "payload-of-app-1", "letter-of-app-1", "bot-of-app-1",
                ] {
                    #expect(!text.contains(secret), "\(endpoint.operation) \(path) shows \(secret)")
                }
                let names = [
                    "{conversationId}", "{messageId}", "{userIdOrExternalId}", "{entryId}", "{deadLetterId}", "{integrationId}",
                    "{clientId}", "{switchboardId}",
                ]
                if !foreign, names.contains(where: { endpoint.path.contains($0) }) {
                    #expect([400, 404].contains(answer.status), "\(endpoint.operation) with another app's ids: \(answer.status)")
                }
            }
        }
        let touched = try await api.store.read { store in
            (
                try store.conversation(app: APIFixture.app, APIFixture.conversation),
                try store.events(app: APIFixture.app, after: nil, limit: 10)
            )
        }
        #expect(touched.0?.status == .open)
        #expect(touched.0?.businessLastRead == nil)
        #expect(touched.1.isEmpty)
        let user = try await api.store.read { try $0.user(app: APIFixture.app, APIFixture.user) }
        #expect(user?.externalID == "customer/1")
        #expect(api.context.switchboard(of: APIFixture.app)?.integrations.count == 1)
    }

    /// Records of the first app at every place that an endpoint reads.
    static func seedSecrets(_ api: APIFixture) async throws {
        let seat = SwitchboardSeat(id: APIFixture.id(71), name: "bot-of-app-1", integrationID: APIFixture.app, integrationType: "custom")
        let board = Switchboard(id: APIFixture.id(70), integrations: [SwitchboardIntegration(seat)])
        try await api.store.write { try Switchboards(api.context).save(board, app: APIFixture.app, in: $0) }
        try await Switchboards(api.context).refresh(app: APIFixture.app)
        try await api.store.write { store in
            try store.insert(APIFixture.message(50))
            try store.insert(
                Delivery(
                    messageID: APIFixture.id(50), appID: APIFixture.app, conversationID: APIFixture.conversation,
                    integrationID: APIFixture.integration, state: .failed, failure: Failure(.providerRejected, detail: "Hello"),
                    queuedAt: APIFixture.start, deadline: APIFixture.start, complete: true))
            try store.insert(
                JournalEntry(
                    id: APIFixture.id(60), appID: APIFixture.app, integrationID: APIFixture.integration, receivedAt: APIFixture.start,
                    source: .webhook, verdict: .accepted, payload: Array(#"{"text":"payload-of-app-1"}"#.utf8)))
            try store.bury(
                DeadLetter(
                    key: JobKey(queue: .webhooks, group: APIFixture.webhook, lane: APIFixture.conversation, id: APIFixture.id(61)),
                    appID: APIFixture.app, subject: APIFixture.id(62), attempts: 3, diedAt: APIFixture.start, reason: "letter-of-app-1"))
        }
    }
}
