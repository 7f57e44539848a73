import JSONKit
import Runtime
import Wire

extension Schema {
    private static let profileMembers: [(key: String, schema: Schema)] = [
        ("givenName", text(1...128, like: "Ana")), ("surname", text(1...128, like: "Lim")),
        ("email", text(1...128, like: "ana@example.com")), ("avatarUrl", text(1...2048, like: "https://example.com/ana.png")),
        ("locale", text(1...64, like: "ko-KR")),
    ]

    /// Free data of the caller.
    static let metadata = map(of: oneOf([text(like: "vip"), number(like: 1), flag()]), like: ["tier": "gold", "visits": 3])
        .about("A flat object of strings, numbers and booleans, at most 4 KB.").named("Metadata")

    static let user = object(
        "User",
        [
            .required("id", id), .required("authenticated", flag(like: false)),
            .optional("externalId", text(1...1024, like: "customer-17")),
            .optional("signedUpAt", date), .required("profile", object("Profile", profileMembers.map { .optional($0.key, $0.schema) })),
            .required("metadata", metadata),
            .required(
                "identities",
                array(
                    of: object(
                        "Identity",
                        [
                            .required("type", word("email")), .required("value", text(1...128, like: "ana@example.com")),
                            .required("verification", word("unverified")),
                        ])
                ).about("The address of the profile. Nobody has checked that it is the user's.")),
        ])

    /// The short form of a user.
    static let userReference = object(
        "UserReference",
        [
            .required("id", id), .required("authenticated", flag(like: false)),
            .optional("externalId", text(1...1024, like: "customer-17")),
        ]
    ).about("For a webhook with includeFullUser the whole user.")

    private static let profileChange = object("ProfileChange", profileMembers.map { .clearable($0.key, $0.schema) })
        .about("An absent field stays, null clears.")

    static let userCreation = object(
        "UserCreation",
        [
            .required("externalId", text(1...1024, like: "customer-17")), .clearable("signedUpAt", date),
            .clearable("profile", profileChange), .clearable("metadata", metadata),
        ])

    static let userUpdate = object(
        "UserUpdate",
        [.clearable("signedUpAt", date), .clearable("profile", profileChange), .clearable("metadata", metadata)])

    private static let id24 = id
    private static let externalID = text(1...FieldLimit.shortText, like: "customer-17")

    /// A user named by one of the two.
    static let userNaming = anyOf([
        object("UserNamedById", [.required("userId", id24)]), object("UserNamedByExternalId", [.required("userExternalId", externalID)]),
    ]).named("UserNaming")

    static let mergedUser = object("MergedUser", [.required("userId", id24.about("The user that was merged into the one of the path."))])

    private static func criteria(_ types: String..., more: [Member]) -> Schema {
        object(
            [
                .required("type", word(types)), .required("integrationId", id24),
                .clearable("primary", flag().about("Whether replies go to the new client from the confirmation on."), inExample: false),
            ] + more)
    }

    private static let linkMessage = object(
        "LinkMessage",
        [
            .required(
                "content",
                object([
                    .required("type", word("text")),
                    .required("text", text(1...FieldLimit.text, like: "Do you want to go on here?")),
                ]).about("A text or a picture, with links at most; for a prompt a text alone."))
        ])

    static let clientCreation = object(
        "ClientCreation",
        [
            .required(
                "matchCriteria",
                anyOf([
                    criteria(
                        "whatsapp", "twilio", "messagebird",
                        more: [.required("phoneNumber", text(6...64, like: "+1 555 010 7777", pattern: #"^\+[1-9][0-9]{6,13}$"#))]),
                    criteria("mailgun", more: [.required("address", text(1...128, like: "ana@example.com"))]),
                ])),
            .required(
                "confirmation",
                object([
                    .required("type", word(of: LinkRecord.Confirmation.self)), .clearable("message", linkMessage, inExample: false),
                ])),
            .required("target", object([.required("conversationId", id24.about("The conversation that moves."))])),
        ])

    static let clientCreationExamples: KeyValuePairs<String, JSONValue> = [
        "prompt": [
            "matchCriteria": ["type": "whatsapp", "integrationId": "65f0c1d2e3a4b5c6d7e8f901", "phoneNumber": "+15550107777"],
            "confirmation": [
                "type": "prompt", "message": ["content": ["type": "text", "text": "Do you want to go on here?"]],
            ], "target": ["conversationId": "65f0c1d2e3a4b5c6d7e8f901"],
        ]
    ]

    static let device = object("Device", [.required("id", id24), .required("type", text(like: "web"))])

    static let clientType = word(of: ClientType.self).like("whatsapp")

    static let client = object(
        "Client",
        [
            .required("id", id), .required("type", clientType), .required("status", word("active", "blocked", "inactive", "pending")),
            .required("integrationId", id), .required("externalId", text(like: "15550107777")), .required("lastSeen", date),
            .required("linkedAt", date), .optional("displayName", text(like: "Ana")), .required("info", freeObject(like: [:])),
        ])
}
