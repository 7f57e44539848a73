package import ConnectorKit
package import Core

/// The worker's own web chat: visitors of a web site, who read and write with the widget that the worker serves.
///
/// The room `WebChat` speaks with browsers. What a visitor does reaches the connector as a signed envelope, as a provider's webhook
/// would; a reply is a deposit, which the browser fetches.
package enum WebChatConnector {
    /// What the program lists to offer this channel.
    package static let registration = ConnectorRegistration(
        type: "web", fields: fields, payload: .json, identifiers: identifiers, failures: [],
        connect: { settings throws(ConfigurationProblem) in WebChatChannel(try WebChatAccount(settings)) })

    /// The longest text of one message, in characters.
    package static let textLimit = 4096

    /// What the widget can show. There is no window: the page is the business's own.
    package static let capabilities = Capabilities(
        content: [
            .text: .full, .image: .full, .video: .partial, .audio: .partial, .document: .full, .sticker: .partial, .location: .full,
            .carousel: .full, .list: .full, .quickReplies: .full, .links: .full,
        ],
        textLimit: textLimit, textUnit: .unicodeScalars, window: .unlimited, templates: false, correlatesStatuses: false,
        reportsDelivery: true, accountPace: Capabilities.Pace(every: .microseconds(50), burst: 10_000))

    /// What masking leaves alone in an envelope.
    private static let identifiers = IdentifierFields([
        "id", "at", "type", "visitor.address", "visitor.externalId", "previous", "messageId", "upTo", "mediaType", "mediaSize", "mediaUrl",
        "locale", "quoted",
    ])

    private static let fields = [
        ConfigurationField(
            "userSecret", secret: true,
            help: "A random text of at least 32 characters: signs the visitors' tokens, and your site signs its JWTs with it."),
        ConfigurationField("allowedOrigins", required: false, help: "The origins of your pages, such as [\"https://shop.example.com\"]."),
        ConfigurationField("theme", required: false, json: true, help: "{ brandColor, actionColor, position, mode }."),
        ConfigurationField("texts", required: false, json: true, help: "Words of the widget to replace, by language and key."),
        ConfigurationField("welcome", required: false, json: true, help: "What a visitor reads first: text, or texts by language."),
        ConfigurationField("responseTime", required: false, json: true, help: "How fast you usually answer: text, or texts by language."),
        ConfigurationField("faq", required: false, json: true, help: "A list of { id, question, answer }, shown before the first message."),
        ConfigurationField("hours", required: false, json: true, help: "{ timeZone, days: { mon: \"09:00-18:00\" }, holidays, awayText }."),
        ConfigurationField("privacyPolicy", required: false, help: "The address of your privacy policy."),
        ConfigurationField("terms", required: false, help: "The address of your terms."),
        ConfigurationField("mode", required: false, help: "everyone (default), signedInToStart or signedIn."),
        ConfigurationField("attachments", required: false, help: "Whether visitors may send files; true unless said otherwise."),
        ConfigurationField("fileBytes", required: false, help: "The largest file in bytes; 10485760 unless said otherwise."),
        ConfigurationField(
            "contactForm", required: false, json: true, help: "{ when: \"before\" or \"away\", fields: [\"name\", \"email\"] }."),
        ConfigurationField(
            "rating", required: false, help: "Whether a visitor is asked for a rating at the end; true unless said otherwise."),
        ConfigurationField(
            "continueOn", required: false, json: true,
            help: "Channels to go on in: a list of { integrationId, number or bot, displayName, conversation: \"same\" or \"new\" }."),
        ConfigurationField(
            "absence", required: false, json: true,
            help:
                "{ after: 300, mail: true, link: \"https://shop.example.com/help\" }: seconds until you are told that a reply waits unread."
        ),
        ConfigurationField("visitorMayEnd", required: false, help: "Whether a visitor may end the chat; true unless said otherwise."),
    ]
}
