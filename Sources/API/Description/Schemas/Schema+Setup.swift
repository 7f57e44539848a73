import Core
import JSONKit
import Runtime
import Store
import Wire

extension Schema {
    /// Where an entry comes from.
    private static let origin = word("file", "file+api", "api")
        .about("Where it comes from: the configuration file, the file with changes by the API, which win, or the API.")

    private static let settings: [Member] =
        [
            .optional("maskCreditCardNumbers", flag().about("Whether card numbers are masked; at once, in both directions.")),
            .optional("conversationRetentionSeconds", integer(0...AppChange.longestRetention, like: 0).about("0: messages are kept.")),
            .optional("failureLanguage", word(of: WordsLanguage.self).about("In which events explain failures.")),
        ]
        + AppSettings.otherNames.map {
            .optional($0, flag(like: false).about(meaning(ofSwitch: $0)), inExample: false)
        }

    private static func meaning(ofSwitch name: String) -> String {
        switch name {
        case "echoPostback": "Whether a button that was pressed is stored as a message as well."
        case "multiConvoEnabled": "Users may have several conversations here in any case. Cannot be switched off again."
        case "disableConversationReopen": "Whether a closed conversation stays closed, on all channels. Needs multiConvoEnabled."
        case "endSessionEnabled": "Kept and shown; whether visitors may end a chat is a field of the channel. Needs multiConvoEnabled."
        default: "Kept and shown; changes nothing here."
        }
    }

    static let app = object(
        "App",
        [
            .required("id", id), .optional("displayName", text(1...100, like: "Acme")),
            .required("settings", object("AppSettings", settings)), .required("metadata", metadata), .required("parleyOrigin", origin),
        ])

    static let appUpdate = object(
        "AppUpdate",
        [
            .clearable("displayName", text(1...100, like: "Acme")),
            .clearable("settings", object(settings.map { .clearable($0.key, $0.schema, inExample: $0.isInExample) })),
            .clearable("metadata", metadata),
        ])

    // MARK: Webhooks

    private static let target = text(8...2048, like: "https://desk.example.com/hook", pattern: "^[hH][tT][tT][pP][sS]?://[!-~]+$")
    private static let base = text(8...2048, like: "https://provider.example.com", pattern: "^[hH][tT][tT][pP][sS]?://[!-~]+$")
    private static let triggers = array(of: word(WebhookTrigger.all), 1...WebhookChange.triggerLimit).like(["conversation:message"])

    private static let webhookMembers: [Member] = [
        .required("id", id), .required("version", word("v2")), .required("target", text(like: "https://desk.example.com/hook")),
        .required("triggers", array(of: text(like: "conversation:message"))), .required("includeFullUser", flag(like: false)),
        .required("includeFullSource", flag(like: false)), .required("status", word("enabled", "disabled")),
        .optional("failingSince", date.about("Since when every attempt has failed."), inExample: false),
        .optional("disabledAt", date, inExample: false),
        .optional("disabledReason", text(like: "The receiver answered 410: it wants no more events."), inExample: false),
        .required("parleyOrigin", origin),
    ]

    static let webhook = object("Webhook", webhookMembers)

