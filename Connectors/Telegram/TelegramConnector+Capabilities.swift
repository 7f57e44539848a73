package import Core

extension TelegramConnector {
    /// The longest text of one message, in UTF-16 units after entities were read (Bot API, `sendMessage`).
    static let textLimit = 4096
    /// The longest caption (Bot API, `sendPhoto` and its like).
    static let captionLimit = 1024
    /// Telegram counts text and entities in UTF-16 units.
    static let unit = Capabilities.LengthUnit.utf16

    /// What a bot can do (Bot API reference, and "My bot is hitting limits" in Telegram's bots FAQ).
    package static let capabilities = Capabilities(
        content: [
            .text: .full, .image: .full, .video: .full, .audio: .full, .document: .full, .sticker: .full, .location: .full,
            .carousel: .partial, .list: .partial, .quickReplies: .full, .links: .full,
        ],
        textLimit: textLimit, textUnit: unit, window: .unlimited, templates: false,
        // The Bot API knows no idempotency key, and tells nothing of a message after the answer to the send.
        idempotencyKeyLife: nil, correlatesStatuses: false, reportsDelivery: false,
        accountPace: Capabilities.Pace(every: .nanoseconds(33_333_334), burst: 30),
        // One message a second to one person; "short bursts" are allowed.
        recipientPace: Capabilities.Pace(every: .seconds(1), burst: 3),
        groupPace: Capabilities.Pace(every: .seconds(3), burst: 3), media: media)

    /// What a bot may upload (Bot API, "Sending files"). By a URL Telegram takes less; that is checked where it is known that a URL is used.
    private static let media = Capabilities.MediaRules(
        .linkOrUpload,
        rules: [
            .image: Capabilities.MediaRules.Rule(largest: 10 << 20, sentence: "Telegram takes pictures of up to 10 MB."),
            .video: file, .audio: file, .document: file, .sticker: file,
        ])

    private static let file = Capabilities.MediaRules.Rule(largest: 50 << 20, sentence: "Telegram takes files of up to 50 MB from a bot.")
}
