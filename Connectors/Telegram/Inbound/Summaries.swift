internal import Core
internal import JSONKit

/// Kinds of messages that are told in text.
enum Summaries {
    /// The text and Telegram's name of the kind; nil for other messages.
    static func summary(of message: JSON) -> (text: String, kind: String)? {
        if let text = contact(message["contact"]) { return (text, "contact") }
        if let text = poll(message["poll"]) { return (text, "poll") }
        if let text = dice(message["dice"]) { return (text, "dice") }
        if let text = checklist(message["checklist"]) { return (text, "checklist") }
        if message["story"].kind == .object { return ("[story]", "story") }
        if let text = paidMedia(message) { return (text, "paid_media") }
        if let title = message["game"]["title"].string { return ("[game] \(title)", "game") }
        return nil
    }

    private static func contact(_ json: JSON) -> String? {
        guard json.kind == .object else { return nil }
        let lines = [People.name(json), json["phone_number"].stringOrNumber].compactMap(\.self)
        return lines.isEmpty ? "[contact]" : lines.joined(separator: "\n")
    }

    private static func poll(_ json: JSON) -> String? {
        guard let question = json["question"].string else { return nil }
        return ([question] + json["options"].array.compactMap { $0["text"].string }.map { "- \($0)" }).joined(separator: "\n")
    }

    private static func dice(_ json: JSON) -> String? {
        guard let value = json["value"].int else { return nil }
        return "\(json["emoji"].string ?? "🎲") \(value)"
    }

    private static func checklist(_ json: JSON) -> String? {
        guard json.kind == .object else { return nil }
        let tasks = json["tasks"].array.compactMap { task in
            task["text"].string.map { "\(task["completion_date"].exists ? "[x]" : "[ ]") \($0)" }
        }
        return ([json["title"].string ?? "[checklist]"] + tasks).joined(separator: "\n")
    }

    private static func paidMedia(_ message: JSON) -> String? {
        guard message["paid_media"].kind == .object else { return nil }
        return ["[paid media]", message["caption"].string].compactMap(\.self).joined(separator: "\n")
    }
}

/// Messages that Telegram writes itself, about the chat (Bot API, `Message`).
enum ServiceMessages {
    private static let keys: [StaticString] = [
        "new_chat_members", "left_chat_member", "new_chat_title", "new_chat_photo", "delete_chat_photo", "group_chat_created",
        "supergroup_chat_created", "channel_chat_created", "message_auto_delete_timer_changed", "pinned_message", "invoice",
        "successful_payment", "refunded_payment", "users_shared", "chat_shared", "gift", "unique_gift", "connected_website",
        "write_access_allowed", "passport_data", "proximity_alert_triggered", "boost_added", "chat_background_set",
        "checklist_tasks_done", "checklist_tasks_added", "direct_message_price_changed", "forum_topic_created", "forum_topic_edited",
        "forum_topic_closed", "forum_topic_reopened", "general_forum_topic_hidden", "general_forum_topic_unhidden", "giveaway_created",
        "giveaway", "giveaway_winners", "giveaway_completed", "paid_message_price_changed", "video_chat_scheduled", "video_chat_started",
        "video_chat_ended", "video_chat_participants_invited",
    ]

    /// What a service message tells of; nil for messages of people.
    static func kind(of message: JSON) -> String? { keys.first { message[$0].exists }.map { "\($0)" } }
}

/// The fields of a message that say nothing of its kind.
enum MessageEnvelope {
    static let keys: Set<String> = [
        "message_id", "message_thread_id", "direct_messages_topic", "from", "sender_chat", "sender_boost_count", "sender_business_bot",
        "date", "business_connection_id", "chat", "forward_origin", "forward_date", "is_topic_message", "is_automatic_forward",
        "reply_to_message", "external_reply", "quote", "reply_to_story", "reply_to_checklist_task_id", "via_bot", "edit_date",
        "has_protected_content", "is_from_offline", "is_paid_post", "media_group_id", "author_signature", "paid_star_count",
        "link_preview_options", "suggested_post_info", "effect_id", "entities", "caption", "caption_entities",
        "show_caption_above_media", "has_media_spoiler", "reply_markup",
    ]
}
