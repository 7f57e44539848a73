import Core
import JSONKit
import Store

/// What only `/parley/v1` shows.
extension Schema {
    static let failureCode = word(of: FailureCode.self).named("FailureCode")
    static let actor = word("agent", "admin", "nobody").about("Who must act.")
    private static let sentence = text(like: "The customer wrote more than 24 hours ago.")

    static let failure = object(
        "Failure",
        [
            .required("code", failureCode), .required("retryable", flag(like: false)), .required("actor", actor),
            .required("title", sentence),
            .required("detail", sentence), .required("nextStep", text(like: "Send an approved template.")),
            .nullable(
                "provider",
                object([
                    .required("code", text(like: "131047")), .required("message", text(like: "Re-engagement message")),
                    .optional("details", text(like: "More than 24 hours have passed."), inExample: false),
                ])),
        ])

    // MARK: Conversation state

    private static let reference = object([.required("id", id)])
    static let window = object(
        "Window",
        [
            .required("rule", text(like: "24h")), .required("state", word("open", "closed", "unlimited")), .nullable("openedAt", date),
            .nullable("closesAt", date), .nullable("secondsLeft", integer(like: 86012)),
            .optional("freeUntil", date.about("Messages are free until then: an advertisement brought the customer."), inExample: false),
        ])
    private static let sendable = object(
        "Sendable",
        [
            .required("freeform", flag()), .required("template", flag()), .required("humanTag", flag(like: false)),
            .nullable("failureCode", failureCode.like(.null)), .nullable("nextStep", sentence.like(.null)),
        ])

    static let conversationState = object(
        "ConversationState",
        [
            .required("id", id), .required("status", word("open", "closed")),
            .required("integration", object([.required("id", id), .required("type", text(like: "whatsapp"))])),
            .required("user", reference),
            .required("client", object([.required("id", id), .required("externalId", text(like: "15550107777"))])),
            .required("createdAt", date), .nullable("closedAt", date.like(.null)), .nullable("lastCustomerMessageAt", date),
            .nullable("lastBusinessMessageAt", date), .required("unanswered", flag()), .required("window", window),
            .required("sendable", sendable),
            .required("lane", object([.required("queued", integer(like: 0)), .nullable("blockedBy", id.like(.null))])),
        ])

    static let preflight = object(
        "Preflight",
        [
            .required("ok", flag()), .nullable("failure", failure.like(.null)),
            .required("parts", integer(like: 1).about("How many messages of the channel it becomes.")),
        ])

    // MARK: Delivery

    private static let deliveryState = word(of: DeliveryState.self).like("delivered").named("DeliveryState")
    private static let attempt = object(
        "Attempt",
        [
            .required("id", id), .required("startedAt", date), .nullable("endedAt", date), .nullable("outcome", text(like: "accepted")),
            .nullable("httpStatus", integer(like: 200)), .nullable("failure", failure.like(.null)),
        ])

    static let delivery = object(
        "Delivery",
        [
            .required("messageId", id), .required("state", deliveryState),
            .required("certain", flag().about("False while an outcome is unknown.")), .nullable("failure", failure.like(.null)),
            .required(
                "parts",
                array(
                    of: object([
                        .required("index", integer(like: 0)), .required("state", deliveryState),
                        .nullable("externalId", text(like: "wamid.1")), .nullable("failure", failure.like(.null)),
                        .required("attempts", array(of: attempt)),
                    ]))),
            .optional("preparation", array(of: attempt).about("Calls that had to come first, such as uploads."), inExample: false),
            .required(
                "history",
                array(
                    of: object([
                        .required("state", deliveryState), .nullable("part", integer(like: 0)), .required("at", date),
                        .required("receivedAt", date),
                        .required("source", word("provider", "policy", "api", "webhook", "operator")),
                        .optional("failure", failure, inExample: false),
                    ]))),
        ])

    static let retry = object(
        "Retry",
        [.clearable("acceptDuplicate", flag().about("Try an unknown message again though the customer may get it twice."))])

    // MARK: Queues

    private static let journalMembers: [Member] = [
        .required("id", id), .required("receivedAt", date), .required("integrationId", id),
        .required("source", word("webhook", "poll", "relay")), .required("verdict", word("accepted", "quarantined")),
        .optional("reason", text(like: "The body is not JSON."), inExample: false),
        .required(
            "events",
            array(
                of: object([
                    .required("externalId", text(like: "wamid.1")), .required("type", text(like: "message")),
                    .required("outcome", text(like: "applied")), .nullable("resourceId", id), .nullable("reason", sentence.like(.null)),
                ]))),
    ]

    static let journalEntry = object("JournalEntry", journalMembers)
    static let journalEntryWithPayload = object(
        "JournalEntryWithPayload",
        journalMembers + [
            .required("payload", any(like: ["object": "whatsapp_business_account"]).about("As it came, with card numbers masked."))
        ])

    static let deadLetter = object(
        "DeadLetter",
        [
            .required("id", id), .required("queue", word(of: Queue.self)), .optional("integrationId", id),
            .optional("journalEntryId", id), .optional("conversationId", id, inExample: false),
            .optional("messageId", id, inExample: false),
            .optional("webhookId", id, inExample: false), .optional("eventId", id, inExample: false),
            .required("attempts", integer(like: 8)), .required("diedAt", date), .required("reason", sentence),
        ])

    // MARK: Catalogue and health

    static let catalogueEntry = object(
        "CatalogueEntry",
        [
            .required("code", failureCode), .required("title", sentence), .required("detail", sentence), .required("nextStep", sentence),
            .required("actor", actor), .required("retryable", flag(like: false)),
            .required(
                "provider",
                array(
                    of: object([
                        .required("type", text(like: "whatsapp")), .required("code", text(like: "131047")), .required("meaning", sentence),
                    ]))),
        ])

    static let health = object(
        "Health",
        [
            .required("integrationId", id), .required("type", text(like: "whatsapp")),
            .required("status", word("active", "inactive", "error")),
            .optional("problem", sentence.about("Why it does not run."), inExample: false), .nullable("lastInboundAt", date),
            .clearable("lastOutboundAt", date.about("Since the worker started.").like(.null)),
            .optional("credentials", word("ok", "invalid", "unknown").about("unknown until something was sent since the worker started.")),
            .optional("fault", failure.about("What an administrator must mend."), inExample: false),
            .clearable("errorRate", number(0...1, like: 0.02).about("The part of the calls of the last hour that failed, 0 to 1.")),
            .optional(
                "quality", object([.required("rating", text(like: "UPGRADE")), .required("at", date)]).about("The provider's last word."),
                inExample: false),
            .optional("webhooks", array(of: webhook).about("Of a custom integration."), inExample: false),
            .clearable("templates", templateSyncState.about("How the reading of the channel's templates stands.")),
            .required("queue", object([.required("inbound", integer(like: 0)), .required("outbound", integer(like: 0))])),
        ])
}
