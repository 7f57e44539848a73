internal import ConnectorKit

extension TwilioConnector {
    /// The fields of webhooks that masking leaves alone (Twilio, "Messaging webhooks"). What customers type and the payloads of buttons stay text.
    static let identifiers = IdentifierFields(
        sids.union(people).union(places).union((0..<MessageReader.mostFiles).map { "MediaUrl\($0)" }))

    private static let sids: Set<String> = [
        "MessageSid", "SmsSid", "SmsMessageSid", "AccountSid", "MessagingServiceSid", "OriginalRepliedMessageSid", "ChannelInstallSid",
        "ReferralSourceId", "ReferralMediaUrl", "ReferralSourceUrl", "ApiVersion", "RawDlrDoneDate", StatusReader.correlationField,
    ]

    private static let people: Set<String> = [
        "From", "To", "WaId", "ExternalUserId", "ChannelToAddress", "OriginalRepliedMessageSender",
    ]

    private static let places: Set<String> = ["Latitude", "Longitude"]
}
