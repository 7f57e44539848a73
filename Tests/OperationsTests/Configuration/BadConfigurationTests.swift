import Operations
import Testing

/// A file and the exact problems it must give.
struct BadConfiguration: Sendable, CustomTestStringConvertible {
    var name: String
    var text: String
    var mode: UInt32 = 0o640
    var problems: [String]

    var testDescription: String { name }
}

struct BadConfigurationTests {
    private static let idForm = "24 characters 0-9 a-f; make one with: openssl rand -hex 12"
    private static let keyForm = "`app_` and 24 characters 0-9 a-f; make one with: echo \"app_$(openssl rand -hex 12)\""
    private static let make = "make one with: echo \"whsec_$(openssl rand -base64 32)\""
    private static let secret = Example.webhookSecret

    static let worker = [
        BadConfiguration(name: "empty file", text: "", problems: ["line 1, column 1: the file ends where a value should be"]),
        BadConfiguration(
            name: "missing comma", text: "{\n  store: 'sqlite:/a'\n  apps: [] }",
            problems: ["line 3, column 3: a comma should be here, between two entries"]),
        BadConfiguration(name: "a list", text: "\n[]", problems: ["line 2, column 1: the file must hold an object { … }"]),
        BadConfiguration(name: "no apps", text: "{}", problems: ["line 1, apps: must be given: a list with at least one app"]),
        BadConfiguration(name: "empty apps", text: "{ apps: [] }", problems: ["line 1, apps: must hold at least one app"]),
        BadConfiguration(
            name: "unknown key with a near one", text: "{ apps: [{ id: '\(Example.app)' }],\n publicUrl: 'https://a.test' }",
            problems: ["line 2, publicUrl: is not a known key; did you mean `publicURL`?"]),
        BadConfiguration(
            name: "unknown key far from all",
            text: "{ apps: [{ id: '\(Example.app)', keys: [{ id: 'app_\(Example.app)', secret: 's', zzzzzzzz: 1 }] }] }",
            problems: ["line 1, apps[0].keys[0].zzzzzzzz: is not a known key; known here are `id`, `secret`"]),
        BadConfiguration(
            name: "key given twice", text: "{ apps: [{ id: '\(Example.app)' }],\n apps: [{}] }",
            problems: ["line 2, apps: is given twice; keep one of them"]),
        BadConfiguration(
            name: "wrong types",
            text:
                "{ listen: 1,\n publicURL: true,\n sandbox: 'yes',\n limits: [],\n unknownOutcomeWait: 1.5,\n allowHosts: {},\n apps: {} }",
            problems: [
                "line 1, listen: must be a list of texts or one text, and is a number",
                "line 2, publicURL: must be text in quotes, and is true or false",
                "line 3, sandbox: must be true or false without quotes, and is text",
                "line 4, limits: must be an object { … }, and is a list",
                "line 5, unknownOutcomeWait: must be a whole number from 1 to 86400",
                "line 6, allowHosts: must be a list of texts, and is an object", "line 7, apps: must be a list [ … ], and is an object",
            ]),
        BadConfiguration(
            name: "bad bounds of files",
            text:
                "{ media: { retentionDays: 0,\n linkHours: 8761,\n fetchMB: '5',\n attachmentMB: 101,\n retentiondays: 1 },\n"
                + " apps: [{ id: '\(Example.app)' }] }",
            problems: [
                "line 1, media.retentionDays: must be a whole number from 1 to 36500",
                "line 2, media.linkHours: must be a whole number from 1 to 8760",
                "line 3, media.fetchMB: must be a whole number from 1 to 1024",
                "line 4, media.attachmentMB: must be a whole number from 1 to 100",
                "line 5, media.retentiondays: is not a known key; did you mean `retentionDays`?",
            ]),
        BadConfiguration(
            name: "bad mail server",
            text: """
                { apps: [{ id: '\(Example.app)' }],
                  smtp: { url: 'https://mail.test',
                  from: 'Acme help@acme.test',
                  username: 'u' } }
                """,
            problems: [
                "line 2, smtp.url: must be smtps://HOST:465 or smtp://HOST:587, without a name or password",
                "line 2, smtp.password: must be given: the password of the user name",
                "line 3, smtp.from: must be an address, or \"Name <address>\"",
            ]),
        BadConfiguration(
            name: "bad values of the worker",
            text: """
                { listen: ['8080', 'unix:relative', 'host.name:80'],
                  publicURL: 'messages.example.com',
                  store: 'postgres://u:p@h/d',
                  stateDirectory: 'here',
                  allowHosts: ['https://a.test'],
                  trustedProxies: ['proxy.example', '10.0.0.0/33', '::/0'],
                  logLevel: 'verbose',
                  limits: { body: 1, drainSeconds: 26, conections: 5 },
                  apps: [{ id: '\(Example.app)' }] }
                """,
            problems: [
                "line 1, listen[0]: must be \"ADDRESS:PORT\", \"[IPv6]:PORT\" or \"unix:/PATH\" (at most 107 bytes)",
                "line 1, listen[1]: must be \"ADDRESS:PORT\", \"[IPv6]:PORT\" or \"unix:/PATH\" (at most 107 bytes)",
                "line 1, listen[2]: must be \"ADDRESS:PORT\", \"[IPv6]:PORT\" or \"unix:/PATH\" (at most 107 bytes)",
                "line 2, publicURL: must begin with https:// or http://",
                "line 3, store: PostgreSQL is not built into this version; use \"sqlite:/var/lib/parley/parley.db\"",
                "line 4, stateDirectory: must be a whole path, beginning with /",
                "line 5, allowHosts[0]: must be a host name or an IP address, without scheme and port",
                "line 6, trustedProxies[0]: must be an IP address such as \"127.0.0.1\", a block of them such as \"10.0.0.0/8\", or \"unix\" for socket files",
                "line 6, trustedProxies[1]: needs a number from 1 to 32 behind the slash",
                "line 6, trustedProxies[2]: would trust everybody, and anybody could then claim any address; name the addresses of the proxies",
                "line 7, logLevel: must be one of \"debug\", \"info\", \"warning\", \"error\"",
                "line 8, limits.body: must be a whole number from 1024 to 67108864",
                "line 8, limits.drainSeconds: must be a whole number from 1 to 25",
                "line 8, limits.conections: is not a known key; did you mean `connections`?",
            ]),
        BadConfiguration(
            name: "store in memory outside the sandbox", text: "{ store: 'sqlite::memory:', apps: [{ id: '\(Example.app)' }] }",
            problems: ["line 1, store: would lose every message at the end; :memory: needs sandbox: true"]),
        BadConfiguration(
            name: "store by a relative path", text: "{ store: 'sqlite:parley.db', apps: [{ id: '\(Example.app)' }] }",
            problems: ["line 1, store: must name a file by its whole path, such as \"sqlite:/var/lib/parley/parley.db\""]),
    ]

