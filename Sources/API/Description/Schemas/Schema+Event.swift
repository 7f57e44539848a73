import Core
import JSONKit
import Wire

/// What webhooks and the event stream tell: one schema for each type of event.
extension Schema {
    /// The body of a delivery.
    static let webhookDelivery = webhookDelivery(
        of: oneOf(EventType.allCases.map { ($0.rawValue, event($0)) }, toldBy: "type").named("Event"))

    /// The body of a delivery of these events.
    static func webhookDelivery(of event: Schema) -> Schema {
        object([
            .required("app", object([.required("id", id)])),
            .required("webhook", object([.required("id", id), .required("version", word("v2"))])), .required("events", array(of: event)),
        ])
    }

    /// One event.
    static func event(_ type: EventType) -> Schema {
        object(
            name(of: type),
            [
                .required("id", id.about("Stable over retries and replays.")), .required("type", word(type.rawValue)),
                .required("createdAt", date), .required("payload", object(payload(of: type))),
            ])
    }

    /// `conversation:message:delivery:user` becomes `ConversationMessageDeliveryUserEvent`.
    private static func name(of type: EventType) -> String {
        type.rawValue.split(separator: ":").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined() + "Event"
    }

    private static func payload(of type: EventType) -> [Member] {
        switch type {
        case .conversationMessage: [inConversation, .required("message", message), recentNotifications]
        case .messageDeliveryChannel, .messageDeliveryUser: deliveryNews
        case .messageDeliveryFailure: deliveryNews + [.required("error", eventFailure)]
        case .conversationCreate: creation
        case .conversationRead: activity("conversation:read")
        case .conversationTyping: activity("typing:start", "typing:stop")
        case .conversationPostback: byUserInConversation + [from, .required("postback", postback)]
        case .conversationReferral: byUserInConversation + [from, .required("referral", referral)]
        case .conversationRemove: [inConversation]
        case .conversationJoin, .conversationLeave: byUserInConversation
        case .userUpdate: [.required("user", user), .optional("reason", word(of: UserUpdateReason.self), inExample: false), maybeFrom]
        case .userMerge: merge
        case .userRemove: [byUser]
        case .clientAdd: clientNews + [.optional("reason", word(of: ClientAddReason.self))]
        case .clientUpdate: clientNews + [.optional("reason", word(of: ClientUpdateReason.self))]
        case .clientRemove: clientNews + [.required("reason", word(of: ClientRemoveReason.self)), maybeError]
        case .acceptControl, .offerControl, .passControl, .releaseControl: control
        case .acceptControlFailure, .offerControlFailure, .passControlFailure: control + [.required("error", controlFailure)]
        case .parleyReaction, .parleyMessageEdited, .parleyMessageUnsent, .parleyConsent, .parleyIntegrationAlarm, .parleyWebhookDisabled,
            .parleyWindowClosing, .parleyWindowClosed, .parleyGap, .parleyUserUnmerge, .parleyRedaction, .parleyConversationClosed,
            .parleyConversationRating, .parleyMessageMedia, .parleyCustomerAbsent, .parleyCustomerMail:
            ownPayload(of: type)
        }
    }

    // MARK: Members that many have

    static let inConversation = Member.required("conversation", conversationReference)
    static let byUser = Member.required("user", userReference)
    static let byUserInConversation = [inConversation, byUser]
    static let aboutMessage = Member.required("message", object([.required("id", id)]))
    static let maybeError = Member.optional("error", eventFailure, inExample: false)
    private static let from = Member.required("source", source.like(["type": "whatsapp", "integrationId": id.example]))
    private static let maybeFrom = Member.optional("source", source, inExample: false)

    private static let recentNotifications = Member.optional(
        "recentNotifications", array(of: message).about("The proactive messages since the user's previous one."), inExample: false)

    /// Why something failed, as events tell it.
    static let eventFailure = object(
        "EventFailure",
        [
            .required("code", failureCode), .required("message", text(like: "The customer wrote more than 24 hours ago.")),
            .optional(
                "underlyingError",
                object([
                    .optional("code", text(like: "131047")), .optional("message", text(like: "Re-engagement message")),
                    .optional("details", text(like: "More than 24 hours have passed."), inExample: false),
                ]).about("What the provider said.")),
            .required("actor", actor), .required("retryable", flag(like: false)),
            .required("nextStep", text(like: "Send an approved template.")),
        ])

    // MARK: Members of single types

    private static let deliveryNews =
        byUserInConversation + [
            aboutMessage, .required("destination", object([.required("type", text(like: "whatsapp")), .required("integrationId", id)])),
            .optional("externalMessages", array(of: object([.required("id", text(like: "wamid.1"))]))),
            .required("isFinalEvent", flag().about("False when another event of this message may follow.")),
        ]

    private static let creation: [Member] = [
        inConversation, .optional("user", userReference.about("Not of a group.")),
        .required("creationReason", word(of: CreationReason.self)), maybeFrom, .optional("referral", referral, inExample: false),
    ]

    private static func activity(_ types: String...) -> [Member] {
        let author = object([
            .required("type", word("user", "business")), .optional("userId", id), .optional("user", userReference, inExample: false),
        ])
        return [
            inConversation, .required("activity", object([.required("type", word(types)), from, .required("author", author)])),
        ]
    }

    private static let postback = object([
        .required("payload", text(like: "TRACK_4711")), .optional("metadata", metadata, inExample: false),
    ])

    private static let referral = object(
        "Referral",
        [
            .optional("code", text(like: "spring"), inExample: false),
            .required(
                "details",
                object([
                    .optional("source", text(like: "https://example.com/ad")), .optional("type", text(like: "ad")),
                    .optional("adId", text(like: "77")), .optional("headline", text(like: "Spring sale"), inExample: false),
                    .optional("body", text(like: "Everything must go"), inExample: false),
                ])),
        ])

    private static func pair(_ schema: Schema) -> Schema {
        object([.required("surviving", schema), .required("discarded", schema)])
    }

    private static let merge: [Member] = [
        .required("mergedUsers", pair(userReference)), .optional("mergedConversations", pair(conversationReference), inExample: false),
        .optional("mergedClients", pair(client), inExample: false), .optional("discardedMetadata", metadata, inExample: false),
        .required("reason", word(of: UserMergeReason.self)),
    ]

    private static let clientNews: [Member] = [
        .optional("conversation", conversationReference), byUser, .required("client", client), maybeFrom,
    ]

    private static let control: [Member] = [
        inConversation, .optional("metadata", metadata, inExample: false),
        .optional("reason", word(of: ControlNews.Reason.self), inExample: false),
        .optional("messageHistory", array(of: message).about("As many messages as the target asks for."), inExample: false),
    ]

    private static let controlFailure = object([
        .required("code", word(of: ControlNews.FailureCode.self)), .required("message", text(like: "There is no such integration.")),
    ])
}
