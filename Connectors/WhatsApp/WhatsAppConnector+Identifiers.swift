internal import ConnectorKit

extension WhatsAppConnector {
    /// The fields of webhooks and messages that masking leaves alone (Meta, Cloud API, webhooks and messages references).
    ///
    /// Everything that a person can type stays text: also the ids and payloads of buttons and rows, which a business chooses and which may
    /// hold anything, and the page that an advertisement was clicked on; links to accounts and posts of Meta are told by their host.
    /// Enumerations need no exception: none looks like a card number.
    static let identifiers = IdentifierFields(
        accounts.union(people).union(messages).union(files).union(numbers),
        text: [
            "button_reply.id", "list_reply.id", "reply.id", "rows.id", "quick_reply.id",
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
        "sha256", "mime_type", "image.url", "video.url", "audio.url", "document.url", "sticker.url",
        "referral.image_url", "referral.video_url", "referral.thumbnail_url", "errors.href",
    ]

    /// Numbers with many digits that masking would turn into text.
    private static let numbers: Set<String> = [
        "timestamp", "time", "expiration_timestamp", "category_update_timestamp", "latitude", "longitude", "item_price", "errors.code",
        "file_size", "disable_date",
    ]
}