    static let apps = [
        BadConfiguration(
            name: "bad ids",
            text: "{ apps: [{ id: '0123456789ABCDEF01234567', keys: [{ id: 'key', secret: 's' }], integrations: [{ type: 'web' }] }] }",
            problems: [
                "line 1, apps[0].id: must be \(idForm)", "line 1, apps[0].keys[0].id: must be \(keyForm)",
                "line 1, apps[0].integrations[0].id: must be given: \(idForm)",
            ]),
        BadConfiguration(
            name: "ids used twice",
            text: "{ apps: [{ id: '\(Example.app)', integrations: [{ id: '\(Example.integration)', type: 'web' }] },\n"
                + "{ id: '\(Example.app)', integrations: [{ id: '\(Example.integration)', type: 'web' }] }] }",
            problems: [
                "line 2, apps[1].id: is the same as apps[0].id; each needs its own",
                "line 2, apps[1].integrations[0].id: is the same as apps[0].integrations[0].id; each needs its own",
            ]),
        BadConfiguration(
            name: "unknown type", text: Example.integration("type: 'whatsap', phoneNumberId: '1'"),
            problems: [
                "line 1, apps[0].integrations[0].type: is not a known type; did you mean \"whatsapp\"? Known are \"web\", \"whatsapp\""
            ]),
        BadConfiguration(
            name: "missing and misspelt fields of the type",
            text: Example.integration("type: 'whatsapp', phoneNumberID: '1', accessToken: 't'"),
            problems: [
                "line 1, apps[0].integrations[0].phoneNumberId: must be given: the number's id in Meta's dashboard",
                "line 1, apps[0].integrations[0].appSecret: must be given: the app's secret",
                "line 1, apps[0].integrations[0].phoneNumberID: is not a known key; did you mean `phoneNumberId`?",
            ]),
        BadConfiguration(
            name: "refused by the connector",
            text: Example.integration("type: 'whatsapp', phoneNumberId: '1', accessToken: 't', appSecret: 's',\n apiVersion: 'v1'"),
            problems: ["line 2, apps[0].integrations[0].apiVersion: must be v20.0 or later"]),
        BadConfiguration(
            name: "bad common fields of an integration, F17: the gap has bounds",
            text: Example.integration(
                "type: 'web', baseURL: 'ftp://h', threading: { mode: 'session', gapHours: 0, reopen: 'no' }, metadata: { a: [], b: {} }"),
            problems: [
                "line 1, apps[0].integrations[0].baseURL: must begin with https:// or http://",
                "line 1, apps[0].integrations[0].threading.mode: must be one of \"lasting\", \"sessions\"",
                "line 1, apps[0].integrations[0].threading.gapHours: must be a whole number from 1 to 8760",
                "line 1, apps[0].integrations[0].threading.reopen: must be one of \"always\", \"withinGap\", \"never\"",
                "line 1, apps[0].integrations[0].metadata.a: must be text, a number, true or false, and is a list",
                "line 1, apps[0].integrations[0].metadata.b: must be text, a number, true or false, and is an object",
            ]),
        BadConfiguration(
            name: "bad rules for windows and consent",
            text: Example.integration(
                "type: 'web', window: { closingLeadMinutes: -1 }, consent: { requireOptIn: 1, words: 'some', stopWords: ['?'] }"),
            problems: [
                "line 1, apps[0].integrations[0].window.closingLeadMinutes: must be a whole number from 0 to 10080",
                "line 1, apps[0].integrations[0].consent.requireOptIn: must be true or false without quotes, and is a number",
                "line 1, apps[0].integrations[0].consent.words: must be one of \"off\", \"plain\", \"all\"",
                "line 1, apps[0].integrations[0].consent.stopWords: holds \"?\", which no message can be; give words of at most 64 bytes",
            ]),
        BadConfiguration(
            name: "webhook without anything", text: Example.app("webhooks: [{}]"),
            problems: [
                "line 1, apps[0].webhooks[0].target: must be given: the address that events are posted to",
                "line 1, apps[0].webhooks[0].triggers: must be given: a list of event types, or [\"*\"] for all",
                "line 1, apps[0].webhooks[0].secret: must be given: `whsec_` and base64",
            ]),
        BadConfiguration(
            name: "webhook with a misspelt trigger", text: Example.webhook("triggers: ['conversation:mesage'], secret: '\(secret)'"),
            problems: ["line 1, apps[0].webhooks[0].triggers[0]: is not an event type; did you mean \"conversation:message\"?"]),
        BadConfiguration(
            name: "two webhooks to one target",
            text: Example.app(
                "webhooks: [{ target: 'https://a.test', triggers: ['*'], secret: '\(secret)' }, { target: 'https://a.test', triggers: ['*'], secret: '\(secret)' }]"
            ),
            problems: ["line 1, apps[0].webhooks[1].target: is the same as apps[0].webhooks[0].target; each needs its own"]),
        BadConfiguration(
            name: "target with a password",
            text: Example.app("webhooks: [{ target: 'https://u:p@a.test', triggers: ['*'], secret: '\(secret)' }]"),
            problems: ["line 1, apps[0].webhooks[0].target: must not carry a name or password; use the secret fields"]),
    ]

