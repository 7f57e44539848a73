import ConnectorTesting
import Core

/// One case per state and form of a status.
enum StatusCases {
    static let person = Sender(addresses: ["15550107777", "US.48"], phone: "15550107777")

    static func item(_ label: String, id: String, _ rest: String, sender: Sender? = person, _ body: InboundEvent.Body) -> InboundCase {
        let ids = #""recipient_id":"15550107777","recipient_user_id":"US.48""#
        let item = #"{"id":"wamid.OUT1","timestamp":"1781000200",\#(ids),\#(rest)}"#
        let value = #"{\#(TestAccount.metadata),"statuses":[\#(item)]}"#
        let event = InboundEvent(externalID: id, at: Instant(seconds: 1_781_000_200), sender: sender, body: body)
        return InboundCase(label, body: TestAccount.envelope(value: value), receivedAt: TestAccount.receivedAt, expected: [event])
    }

    static func update(_ state: DeliveryState, _ failure: Failure? = nil, correlation: String? = nil, charge: MessageCharge? = nil)
        -> InboundEvent.Body
    {
        .status(
            StatusUpdate(messageExternalID: "wamid.OUT1", state: state, failure: failure, correlation: correlation, charge: charge))
    }

    static let price = #"{"billable":true,"pricing_model":"PMP","type":"regular","category":"utility"}"#
    static let conversation = #"{"id":"b1946ac92492d2347c6235b4d2611184","expiration_timestamp":"1781086600","origin":{"type":"utility"}}"#

    static let all = [
        item(
            "sent, with price, conversation and what we sent along, F9", id: "wamid.OUT1:sent",
            #""status":"sent","biz_opaque_callback_data":"job=7;msg=42","conversation":\#(conversation),"pricing":\#(price)"#,
            update(.sent, correlation: "job=7;msg=42", charge: MessageCharge(.perMessage, category: "utility", type: "regular"))),
        item(
            "delivered, with price only", id: "wamid.OUT1:delivered", #""status":"delivered","pricing":\#(price)"#,
            update(.delivered, charge: MessageCharge(.perMessage, category: "utility", type: "regular"))),
        item(
            "delivered by the older model, F7", id: "wamid.OUT1:delivered",
            #""status":"delivered","conversation":\#(conversation),"pricing":{"billable":true,"pricing_model":"CBP","category":"utility"}"#,
            update(
                .delivered, charge: MessageCharge(.perConversation, category: "utility", conversation: "b1946ac92492d2347c6235b4d2611184"))),
        item(
            "delivered within a free entry point, F10", id: "wamid.OUT1:delivered",
            #""status":"delivered","conversation":{"id":"c1","origin":{"type":"referral_conversion"}},"pricing":{"billable":false,"pricing_model":"PMP","type":"free_entry_point","category":"referral_conversion"}"#,
            update(
                .delivered,
                charge: MessageCharge(
                    .perMessage, category: "referral_conversion", type: "free_entry_point", isFree: true, conversation: "c1"))),
        item("read", id: "wamid.OUT1:read", #""status":"read""#, update(.read)),
        item("played counts as read", id: "wamid.OUT1:played", #""status":"played""#, update(.read)),
        item(
            "failed, trap 19: the window's error comes as a status", id: "wamid.OUT1:failed",
            #""status":"failed","errors":[{"code":131047,"title":"Re-engagement message","message":"Re-engagement message","error_data":{"details":"Window closed."},"href":"https://x.example/"}]"#,
            update(
                .failed,
                Failure(
                    .outsideWindow, provider: ProviderError(code: "131047", message: "Re-engagement message", details: "Window closed."),
                    detail: "More than 24 hours have passed since the customer's last message."))),
        item(
            "failed, trap 29: no WhatsApp at this number", id: "wamid.OUT1:failed",
            #""status":"failed","errors":[{"code":131026,"title":"Message undeliverable"}]"#,
            update(
                .failed,
                Failure(
                    .recipientUnreachable, provider: ProviderError(code: "131026", message: "Message undeliverable"),
                    detail:
                        "WhatsApp could not deliver: the number may not be on WhatsApp, use an old app, not have accepted the terms, or have blocked you."
                ))),
        item(
            "failed with a code that nobody documents", id: "wamid.OUT1:failed",
            #""status":"failed","errors":[{"code":999999,"title":"New thing"}]"#,
            update(.failed, Failure(.uncategorizedError, provider: ProviderError(code: "999999", message: "New thing")))),
        item("failed without errors", id: "wamid.OUT1:failed", #""status":"failed""#, update(.failed, Failure(.uncategorizedError))),
        item(
            "deleted, of the retired interface", id: "wamid.OUT1:deleted", #""status":"deleted""#, sender: nil,
            .ignored(kind: "status:deleted", reason: "not a state of delivery")),
        item(
            "warning, of the retired interface", id: "wamid.OUT1:warning", #""status":"warning""#, sender: nil,
            .ignored(kind: "status:warning", reason: "not a state of delivery")),
        item(
            "a state of the future is no message, trap 20", id: "wamid.OUT1:teleported", #""status":"teleported""#, sender: nil,
            .unknown(kind: "status", detail: "teleported")),
        item(
            "group participant", id: "wamid.OUT1:read:15550108888",
            #""recipient_type":"group","status":"read","recipient_participant_id":"15550108888""#,
            sender: Sender(addresses: ["15550108888"], phone: "15550108888", group: "15550107777"), update(.read)),
    ]
}
