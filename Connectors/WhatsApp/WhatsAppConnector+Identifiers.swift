internal import ConnectorKit

extension WhatsAppConnector {
    /// The fields of webhooks that masking leaves alone (Meta, Cloud API, webhooks reference).
    ///
    /// Everything that a customer can type stays text: also the ids and payloads of buttons, which come from a business but may hold
    /// anything, and the labels inside contact cards, which share their key with enumerations.
    static let identifiers = IdentifierFields(
        accounts.union(people).union(messages).union(files).union(numbers).union(words),
        text: [
            "button_reply.id", "list_reply.id", "button.payload", "phones.type", "emails.type", "addresses.type", "urls.type",
            "urls.url", "location.url",
        ])

    private static let accounts: Set<String> = [
        "id", "phone_number_id", "display_phone_number", "messaging_account_id", "waac_id", "waba_id", "message_template_id",
    ]

    private static let people: Set<String> = [
        "from", "to", "from_user_id", "from_parent_user_id", "to_user_id", "to_parent_user_id", "wa_id", "user_id", "parent_user_id",
        "user_id.previous", "user_id.current", "parent_user_id.previous", "parent_user_id.current", "recipient_id", "recipient_user_id",
        "recipient_parent_user_id", "recipient_participant_id", "recipient_participant_user_id", "recipient_participant_parent_user_id",
        "identity_key_hash", "recipient_identity_key_hash", "group_id",
    ]

    private static let messages: Set<String> = [
        "message_id", "original_message_id", "biz_opaque_callback_data", "fbtrace_id", "flow_token", "catalog_id", "source_id", "ctwa_clid",
        "meta_msg_id",
    ]

    private static let files: Set<String> = [
        "sha256", "mime_type", "image.url", "video.url", "audio.url", "document.url", "sticker.url", "referral.source_url",
        "referral.image_url", "referral.video_url", "referral.thumbnail_url", "errors.href",
    ]

    /// Numbers with many digits that masking would turn into text.
    private static let numbers: Set<String> = [
        "timestamp", "time", "expiration_timestamp", "category_update_timestamp", "latitude", "longitude", "item_price", "errors.code",
        "file_size", "disable_date",
    ]

    private static let words: Set<String> = [
        "object", "field", "type", "status", "event", "category", "messaging_product", "recipient_type", "pricing_model",
    ]
}
