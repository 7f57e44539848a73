package import ConnectorKit
internal import Core

/// Twilio Programmable Messaging: SMS and MMS, and WhatsApp through Twilio.
package enum TwilioConnector {
    /// What the program lists to offer this channel.
    package static let registration = ConnectorRegistration(
        type: "twilio", fields: fields, payload: .form, identifiers: identifiers, failures: failures,
        connect: { settings throws(ConfigurationProblem) in TwilioChannel(try TwilioAccount(settings)) })

    /// The catalogue of Twilio's error codes.
    private static var failures: [ProviderFailure] {
        ErrorTable.all.map { ProviderFailure(String($0.providerCode), $0.code, $0.meaning) }
    }

    private static let fields = [
        ConfigurationField("accountSid", help: "The account's sid, AC and 32 digits: Twilio Console, Account info."),
        ConfigurationField(
            "authToken", secret: true, help: "The account's auth token, which also signs webhooks: Twilio Console, Account info."),
        ConfigurationField(
            "from", required: false,
            help: "The sender: +15550100, a short code, or whatsapp:+15550100. Not needed with messagingServiceSid."),
        ConfigurationField(
            "messagingServiceSid", required: false, help: "The sid of a messaging service, MG and 32 digits, that chooses the sender."),
        ConfigurationField(
            "apiKeySid", required: false, help: "The sid of an API key, SK and 32 digits, to call with in place of the auth token."),
        ConfigurationField("apiKeySecret", required: false, secret: true, help: "The secret of that API key."),
        ConfigurationField(
            "webhookSharedKey", required: false, secret: true, help: "The shared key of webhooks that are signed with HMAC_SHA256."),
        ConfigurationField(
            "hsmFallbackLanguage", required: false, help: "The language of a template that is sent without one. Default en."),
        ConfigurationField(
            "mms", required: false, help: "false: files go as links in the text, for senders that cannot send MMS. Default true."),
    ]
}
