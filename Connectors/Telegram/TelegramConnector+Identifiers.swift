internal import ConnectorKit

extension TelegramConnector {
    /// The fields of updates that masking leaves alone (Bot API, "Available types").
    ///
    /// What people type stays text: also the data of buttons and of web apps, which come from a business but may hold anything, and
    /// the telephone numbers of contact cards, which anybody can write.
    static let identifiers = IdentifierFields(
        ids.union(files).union(numbers).union(words), text: ["web_app_data.data", "callback_query.data"])

    private static let ids: Set<String> = [
        "id", "update_id", "message_id", "message_ids", "message_thread_id", "media_group_id", "user_id", "user_chat_id",
        "business_connection_id",
        "inline_message_id", "chat_instance", "migrate_to_chat_id", "migrate_from_chat_id", "custom_emoji_id", "shared_id", "request_id",
        "custom_emoji_sticker_set_name", "poll_id", "telegram_payment_charge_id", "effect_id", "linked_chat_id", "direct_messages_topic_id",
    ]

    private static let files: Set<String> = [
        "file_id", "file_unique_id", "mime_type", "file_size", "google_place_id", "google_place_type", "foursquare_id", "foursquare_type",
    ]

    /// Numbers with many digits that masking would turn into text.
    private static let numbers: Set<String> = [
        "date", "edit_date", "forward_date", "until_date", "latitude", "longitude", "open_date", "close_date", "expiration_date",
    ]

    private static let words: Set<String> = ["type", "status", "language_code"]
}
