package import ConnectorKit
internal import Core

/// The WhatsApp Business Platform, Cloud API.
package enum WhatsAppConnector {
    /// What the program lists to offer this channel.
    package static let registration = ConnectorRegistration(
        type: "whatsapp", fields: fields, payload: .json, identifiers: identifiers, failures: failures,
        connect: { settings throws(ConfigurationProblem) in WhatsAppChannel(try WhatsAppAccount(settings)) })

    /// The catalogue of Meta's error codes.
    private static var failures: [ProviderFailure] {
        ErrorTable.all.map { ProviderFailure($0.providerCode, $0.code, $0.meaning) }
    }

    private static let fields = [
        ConfigurationField("phoneNumberId", help: "The id of the business phone number: Meta app dashboard, WhatsApp, API setup."),
        ConfigurationField(
            "wabaId", required: false,
            help: "The id of the WhatsApp business account that the number belongs to; without it templates are not checked before they go."
        ),
        ConfigurationField(
            "accessToken", secret: true, help: "A system user's token with whatsapp_business_messaging and whatsapp_business_management."),
        ConfigurationField(
            "appSecret", secret: true, help: "The app's secret, which signs webhooks: Meta app dashboard, App settings, Basic."),
        ConfigurationField("verifyToken", secret: true, help: "A word of your choice; enter the same in the dashboard's webhook settings."),
        ConfigurationField("apiVersion", required: false, help: "The Graph API version, such as v25.0, which is the default."),
        ConfigurationField(
            "hsmFallbackLanguage", required: false,
            help: "The language of templates that are sent without one, such as pt_BR; default en_US."),
        ConfigurationField(
            "listButton", required: false, help: "The label that opens a list of choices, at most 20 characters; default Options."),
    ]
}
