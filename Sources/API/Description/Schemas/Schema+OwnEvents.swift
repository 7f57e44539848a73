import Core
import Store
import Wire

/// What the events tell that the hosted product has no word for.
extension Schema {
    /// The payload of an event whose type begins with `parley:`.
    static func ownPayload(of type: EventType) -> [Member] {
        switch type {
        case .parleyReaction: byUserInConversation + [.required("reaction", reaction)]
        case .parleyMessageEdited: [inConversation, .required("message", message)]
        case .parleyMessageUnsent: [inConversation, .optional("user", userReference), aboutMessage]
        case .parleyConsent:
            [.optional("conversation", conversationReference), byUser, .required("consent", consentNews)]
        case .parleyIntegrationAlarm: alarm
        case .parleyWebhookDisabled:
            [.required("webhook", object([.required("id", id), .required("integrationId", id)])), .required("reason", reason)]
        case .parleyWindowClosing, .parleyWindowClosed: [inConversation, .required("unanswered", flag()), .required("window", window)]
        case .parleyGap: [.required("after", id), .nullable("oldest", id)]
        case .parleyUserUnmerge:
            [.required("users", object([.required("surviving", userReference), .required("restored", user)]))]
        case .parleyRedaction: [inConversation, aboutMessage, .required("count", integer(like: 1))]
        case .parleyConversationClosed:
            [inConversation, .required("closedBy", word("user", "business")), .optional("user", userReference, inExample: false)]
        case .parleyConversationRating:
            byUserInConversation + [
                .required("rating", object([.required("score", integer(1...5, like: 5)), .nullable("comment", text(like: "Fast!"))]))
            ]
        case .parleyMessageMedia: [inConversation, aboutMessage, .required("media", media)]
        case .parleyCustomerAbsent: byUserInConversation + [aboutMessage, .required("mail", flag())]
        case .parleyCustomerMail: byUserInConversation + [aboutMessage, .required("state", word("sent", "failed")), maybeError]
        case .conversationMessage, .messageDeliveryChannel, .messageDeliveryUser, .messageDeliveryFailure, .conversationCreate,
            .conversationRead, .conversationTyping, .conversationPostback, .conversationReferral, .conversationRemove, .conversationJoin,
            .conversationLeave, .userUpdate, .userMerge, .userRemove, .clientAdd, .clientUpdate, .clientRemove, .acceptControl,
            .offerControl, .passControl, .releaseControl, .acceptControlFailure, .offerControlFailure, .passControlFailure:
            []
        }
    }

    private static let reason = text(like: "The receiver answered 410: it wants no more events.")

    private static let reaction = object([
        .required("action", word("add", "remove")), .nullable("emoji", text(like: "👍")),
        .required("message", object([.optional("id", id), .required("externalId", text(like: "wamid.1"))])),
    ])

    private static let consentNews = object([
        .required("kind", word(of: ConsentKind.self)), .required("allowed", flag(like: false)), .nullable("detail", text(like: "STOP")),
    ])

    private static let alarm: [Member] = [
        .required("integration", object([.required("id", id), .required("type", text(like: "whatsapp"))])),
        .required(
            "alarm",
            object([
                .required("subject", text(like: "credentials")), .required("event", text(like: "refused")),
                .nullable("detail", text(like: "The access token has expired.")), maybeError,
            ])),
    ]

    private static let media = object([
        .required("id", id), .required("state", word(of: MediaRecord.State.self)), .required("mediaUrl", text(like: "https://…")),
        .optional("mediaType", text(like: "image/png")), .optional("mediaSize", integer(like: 20480)), maybeError,
    ])
}
