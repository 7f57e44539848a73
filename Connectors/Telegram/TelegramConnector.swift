package import ConnectorKit
internal import Core

/// The Telegram Bot API.
package enum TelegramConnector {
    /// What the program lists to offer this channel.
    package static let registration = ConnectorRegistration(
        type: "telegram", fields: fields, payload: .json, identifiers: identifiers, failures: failures,
        connect: { settings throws(ConfigurationProblem) in TelegramChannel(try TelegramAccount(settings)) })

    /// The catalogue of Telegram's errors: by code, and by the words that tell equal codes apart.
    private static var failures: [ProviderFailure] {
        ErrorTable.all.map { ProviderFailure($0.providerCode, $0.failure, $0.meaning) }
    }

    private static let fields = [
        ConfigurationField(
            "botToken", secret: true, help: "The bot's token, such as 123456789:AA…: @BotFather shows it under /mybots, API Token."),
        ConfigurationField(
            "mode", required: false,
            help: "How updates come: polling (the default; Parley asks) or webhook (Telegram calls, and needs a public https address)."),
        ConfigurationField(
            "secretToken", required: false, secret: true,
            help: "With mode webhook: the secret_token that setWebhook was given, 16 to 256 of the characters A-Z a-z 0-9 _ -."),
    ]
}
