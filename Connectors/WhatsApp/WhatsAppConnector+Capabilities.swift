package import Core

extension WhatsAppConnector {
    /// The longest text of one message, in characters (Meta, text messages).
    static let textLimit = 4096
    /// Meta does not say how it counts; code points are never fewer than what a person sees.
    static let unit = Capabilities.LengthUnit.unicodeScalars

    /// What the Cloud API can do (Meta, messages and throughput references).
    package static let capabilities = Capabilities(
        content: [
            .text: .full, .image: .full, .video: .full, .audio: .full, .document: .full, .sticker: .full, .location: .full,
            .carousel: .partial, .list: .partial, .template: .full, .quickReplies: .full, .links: .partial,
        ],
        textLimit: textLimit, textUnit: unit, window: .afterCustomerMessage(.hours(24)), templates: true,
        // The Cloud API knows no idempotency key.
        idempotencyKeyLife: nil, correlatesStatuses: true, reportsDelivery: true,
        // 80 messages a second in both directions together; 45 at once to one customer are borrowed from later.
        accountPace: Capabilities.Pace(every: .microseconds(12_500), burst: 80),
        recipientPace: Capabilities.Pace(every: .seconds(6), burst: 45),
        media: media,
        // Any message or call of the customer counts (Meta, customer service windows).
        windowOpeners: [.message, .reaction, .postback, .call],
        // Meta, pricing: 72 hours from an answer that was given within 24.
        freeEntry: Capabilities.FreeEntry(answerWithin: .hours(24), length: .hours(72), referrals: ["ad", "post"]),
        consent: Capabilities.ConsentRule(words: .plain))
}
