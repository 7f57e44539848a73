import JSONKit

extension Schema {
    static let conversation = object(
        "Conversation",
        [
            .required("id", id), .required("type", word("personal", "sdkGroup")), .required("metadata", metadata),
            .required("isDefault", flag()), .optional("displayName", text(1...100, like: "Order 4711")),
            .optional("description", text(1...100, like: "All about order 4711"), inExample: false),
            .optional("iconUrl", url, inExample: false),
            .optional("activeSwitchboardIntegration", switchboardSeat, inExample: false),
            .optional("pendingSwitchboardIntegration", switchboardSeat, inExample: false),
            .optional("businessLastRead", date), .required("lastUpdatedAt", date), .required("createdAt", date),
        ])

    /// The short form of a conversation.
    static let conversationReference = object(
        "ConversationReference",
        [
            .required("id", id), .required("type", word("personal", "sdkGroup")), .required("metadata", metadata),
            .optional("activeSwitchboardIntegration", switchboardSeat, inExample: false),
            .optional("pendingSwitchboardIntegration", switchboardSeat, inExample: false),
        ])

    static let conversationUpdate = object(
        "ConversationUpdate", conversationDetails)

    private static let conversationDetails: [Member] = [
        .clearable("displayName", text(1...100, like: "Order 4711")),
        .clearable("description", text(1...100, like: "All about order 4711"), inExample: false),
        .clearable("iconUrl", url, inExample: false), .clearable("metadata", metadata),
    ]

    private static func participantNamings(_ more: [Member]) -> Schema {
        anyOf([
            object([.required("userId", id)] + more),
            object([.required("userExternalId", text(1...1024, like: "customer-17"))] + more),
        ])
    }

    static let conversationCreation = anyOf([
        object(
            "PersonalConversation",
            [
                .required("type", word("personal")),
                .required(
                    "participants",
                    array(of: participantNamings([.clearable("subscribeSDKClient", flag(), inExample: false)]), 1...1)),
            ] + conversationDetails),
        object(
            "GroupConversation",
            [
                .required("type", word("sdkGroup")),
                .clearable(
                    "participants", array(of: participantNamings([.required("subscribeSDKClient", flag(like: false))]), 0...10)),
            ] + conversationDetails),
    ]).named("ConversationCreation")

    static let conversationCreationExamples: KeyValuePairs<String, JSONValue> = [
        "personal": ["type": "personal", "participants": [["userExternalId": "customer-17"]], "displayName": "Order 4711"],
        "group": ["type": "sdkGroup", "participants": [["userExternalId": "customer-17", "subscribeSDKClient": false]]],
    ]

    static let participantJoin = participantNamings([.clearable("subscribeSDKClient", flag(), inExample: false)]).named("ParticipantJoin")

    static let participantLeave = anyOf([
        object([.required("participantId", id)]), object([.required("userId", id)]),
        object([.required("userExternalId", text(1...1024, like: "customer-17"))]),
    ]).named("ParticipantLeave")

    static let participant = object(
        "Participant",
        [
            .required("id", id), .required("userId", id), .optional("userExternalId", text(like: "customer-17")),
            .required("unreadCount", integer(0...Int(Int32.max), like: 0)), .optional("lastRead", date),
            .required("clientAssociations", array(of: object([.required("type", clientType), .required("clientId", id)]))),
        ])

    private static let activityAuthor = [
        Member.clearable("subtypes", array(of: word("AI", "activity"), 0...1), inExample: false),
        .clearable("displayName", text(1...1024, like: "Ben"), inExample: false), .clearable("avatarUrl", url, inExample: false),
    ]

    /// The business types or reads; a user reads.
    static let activity = anyOf([
        object(
            "BusinessActivity",
            [
                .required("type", word("typing:start", "typing:stop", "conversation:read")),
                .required("author", object([.required("type", word("business"))] + activityAuthor)),
            ]),
        object(
            "UserActivity",
            [
                .required("type", word("conversation:read")),
                .required(
                    "author",
                    anyOf([
                        object([.required("type", word("user")), .required("userId", id)] + activityAuthor),
                        object(
                            [.required("type", word("user")), .required("userExternalId", text(1...1024, like: "customer-17"))]
                                + activityAuthor),
                    ])),
            ]),
    ])

    static let activityExamples: KeyValuePairs<String, JSONValue> = [
        "typing": ["author": ["type": "business"], "type": "typing:start"],
        "read": ["author": ["type": "business"], "type": "conversation:read"],
    ]
}
