import JSONKit
import Wire

extension Schema {
    private static let messageMembers: [Member] = [
        .required("id", id), .required("received", date),
        .required(
            "author",
            object(
                "Author",
                [
                    .required("type", word("business", "user")), .optional("userId", id, inExample: false),
                    .optional("displayName", text(like: "Ben")),
                    .optional("subtypes", array(of: word("AI")).about("AI: a machine wrote it."), inExample: false),
                    .optional("user", userReference.about("In events: who wrote, if it was a user."), inExample: false),
                ])),
        .required("content", shownContent), .required("source", source), .optional("metadata", metadata, inExample: false),
    ]

    /// Where a message or another doing came from.
    static let source = object(
        "Source",
        [
            .required("type", text(1...128, like: "api:conversations")), .optional("integrationId", id, inExample: false),
            .optional("originalMessageId", text(like: "wamid.1"), inExample: false),
            .optional("originalMessageTimestamp", date, inExample: false),
            .optional("client", client.about("In events, for a webhook with includeFullSource."), inExample: false),
        ])

    private static let quotedMessage = anyOf([
        object("QuotedMessage", [.required("type", word("message")), .required("message", object(messageMembers))]),
        object(
            "QuotedExternalMessage", [.required("type", word("externalMessageId")), .required("externalMessageId", text(like: "wamid.1"))]),
    ])

    static let message = object("Message", messageMembers + [.optional("quotedMessage", quotedMessage, inExample: false)])

    private static let businessAuthor = object(
        "BusinessAuthor",
        [
            .required("type", word("business")), .clearable("displayName", text(1...FieldLimit.shortText, like: "Ben")),
            .clearable("avatarUrl", url, inExample: false),
            .clearable("subtypes", array(of: word("AI", "activity"), 0...1), inExample: false),
        ])

    private static func userAuthor(_ naming: Member) -> Schema {
        object([
            .required("type", word("user")), naming,
            .clearable("displayName", text(1...FieldLimit.shortText, like: "Ana"), inExample: false),
            .clearable("avatarUrl", url, inExample: false),
            .clearable("subtypes", array(of: word("AI", "activity"), 0...1), inExample: false),
        ])
    }

    private static let postMembers: [Member] = [
        .clearable(
            "destination",
            anyOf([
                object([.required("integrationId", id)]),
                object([.required("integrationType", text(1...FieldLimit.shortText, like: "whatsapp"))]),
            ]), inExample: false),
        .clearable("metadata", metadata),
        .clearable(
            "override",
            map(of: object([.required("payload", freeObject(like: ["type": "text"]))]).orNull, like: [:]).about(
                "Bodies in the provider's own shape, by type of channel, sent in place of content."), inExample: false),
        .clearable(
            "quotedMessage", object([.required("id", id)]).about("The message of the conversation that this one answers."), inExample: false
        ),
    ]

    /// The body of PostMessage and of the preflight.
    static let messagePost = anyOf([
        object(
            "UserPost",
            [
                .required(
                    "author",
                    anyOf([
                        userAuthor(.required("userId", id)),
                        userAuthor(.required("userExternalId", text(1...FieldLimit.shortText, like: "customer-17"))),
                    ])), .required("content", postedContent), .clearable("metadata", metadata),
            ]),
        object(
            "MessagePost",
            postMembers + [
                .required("author", businessAuthor), .required("content", postedContent),
                .clearable("schema", word("whatsapp"), inExample: false),
            ]),
        object(
            "TemplatePost",
            postMembers + [
                .required("author", businessAuthor), .required("content", postedTemplate), .required("schema", word("whatsapp")),
            ]),
    ])

    static let messageExamples: KeyValuePairs<String, JSONValue> = [
        "text": ["author": ["type": "business", "displayName": "Ben"], "content": ["type": "text", "text": "Your order is on its way."]],
        "buttons": [
            "author": ["type": "business"],
            "content": [
                "type": "text", "text": "Did it arrive?",
                "actions": [
                    ["type": "reply", "text": "Yes", "payload": "ARRIVED"], ["type": "reply", "text": "No", "payload": "MISSING"],
                ],
            ],
        ],
        "image": [
            "author": ["type": "business"],
            "content": ["type": "image", "mediaUrl": "https://example.com/picture.png", "text": "Your parcel", "altText": "A parcel"],
        ],
        "template": [
            "author": ["type": "business"], "schema": "whatsapp", "content": ["type": "template", "template": templateExample],
        ],
    ]

    static let deliveryHeaders: [(name: String, schema: Schema)] = [
        (
            "Parley-Delivery",
            word("queued", "failed", "none").about(
                "failed when a rule of the channel forbids the send; none when there is no channel to send by.")
        ),
        ("Parley-Failure", failureCode.about("Why it failed.")),
    ]
}
