package import Core

extension TwilioConnector {
    /// The longest body, in characters (Twilio, error 21617).
    static let textLimit = 1600
    static let unit = Capabilities.LengthUnit.utf16
    /// The most files of one message (Twilio, Message resource, `MediaUrl`).
    static let mostFiles = 10

    /// SMS and MMS. Twilio queues what comes faster than the sender may send, for hours; its own limit for calls is higher.
    package static let sms = Capabilities(
        content: [
            .text: .full, .image: .partial, .video: .partial, .audio: .partial, .document: .partial, .location: .partial,
            .carousel: .partial, .list: .partial, .quickReplies: .partial, .links: .partial,
        ],
        textLimit: textLimit, textUnit: unit, window: .unlimited, templates: false,
        // `I-Twilio-Idempotency-Token` is a header of webhooks; sends know no key.
        idempotencyKeyLife: nil, correlatesStatuses: true, reportsDelivery: true,
        accountPace: Capabilities.Pace(every: .milliseconds(10), burst: 100), media: files,
        // Carriers and Twilio enforce STOP: nothing gets through until START (error 21610).
        consent: Capabilities.ConsentRule(words: .plain, answersAfterRefusal: false))

    /// WhatsApp: free-form messages for 24 hours after the customer's last one (error 63016), content templates at any time.
    package static let whatsApp = Capabilities(
        content: [
            .text: .full, .image: .full, .video: .full, .audio: .full, .document: .full, .location: .full, .template: .full,
            .carousel: .partial, .list: .partial, .quickReplies: .partial, .links: .partial,
        ],
        textLimit: textLimit, textUnit: unit, window: .afterCustomerMessage(.hours(24)), templates: true,
        idempotencyKeyLife: nil, correlatesStatuses: true, reportsDelivery: true,
        accountPace: Capabilities.Pace(every: .nanoseconds(12_500_000), burst: 80), media: files,
        windowOpeners: [.message, .reaction, .postback], consent: Capabilities.ConsentRule(words: .plain))

    /// Twilio fetches files from a public URL.
    private static let files = Capabilities.MediaRules(
        .link, rules: [.image: file, .video: file, .audio: file, .document: file])
    private static let file = Capabilities.MediaRules.Rule(largest: 5 << 20, sentence: "Twilio takes files of up to 5 MB.")
}