    static let secrets = [
        BadConfiguration(
            name: "literal in a file that others may read", text: Example.app("keys: [{ id: 'app_\(Example.app)', secret: 's' }]"),
            mode: 0o644,
            problems: [
                "line 1, apps[0].keys[0].secret: is written into a file that others may read: make the file 0640 or stricter (chmod 0640), or use { credential: … }, { file: … } or { env: … }"
            ]),
        BadConfiguration(
            name: "unknown source", text: Example.app("keys: [{ id: 'app_\(Example.app)', secret: { vault: 'x' } }]"),
            problems: ["line 1, apps[0].keys[0].secret: must have exactly one of credential, file and env, with text in quotes"]),
        BadConfiguration(
            name: "variable that is not set", text: Example.app("keys: [{ id: 'app_\(Example.app)', secret: { env: 'X' } }]"),
            problems: ["line 1, apps[0].keys[0].secret: names an environment variable that is not set"]),
        BadConfiguration(
            name: "credential without systemd", text: Example.app("keys: [{ id: 'app_\(Example.app)', secret: { credential: 'x' } }]"),
            problems: [
                "line 1, apps[0].keys[0].secret: needs systemd's LoadCredential= (CREDENTIALS_DIRECTORY is not set); without systemd use { file: … } or { env: … }"
            ]),
        BadConfiguration(
            name: "file that is not there", text: Example.app("keys: [{ id: 'app_\(Example.app)', secret: { file: '/none' } }]"),
            problems: ["line 1, apps[0].keys[0].secret: cannot be read: the file named here does not exist"]),
        BadConfiguration(
            name: "webhook secret with v1 in front", text: Example.webhook("triggers: ['*'], secret: 'v1,\(secret)'"),
            problems: ["line 1, apps[0].webhooks[0].secret: must not have `v1,` in front of `whsec_`"]),
        BadConfiguration(
            name: "webhook secret without whsec", text: Example.webhook("triggers: ['*'], secret: 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'"),
            problems: ["line 1, apps[0].webhooks[0].secret: must begin with `whsec_`; \(make)"]),
        BadConfiguration(
            name: "webhook secret that is no base64", text: Example.webhook("triggers: ['*'], secret: 'whsec_not base64!'"),
            problems: ["line 1, apps[0].webhooks[0].secret: must be base64 behind `whsec_`; \(make)"]),
        BadConfiguration(
            name: "webhook secret too short", text: Example.webhook("triggers: ['*'], secret: 'whsec_c2hvcnQ='"),
            problems: ["line 1, apps[0].webhooks[0].secret: must hold 24 to 64 bytes behind `whsec_`; \(make)"]),
    ]

