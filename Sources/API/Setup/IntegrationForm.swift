import Core
import JSONKit
import Runtime
import Wire

/// `integration` of the API, in a form that typed clients can read ("Sunshine Conversations API, integration").
///
/// A type that typed clients do not know would break their whole list, and so would one whose required fields are not known here: both
/// are shown as `custom`, with the real type under `parleyType`. The app's webhooks are shown as one more integration of type `custom`,
/// whose id is the app's.
struct IntegrationForm: JSONWritable, Sendable {
    let id: ID
    /// The type shown.
    let type: String
    private let realType: String
    private let displayName: String?
    private let metadata: JSONBytes
    private let fields: [(key: String, value: String)]
    private let webhooks: [WebhookForm]

    /// The types that typed clients know, with the fields that they require.
    private static let required: [String: [String]] = [
        "whatsapp": [], "messenger": ["appId"], "instagram": ["appId"], "line": [], "telegram": [], "viber": [], "twilio": ["accountSid"],
        "messagebird": ["originator"], "mailgun": ["domain", "incomingAddress"], "twitter": ["tier"], "apple": ["businessId"], "web": [],
        "android": [], "ios": [], "unity": [],
    ]

    private init(_ entry: IntegrationEntry) {
        let needed = Self.required[entry.type]
        let isKnown = needed?.allSatisfy { entry.publicFields[$0] != nil } ?? false
        id = entry.id
        type = isKnown ? entry.type : "custom"
        realType = entry.type
        displayName = entry.displayName
        metadata = entry.metadata
        fields = isKnown ? (needed ?? []).compactMap { key in entry.publicFields[key].map { (key, $0) } } : []
        webhooks = []
    }

    private init(webhooksOf app: ID, _ webhooks: [WebhookForm]) {
        id = Self.customID(of: app)
        type = "custom"
        realType = "custom"
        displayName = "Webhooks of the configuration"
        metadata = .emptyObject
        fields = []
        self.webhooks = webhooks
    }

    /// The integration that stands for the webhooks of an app.
    static func customID(of app: ID) -> ID { app }

    /// All of an app, by id.
    static func all(of app: ID, _ directory: Directory) -> [IntegrationForm] {
        let channels = directory.integrations.values.filter { $0.appID == app }.map { IntegrationForm($0) }
        let webhooks = (directory.webhooksByApp[app] ?? []).map { WebhookForm(entry: $0) }
        let custom = webhooks.isEmpty ? [] : [IntegrationForm(webhooksOf: app, webhooks)]
        return (channels + custom).sorted { $0.id < $1.id }
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("type", type)
            json.field("status", "active")
            if let displayName, !displayName.isEmpty { json.field("displayName", displayName) }
            for field in fields { json.field(field.key, field.value) }
            if type == "custom" { json.array("webhooks") { json in for webhook in webhooks { json.value(webhook) } } }
            json.field("metadata", metadata)
            if realType != type { json.field("parleyType", realType) }
        }
    }
}
