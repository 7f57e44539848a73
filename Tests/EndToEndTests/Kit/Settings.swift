import Cryptography

/// Ids, ports and secrets of one stage, and what differs from the defaults.
struct Settings: Sendable {
    /// Members of the worker's configuration, such as `limits: { body: 4096 },`.
    var worker = ""
    /// How long a conversation waits for the proof of an unknown outcome, in seconds.
    var unknownOutcomeWait = 2
    /// More integrations of the worker's configuration, each with a comma behind. `MOCKS` stands for the origin of the mocks.
    var integrations = ""
    /// More fields of the WhatsApp integration, each with a comma behind. `MOCKS` stands for the origin of the mocks.
    var integrationFields = ""
    /// Members of the mock's settings, each with a comma behind.
    var mock = ""

    /// A socket that listens on `port` and is handed to every worker, as by the service manager.
    var listener: Int32?

    let folder: String
    let port: UInt16
    let app = hex(12)
    let integration = hex(12)
    let keyID = "app_" + hex(12)
    let keySecret = hex(16)
    let webhookSecret = "whsec_" + Base64.encode(SecureRandom.bytes(32))
    let phoneNumberID = "310000000000001"
    let accessToken = hex(24)
    let appSecret = hex(16)
    let verifyToken = hex(8)

    init() throws {
        folder = try Machine.makeFolder()
        port = try Machine.freePort()
    }

    var origin: String { "http://127.0.0.1:\(port)" }
    var callback: String { "\(origin)/webhooks/\(integration)" }
    var configurationPath: String { "\(folder)/parley.json5" }

    private static func hex(_ count: Int) -> String { Hex.encode(SecureRandom.bytes(count)) }

    /// The worker's configuration file.
    func configuration(mocks: String, desk: String) -> String {
        """
        {
          sandbox: true,
          listen: "127.0.0.1:\(port)",
          store: "sqlite:\(folder)/parley.db",
          unknownOutcomeWait: \(unknownOutcomeWait),
          \(worker)
          apps: [{
            id: "\(app)",
            keys: [{ id: "\(keyID)", secret: "\(keySecret)" }],
            webhooks: [{ target: "\(desk)", triggers: ["*"], secret: "\(webhookSecret)" }],
            integrations: [{
              id: "\(integration)", type: "whatsapp", baseURL: "\(mocks)/graph",
              phoneNumberId: "\(phoneNumberID)", wabaId: "210987654321098",
              accessToken: "\(accessToken)", appSecret: "\(appSecret)", verifyToken: "\(verifyToken)",
              \(integrationFields.replacing("MOCKS", with: mocks))
            },
            \(integrations.replacing("MOCKS", with: mocks))
            ],
          }],
        }

        """
    }

    /// The body that makes the mock this account. Fast: no limits, quick repetitions.
    var mockConfiguration: String {
        """
        {\(mock)"numbers": [{"phoneNumberId": "\(phoneNumberID)", "wabaId": "210987654321098", "accessToken": "\(accessToken)"}],
         "appSecret": "\(appSecret)", "verifyToken": "\(verifyToken)", "pairRate": false, "throughput": null,
         "webhooks": {"concurrency": 16, "firstGapMilliseconds": 50, "longestGapMilliseconds": 200, "timeoutMilliseconds": 5000},
         "callbackURL": "\(callback)"}
        """
    }
}
