import ConnectorKit
import Core
import Operations
import Testing

struct GoodConfigurationTests {
    let text = """
        // Comments, trailing commas and bare keys are allowed.
        {
          listen: ["127.0.0.1:8080", "[::1]:0", "unix:/run/parley/parley.sock"],
          publicURL: "https://Messages.example.com/",
          store: "sqlite:/var/lib/parley/parley.db",
          allowHosts: ["Intern.Example"], trustedProxies: ["0:0::1", "10.0.0.0/8", "unix"], logLevel: "debug",
          limits: { body: 0x100000, drainSeconds: 10 }, unknownOutcomeWait: 90,
          media: { retentionDays: 30, linkHours: 48, fetchMB: 20, attachmentMB: 10 },
          apps: [{
            id: "0123456789abcdef01234567", displayName: "Acme", settings: { maskCreditCardNumbers: false }, callsPerSecond: 50,
            keys: [{ id: "app_0123456789abcdef01234567", secret: { env: "KEY" } }],
            webhooks: [{ target: "http://127.0.0.1:9100/hook?a=b", triggers: ["*", "parley:gap"], secret: { credential: "hook" }, includeFullUser: true }],
            integrations: [
              { id: "aaaaaaaaaaaaaaaaaaaaaaaa", type: "whatsapp", displayName: "Support", baseURL: "http://127.0.0.1:9001/graph/",
                phoneNumberId: 123456789012345678901234567890, accessToken: { file: "/token" }, appSecret: "literal",
                threading: { mode: "sessions", gapHours: 48, reopen: "never" }, metadata: { 'team': "north", tier: 2, vip: true } },
              { id: "bbbbbbbbbbbbbbbbbbbbbbbb", type: "web", allowedOrigins: ["https://a.example", "https://b.example"],
                relay: { kind: "pull", url: "https://relay.example/a", secret: { credential: "hook" }, heartbeatSeconds: 30 } },
            ],
          }],
        }
        """

    private func read() throws -> WorkerConfiguration {
        try Example.read(
            Example.environment(
                text, variables: ["KEY": "key-secret", "CREDENTIALS_DIRECTORY": "/cred"],
                files: ["/cred/hook": Example.webhookSecret + "\n", "/token": "token\r\n"]))
    }