    private static func relay(_ inner: String) -> String { Example.integration("type: 'web', relay: { \(inner) }") }
    private static let kinds = "one of \"none\", \"standardWebhooks\", \"svix\", \"hookdeck\", \"pull\""
    private static let place = "line 1, apps[0].integrations[0].relay"

    static let relays = [
        BadConfiguration(name: "relay without kind", text: relay(""), problems: ["\(place).kind: must be given: \(kinds)"]),
        BadConfiguration(name: "relay of no kind", text: relay("kind: 'smee'"), problems: ["\(place).kind: must be \(kinds)"]),
        BadConfiguration(
            name: "relay without secret", text: relay("kind: 'hookdeck'"),
            problems: ["\(place).secret: must be given: what the relay signs with"]),
        BadConfiguration(
            name: "relay with a secret of another form", text: relay("kind: 'svix', secret: 'abc'"),
            problems: ["\(place).secret: must begin with `whsec_`; \(make)"]),
        BadConfiguration(
            name: "relay with the old secret alone", text: relay("kind: 'pull', url: 'https://a.test/b', previousSecret: '\(secret)'"),
            problems: ["\(place).previousSecret: needs the new one as `secret` beside it"]),
        BadConfiguration(
            name: "pull without url", text: relay("kind: 'pull', heartbeatSeconds: 1"),
            problems: [
                "\(place).url: must be given: the address of the relay's event stream",
                "\(place).heartbeatSeconds: must be a whole number from 5 to 3600",
            ]),
        BadConfiguration(
            name: "a key of another kind", text: relay("kind: 'hookdeck', secret: 'k', toleranceSeconds: 5"),
            problems: ["\(place).toleranceSeconds: is not a known key; known here are `kind`, `secret`, `previousSecret`"]),
    ]

    @Test("A bad file gives each of its problems with its place and remedy", arguments: worker + apps + secrets + relays)
    func problems(_ row: BadConfiguration) {
        #expect(Example.problems(Example.environment(row.text, mode: row.mode)) == row.problems, "\(row.name)")
    }

    @Test("A file that is missing or too large is told as such", arguments: [("/none", "does not exist"), ("/large", "is too large")])
    func unreadable(_ path: String, _ words: String) {
        let environment = Example.environment("", files: ["/large": String(repeating: " ", count: 1 << 20 + 1)])
        let error = #expect(throws: ConfigurationError.self) {
            try ConfigurationReader.read(path, registrations: [], environment: environment)
        }
        #expect(error?.description == "\(path): 1 problem\n  the file \(words); name another with --config FILE")
    }
}