    static let createdWebhook = object(
        "CreatedWebhook",
        webhookMembers + [
            .required("secret", text(like: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").about("Told once: keep it."))
        ])

    static let webhookCreation = object(
        "WebhookCreation",
        [
            .required("target", target), .required("triggers", triggers), .clearable("includeFullUser", flag(like: false)),
            .clearable("includeFullSource", flag(like: false)),
        ])

    static let webhookUpdate = object(
        "WebhookUpdate",
        [
            .clearable("target", target), .clearable("triggers", triggers), .clearable("includeFullUser", flag(like: false)),
            .clearable("includeFullSource", flag(like: false)),
            .clearable("status", word("enabled", "disabled").about("Switches the webhook; enabling it forgets its failures.")),
        ])

    static let rotation = object(
        "SecretRotation",
        [
            .clearable(
                "overlapSeconds",
                integer(WebhookEndpoints.overlaps, like: WebhookEndpoints.usualOverlap).about("How long the old secret signs as well."))
        ])

    static let eventReplay = object(
        "EventReplay",
        [
            .required("from", date), .clearable("to", date),
            .clearable("after", id.about("meta.afterCursor of the call before."), inExample: false),
        ])

    static let deadLetterSelection = object(
        "DeadLetterSelection",
        [
            .clearable("queue", word(of: Queue.self)), .clearable("webhookId", id, inExample: false),
            .clearable("integrationId", id, inExample: false),
            .clearable("from", date.about("When the event, message or journal entry was made: from then on …")),
            .clearable("to", date.about("… and before then."), inExample: false),
            .clearable("after", id.about("meta.afterCursor of the call before."), inExample: false),
        ])

    static let replayProgress = object(
        "ReplayProgress",
        [
            .required("replayed", integer(like: 12)),
            .required("meta", object([.required("hasMore", flag(like: false)), .optional("afterCursor", id, inExample: false)])),
        ])

    // MARK: Integrations

    private static let threading = object(
        "Threading",
        [
            .clearable("mode", word("lasting", "sessions")), .clearable("gapHours", integer(1...8760, like: 24)),
            .clearable("reopen", word("always", "withinGap", "never")),
        ])

    private static let whenWindowClosed = anyOf([
        word("fail"),
        object(
            "WindowTemplate",
            [
                .required("template", text(1...FieldLimit.shortText, like: "greeting")),
                .clearable("language", text(1...FieldLimit.shortText, like: "en_US"), inExample: false),
            ]),
    ]).about("What becomes of a free message while the reply window is closed: it fails, or the template goes in its place.")

    private static func integration(webhook: Schema) -> [Member] {
        [
            .required("id", id),
            .required(
                "type",
                word(
                    "whatsapp", "custom", "messenger", "instagram", "line", "telegram", "viber", "twilio", "messagebird", "mailgun",
                    "twitter", "apple", "web", "android", "ios", "unity")),
            .required("status", word("active", "inactive", "error")), .optional("displayName", text(1...100, like: "Support")),
            .required("metadata", metadata),
            .optional("webhooks", array(of: webhook).about("Of type custom only."), inExample: false),
            .optional("parleyType", text(like: "kakao").about("The real type of a channel that is shown as custom."), inExample: false),
            .optional("threading", threading, inExample: false),
            .optional("whenWindowClosed", whenWindowClosed, inExample: false),
            .optional("botTemplatesPerMinute", integer(1...6000, like: 60), inExample: false),
            .optional("parleyProblem", text(like: "Fields are missing: accessToken.").about("Why it does not run."), inExample: false),
            .required("parleyOrigin", origin),
        ]
    }

    static let integration = object("Integration", integration(webhook: webhook))
        .about("Fields of its type that are no secrets come along under their own names.")
    static let createdIntegration = object("CreatedIntegration", integration(webhook: createdWebhook))

    private static let integrationSettings: [Member] = [
        .clearable("displayName", text(1...100, like: "Support")), .clearable("status", word("active", "inactive"), inExample: false),
        .clearable("metadata", metadata, inExample: false), .clearable("baseURL", base, inExample: false),
        .clearable("threading", threading, inExample: false),
        .clearable("messagesPerSecond", integer(1...100_000, like: 80), inExample: false),
        .clearable("whenWindowClosed", whenWindowClosed, inExample: false),
        .clearable("botTemplatesPerMinute", integer(1...6000, like: 60), inExample: false),
    ]

    static let integrationCreation = object(
        "IntegrationCreation",
        [
            .required("type", text(1...64, like: "custom").about("custom, or the type of a connector, whose fields come along.")),
            .clearable("webhooks", array(of: webhookCreation, 1...1).about("Of type custom.")),
        ] + integrationSettings)

    static let integrationUpdate = object("IntegrationUpdate", integrationSettings)

    // MARK: Keys

    private static let keyMembers: [Member] = [
        .required("id", text(like: "app_65f0c1d2e3a4b5c6d7e8f901")), .required("displayName", text(like: "Help desk")),
        .required("scope", word("app", "integration")), .required("parleyOrigin", origin),
    ]

    static let key = object("Key", keyMembers)
    static let createdKey = object(
        "CreatedKey", keyMembers + [.required("secret", text(like: "gH3nq1Xh…").about("Told once: keep it."))])
    static let keyCreation = object("KeyCreation", [.required("displayName", text(1...100, like: "Help desk"))])
}
