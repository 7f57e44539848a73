import Core
import JSONKit
import Wire

/// Templates and notifications.
extension Schema {
    private static let templateHeader = object(
        "TemplateHeader",
        [
            .required("type", text(like: "text").about("text, image, video, document, location or other.")),
            .optional("text", text(like: "Order {{1}}")), .optional("providerType", text(like: "PRODUCT"), inExample: false),
        ])
    private static let templateButton = object(
        "TemplateButton",
        [
            .required("type", word("quickReply", "link", "phone", "copyCode", "oneTimeCode", "other")),
            .required("text", text(like: "Details")),
            .optional("url", text(like: "https://shop.example/{{1}}"), inExample: false),
            .optional("phoneNumber", text(like: "+15550102030"), inExample: false),
            .optional("providerType", text(like: "FLOW"), inExample: false),
        ])
    private static let templateSlot = object(
        "TemplateSlot",
        [.required("slot", text(like: "body.1")), .required("type", text(like: "text")), .required("required", flag())])
    static let templateSyncState = object(
        "TemplateSync",
        [
            .required("count", integer(like: 27)), .nullable("readAt", date),
            .nullable("failure", failure.like(.null).about("Why the latest reading failed.")),
        ])

    private static let messageTemplate = object(
        "MessageTemplate",
        [
            .required("id", id), .required("name", text(like: "visit_reminder")), .required("language", text(like: "en_US")),
            .nullable("externalId", text(like: "700000000000001")), .required("category", word(of: MessageTemplate.Category.self)),
            .required("status", word(of: MessageTemplate.Status.self)), .required("providerStatus", text(like: "APPROVED")),
            .required("quality", word(of: MessageTemplate.Quality.self)),
            .nullable("reason", text(like: "TAG_CONTENT_MISMATCH").like(.null)),
            .required("parameterFormat", word(of: MessageTemplate.ParameterFormat.self)), .nullable("header", templateHeader),
            .required("body", text(like: "Hi {{1}}, your visit is on {{2}}. See you!")),
            .nullable("footer", text(like: "Reply STOP to end")),
            .required("buttons", array(of: templateButton)), .required("otherParts", array(of: text(like: "CAROUSEL"))),
            .required("otherPlaceholders", array(of: text(like: "4").about("Of places that are not shown, such as a file's address."))),
            .required("slots", array(of: templateSlot).about("What a send fills, from top to bottom.")),
        ])

    static let templateList = object([
        .required("templates", array(of: messageTemplate)), .required("sync", templateSyncState), .required("meta", pageMeta),
        .required("links", pageLinks),
    ])
    static let templateSync = object([.required("sync", templateSyncState)])

    static let templateLint = anyOf([
        object("ShorthandLint", [.required("shorthand", text(1...FieldLimit.text, like: shorthand))]),
        object(
            "TemplateLint",
            [
                .required("name", text(1...FieldLimit.shortText, like: "visit_reminder")),
                .clearable("language", text(1...FieldLimit.shortText, like: "en_US")),
                .clearable("components", array(of: freeObject(like: templateBody), 0...LintedTemplate.mostComponents)),
            ]),
    ])
    private static let shorthand = "&((template=[[visit_reminder]] language=[[en_US]] body_text=[[Mara]] body_text=[[Monday 09:00]]))&"
    private static let templateBody: JSONValue = [
        "type": "body", "parameters": [["type": "text", "text": "Mara"], ["type": "text", "text": "Monday 09:00"]],
    ]
    static let templateLintExamples: KeyValuePairs<String, JSONValue> = [
        "shorthand": ["shorthand": .string(shorthand)],
        "components": ["name": "visit_reminder", "language": "en_US", "components": [templateBody]],
    ]

    static let templateVerdict = object(
        "TemplateVerdict",
        [
            .required("ok", flag()),
            .required(
                "problems",
                array(
                    of: object([
                        .required("slot", text(like: "body.2")), .required("message", text(like: "is missing")),
                        .required("code", failureCode),
                    ]))), .nullable("preview", text(like: "Hi Mara, your visit is on Monday 09:00. See you!")),
            .nullable("category", word(of: MessageTemplate.Category.self)), .nullable("status", word(of: MessageTemplate.Status.self)),
        ])

    // MARK: Notifications

    static let notificationPost = object(
        "NotificationPost",
        [
            .required(
                "destination",
                object([.required("integrationId", id), .required("destinationId", text(5...FieldLimit.shortText, like: "+15550107777"))])),
            .required(
                "author",
                object([
                    .required("role", word("appMaker")), .clearable("name", text(1...FieldLimit.shortText, like: "Acme"), inExample: false),
                    .clearable("subtypes", array(of: word("AI", "activity"), 0...1), inExample: false),
                ])),
            .clearable("messageSchema", word("whatsapp").about("Given, the message is in Meta's shape.")),
            .required("message", freeObject(like: ["type": "template", "template": templateExample])),
            .clearable("metadata", metadata, inExample: false),
        ])
    static let notificationExamples: KeyValuePairs<String, JSONValue> = [
        "template": [
            "destination": ["integrationId": "65f0c1d2e3a4b5c6d7e8f901", "destinationId": "+15550107777"], "author": ["role": "appMaker"],
            "messageSchema": "whatsapp", "message": ["type": "template", "template": templateExample],
        ],
        "shorthand": [
            "destination": ["integrationId": "65f0c1d2e3a4b5c6d7e8f901", "destinationId": "+15550107777"], "author": ["role": "appMaker"],
            "message": ["type": "text", "text": .string(shorthand)],
        ],
    ]
}
