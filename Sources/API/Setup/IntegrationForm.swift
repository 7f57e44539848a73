import Core
import JSONKit
import Runtime
import Wire

/// `integration` of the API, in a form that typed clients can read ("Sunshine Conversations API, integration").
///
/// A type that typed clients do not know would break their whole list, and so would one whose required fields are not known here: both
/// are shown as `custom`, with the real type under `parleyType`. The webhooks of the configuration are shown as one more integration of
/// type `custom`, whose id is the app's.
struct IntegrationForm: JSONWritable, Sendable {
    let id: ID
    /// The type shown.
    let type: String
    private let realType: String
    private let status: IntegrationEntry.Status
    private let displayName: String?
    private let metadata: JSONBytes
    private let fields: [String: String]
    private let threading: Threading?
    private let templates: TemplatePolicy
    private let problem: String?
    private let origin: SetupOrigin
    private let webhooks: [WebhookForm]

    /// The types that typed clients know, with the fields that they require.
    private static let required: [String: [String]] = [
        "whatsapp": [], "messenger": ["appId"], "instagram": ["appId"], "line": [], "telegram": [], "viber": [], "twilio": ["accountSid"],
        "messagebird": ["originator"], "mailgun": ["domain", "incomingAddress"], "twitter": ["tier"], "apple": ["businessId"], "web": [],
        "android": [], "ios": [], "unity": [],
    ]

    /// A channel.
    init(_ entry: IntegrationEntry) {
        let isKnown = Self.required[entry.type]?.allSatisfy { entry.publicFields[$0] != nil } ?? false
        id = entry.id
        type = isKnown ? entry.type : "custom"
        realType = entry.type
        status = entry.status
        displayName = entry.displayName
        metadata = entry.metadata
        fields = entry.publicFields
        threading = entry.threading
        templates = entry.templates
        problem = entry.problem
        origin = entry.origin
        webhooks = []
    }

    /// A holder of webhooks.
    init(_ entry: CustomEntry, _ webhooks: [WebhookForm]) {
        id = entry.id
        type = "custom"
        realType = "custom"
        status = entry.isActive ? .active : .inactive
        displayName = entry.displayName
        metadata = entry.metadata
        fields = [:]
        threading = nil
        templates = TemplatePolicy()
        problem = nil
        origin = entry.origin
        self.webhooks = webhooks
    }

    /// The integration that stands for the webhooks of the configuration.
    static func fileEntry(of app: ID) -> CustomEntry {
        CustomEntry(id: app, appID: app, displayName: "Webhooks of the configuration", origin: .file)
    }

    /// All of an app, by id.
    static func all(of app: ID, _ directory: Directory, _ health: [ID: WebhookHealth]) -> [IntegrationForm] {
        let channels = directory.integrations.values.filter { $0.appID == app }.map { IntegrationForm($0) }
        let webhooks = Dictionary(grouping: directory.webhooksByApp[app] ?? [], by: \.integrationID)
        let holders = directory.customs.values.filter { $0.appID == app } + (webhooks[app] == nil ? [] : [fileEntry(of: app)])
        let customs = holders.map { holder in
            IntegrationForm(holder, (webhooks[holder.id] ?? []).map { WebhookForm(entry: $0, health: health[$0.id]) })
        }
        return (channels + customs).sorted { $0.id < $1.id }
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("type", type)
            json.field("status", status.rawValue)
            if let displayName, !displayName.isEmpty { json.field("displayName", displayName) }
            writeFields(to: &json)
            if type == "custom" { json.array("webhooks") { json in for webhook in webhooks { json.value(webhook) } } }
            json.field("metadata", metadata)
            if realType != type { json.field("parleyType", realType) }
            if let threading, threading != Threading() { json.field("threading", threading) }
            if templates.whenWindowClosed != .fail { json.field("whenWindowClosed", templates.whenWindowClosed) }
            let pace = templates.botTemplatesPerMinute
            if pace != TemplatePolicy().botTemplatesPerMinute { json.field("botTemplatesPerMinute", pace) }
            json.field("parleyProblem", ifPresent: problem)
            json.field("parleyOrigin", origin.rawValue)
        }
    }

    /// Typed clients take this one field as a number ("Sunshine Conversations API, messenger").
    private static let numeric: Set<String> = ["messenger.pageId"]

    private func writeFields(to json: inout JSONWriter) {
        for (key, value) in fields.sorted(by: { $0.key < $1.key }) {
            if Self.numeric.contains("\(realType).\(key)"), let number = Int64(value) {
                json.field(key, number)
            } else {
                json.field(key, value)
            }
        }
    }
}
