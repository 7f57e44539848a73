package import ConnectorKit
internal import Core

/// A channel that is described by its configuration alone: for providers that no connector was written for.
package enum CustomConnector {
    /// What the program lists to offer this channel.
    package static let registration = ConnectorRegistration(
        type: "custom", fields: fields, payload: .json, identifiers: identifiers, failures: [],
        connect: { settings throws(ConfigurationProblem) in CustomChannel(try CustomAccount(settings)) })

    /// What masking leaves alone in a body of the caller's own. What it leaves alone in webhooks follows from the configuration.
    private static let identifiers = IdentifierFields(["key", "messageId", "to", "quotedMessageId", "correlation", "callbackUrl"])

    private static let fields = [
        ConfigurationField(
            "verify", json: true, help: "How webhooks show who sent them: { kind: \"standardWebhooks\" }, hmac, header or path."),
        ConfigurationField("webhookSecret", secret: true, help: "The secret of that proof, as the provider was given it."),
        ConfigurationField(
            "previousWebhookSecret", required: false, secret: true, help: "The secret before it, while both are in use."),
        ConfigurationField("inbound", json: true, help: "What webhooks mean: { each: \"$.events[*]\", rules: [ … ] }."),
        ConfigurationField("outbound", json: true, help: "How messages are sent: { path, sign, body, answer, … }."),
        ConfigurationField("sendSecret", required: false, secret: true, help: "The secret that outbound.sign needs."),
        ConfigurationField(
            "failures", required: false, json: true, help: "The provider's error codes and ours: { E17: \"recipient_invalid\" }."),
        ConfigurationField(
            "capabilities", required: false, json: true, help: "What the provider can carry: { content, textLimit, windowHours, … }."),
    ]
}
