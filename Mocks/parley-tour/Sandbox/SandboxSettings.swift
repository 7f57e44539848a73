import Core
import Cryptography

/// Ids, ports and secrets of one sandbox, all made anew.
struct SandboxSettings {
    let folder: String
    let port: UInt16
    let mocksPort: UInt16
    let deskURL: String
    let webhookSecret: Secret
    let app = Self.hex(12)
    let integration = Self.hex(12)
    let chat = Self.hex(12)
    let userSecret = Self.hex(20)
    let keyID = "app_" + Self.hex(12)
    let keySecret = Self.hex(16)
    let phoneNumberID = "310000000000001"
    let businessAccountID = "210987654321098"
    let accessToken = Self.hex(24)
    let appSecret = Self.hex(16)
    let verifyToken = Self.hex(8)

    init(folder: String, desk: String, webhookSecret: Secret) throws {
        let ports = try FreePorts.find(2)
        self.folder = folder
        (port, mocksPort) = (ports[0], ports[1])
        deskURL = desk
        self.webhookSecret = webhookSecret
    }

    var workerURL: String { "http://127.0.0.1:\(port)" }
    var mocksURL: String { "http://127.0.0.1:\(mocksPort)" }
    var callbackURL: String { "\(workerURL)/webhooks/\(integration)" }
    /// The shop with the web chat, and the help desk beside it.
    var demoURL: String { "\(workerURL)/demo/" }
    var configurationPath: String { "\(folder)/parley.json5" }
    var databasePath: String { "\(folder)/parley.db" }

    static func hex(_ count: Int) -> String { Hex.encode(SecureRandom.bytes(count)) }

    /// The configuration file of the worker.
    var configuration: String {
        """
        // Made by parley-tour; the next tour writes it anew.
        {
          sandbox: true,                       // literal secrets are allowed
          listen: "127.0.0.1:\(port)",
          publicURL: "\(workerURL)",
          store: "sqlite:\(databasePath)",
          logLevel: "debug",
          apps: [
            {
              id: "\(app)",
              displayName: "Sandbox",
              keys: [{ id: "\(keyID)", secret: "\(keySecret)" }],
              webhooks: [{ target: "\(deskURL)", triggers: ["*"], secret: "\(webhookSecret.revealText())" }],
              integrations: [
                {
                  id: "\(integration)",
                  type: "whatsapp",
                  displayName: "Support",
                  baseURL: "\(mocksURL)/graph",  // the mock in place of Meta
                  phoneNumberId: "\(phoneNumberID)",
                  wabaId: "\(businessAccountID)",
                  accessToken: "\(accessToken)",
                  appSecret: "\(appSecret)",
                  verifyToken: "\(verifyToken)",
                },
                {
                  id: "\(chat)",
                  type: "web",                   // the demo page's chat
                  displayName: "Aurora Outdoor",
                  userSecret: "\(userSecret)",
                  threading: { reopen: "never" },
                  theme: { brandColor: "#1f5a47" },
                  welcome: "Hi there! 👋 Ask us anything about your order or our gear.",
                  responseTime: "Usually answers within a few minutes",
                  faq: [
                    { id: "delivery", question: "How long does delivery take?", answer: "Two to three working days. Before noon it leaves the same day." },
                    { id: "return", question: "How do I send something back?", answer: "Within 30 days, in its box or ours. The label is in the parcel." },
                  ],
                },
              ],
            },
          ],
        }

        """
    }
}