    @Test("A complete file gives the worker's values")
    func worker() throws {
        let configuration = try read()
        #expect(
            configuration.listen == [
                .tcp(host: "127.0.0.1", port: 8080), .tcp(host: "::1", port: 0), .unix(path: "/run/parley/parley.sock"),
            ])
        #expect(configuration.listen.map(\.description) == ["127.0.0.1:8080", "[::1]:0", "unix:/run/parley/parley.sock"])
        #expect(configuration.publicURL?.text == "https://Messages.example.com")
        #expect(configuration.publicURL?.host == "messages.example.com")
        #expect(configuration.store == .sqlite(path: "/var/lib/parley/parley.db"))
        #expect(configuration.stateDirectory == "/var/lib/parley")
        #expect(configuration.trustedProxies == [.addresses("::1"), .addresses("10.0.0.0/8"), .unixSockets])
        #expect(configuration.logLevel == .debug)
        #expect(configuration.media.retention == .hours(24 * 30) && configuration.media.linkLife == .hours(48))
        #expect(configuration.media.largestFetched == 20 << 20 && configuration.media.largestAttachment == 10 << 20)
        #expect(configuration.limits.body == 1 << 20)
        #expect(configuration.limits.drain == .seconds(10))
        #expect(configuration.limits.connectionsPerAddress == 1024)
        #expect(configuration.unknownOutcomeWait == .seconds(90))
        #expect(configuration.namedHosts == ["intern.example", "127.0.0.1"])
    }

    @Test("A complete file gives the apps with secrets from file, credential, variable and text")
    func apps() throws {
        let app = try #require(try read().apps.first)
        #expect(app.id.description == Example.app)
        #expect(app.maskCreditCardNumbers == false)
        #expect(app.callsPerSecond == 50)
        #expect(app.keys.map(\.secret) == [Secret("key-secret")])
        #expect(app.webhooks.map(\.secret) == [Secret(Example.webhookSecret)])
        #expect(app.webhooks.map(\.target.text) == ["http://127.0.0.1:9100/hook?a=b"])
        #expect(app.webhooks.map(\.includeFullUser) == [true])
        let whatsapp = try #require(app.integrations.first)
        #expect(whatsapp.settings.values == ["phoneNumberId": "123456789012345678901234567890"])
        #expect(whatsapp.settings.secrets == ["accessToken": Secret("token"), "appSecret": Secret("literal")])
        #expect(whatsapp.settings.baseURL == "http://127.0.0.1:9001/graph")
        #expect(whatsapp.threading == ThreadingConfiguration(mode: .sessions, gapHours: 48, reopen: .never))
        #expect(String(decoding: whatsapp.metadata.bytes, as: UTF8.self) == #"{"team":"north","tier":2,"vip":true}"#)
        #expect(app.integrations.last?.settings.values == ["allowedOrigins": "https://a.example\nhttps://b.example"])
    }

    @Test("A relay is read with its secrets, and none is none")
    func relay() throws {
        let integrations = try #require(try read().apps.first).integrations
        #expect(integrations.first?.relay == nil)
        let relay = try #require(integrations.last?.relay)
        #expect(relay.kind == .pull && relay.url?.text == "https://relay.example/a" && relay.heartbeat == .seconds(30))
        #expect(relay.secrets == [Secret(Example.webhookSecret)] && relay.tolerance == .seconds(300) && relay.token == nil)
        let none = try Example.read(Example.environment(Example.integration("type: 'web', relay: { kind: 'none' }")))
        #expect(none.apps.first?.integrations.first?.relay == nil)
    }

    @Test("The smallest file gets the defaults, with masking on")
    func smallest() throws {
        let configuration = try Example.read(Example.environment(Example.app(""), variables: ["STATE_DIRECTORY": "/var/lib/p"]))
        #expect(configuration.listen == [.tcp(host: "127.0.0.1", port: 8080)])
        #expect(configuration.store == .sqlite(path: "/var/lib/p/parley.db"))
        #expect(configuration.limits == LimitsConfiguration())
        #expect(configuration.unknownOutcomeWait == .seconds(60))
        #expect(configuration.sandbox == false)
        #expect(configuration.apps.map(\.maskCreditCardNumbers) == [true])
        #expect(configuration.apps.map(\.callsPerSecond) == [10_000])
        #expect(configuration.apps.map(\.displayName) == [Example.app])
    }

    @Test("A webhook without an id gets the same one at each start, and another for another target")
    func webhookID() throws {
        let file = { (target: String) in
            Example.app("webhooks: [{ target: '\(target)', triggers: ['*'], secret: '\(Example.webhookSecret)' }]")
        }
        let ids = try ["https://a.test/", "https://a.test/", "https://b.test/"].map {
            try #require(try Example.read(Example.environment(file($0))).apps.first?.webhooks.first?.id)
        }
        #expect(ids[0] == ids[1])
        #expect(ids[0] != ids[2])
        #expect(ids[0].description == "831cf1bcb95eb5d431d2d4da")
    }

    @Test("The sandbox allows a store in memory and literal secrets in a file that others may read")
    func sandbox() throws {
        let text =
            "{ sandbox: true, store: 'sqlite::memory:', apps: [{ id: '\(Example.app)', keys: [{ id: 'app_\(Example.app)', secret: 's' }] }] }"
        let configuration = try Example.read(Example.environment(text, mode: 0o644))
        #expect(configuration.store == .sqliteMemory)
        #expect(configuration.stateDirectory == nil)
        #expect(configuration.apps.first?.keys.first?.secret == Secret("s"))
    }

    @Test("The example that is shipped can be read as it stands")
    func shipped() throws {
        // Tests/OperationsTests/Configuration/<this file>
        let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4).joined(separator: "/")
        let file = try ConfigurationEnvironment.system(variables: [:]).read("\(root)/Packaging/parley.json5", 1 << 20)
        let text = String(decoding: file.bytes, as: UTF8.self)
        let names = ["acme-key", "acme-webhook", "whatsapp-access-token", "whatsapp-app-secret", "whatsapp-verify-token"]
        let files = Dictionary(uniqueKeysWithValues: names.map { ("/cred/\($0)", Example.webhookSecret) })
        let environment = Example.environment(text, mode: 0o644, variables: ["CREDENTIALS_DIRECTORY": "/cred"], files: files)
        var registrations = Example.registrations
        registrations[0].fields += [
            ConfigurationField("wabaId", help: "the account's id"), ConfigurationField("verifyToken", secret: true, help: "your own"),
        ]
        let configuration = try ConfigurationReader.read("/c", registrations: registrations, environment: environment)
        #expect(configuration.apps.first?.integrations.map(\.registration.type) == ["whatsapp"])
    }
}
