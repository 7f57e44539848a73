internal import ConnectorKit
internal import Core
internal import JSONKit

/// Reads the elements of `messages` and `message_echoes` (Meta, Cloud API, messages webhook reference).
struct MessageReader {
    let value: ChangeValue

    /// The event of an element of `messages`.
    func event(of item: JSON) -> InboundEvent {
        let type = item["type"].string ?? "message"
        let ids = PersonIDs(
            waID: item["from"].stringOrNumber, userID: item["from_user_id"].string, parentUserID: item["from_parent_user_id"].string)
        let group = item["group_id"].string
        let sender = value.contacts.sender(ids, group: group)
        if group != nil {
            return event(item, sender, .ignored(kind: type, reason: "group message"))
        }
        guard sender != nil else { return event(item, nil, .unknown(kind: type, detail: "no sender is named")) }
        if type == "system", let change = SystemReader(item: item, ids: ids, sender: sender).event {
            return event(item, change.sender, change.body)
        }
        return event(item, sender, body(of: item, type))
    }

    /// The event of an element of `message_echoes`: the business wrote from its phone app; the event is about the customer.
    func echo(of item: JSON) -> InboundEvent {
        let type = item["type"].string ?? "message"
        let ids = PersonIDs(
            waID: item["to"].stringOrNumber, userID: item["to_user_id"].string, parentUserID: item["to_parent_user_id"].string)
        guard let sender = value.contacts.sender(ids) else {
            return event(item, nil, .unknown(kind: type, detail: "no recipient is named"))
        }
        switch type {
        case "edit", "revoke": return event(item, sender, .ignored(kind: "echo:\(type)", reason: "change made in the business app"))
        default:
            var message = MessageContent(item, type: type)?.message(of: item) ?? placeholder(type)
            message.opensWindow = false
            return event(item, sender, .echo(message))
        }
    }

    private func placeholder(_ type: String) -> InboundMessage { InboundMessage([.text(TextContent("[\(type)]"))], kind: type) }

    private func event(_ item: JSON, _ sender: Sender?, _ body: InboundEvent.Body) -> InboundEvent {
        let id = item["id"].stringOrNumber ?? ""
        let known = id.isEmpty ? Fingerprint.of(item, context: "messages") : id
        return InboundEvent(externalID: known, at: value.time(of: item), sender: sender, body: body)
    }

    private func body(of item: JSON, _ type: String) -> InboundEvent.Body {
        switch type {
        case "reaction": reaction(item["reaction"])
        case "edit": edit(item["edit"])
        case "revoke": item["revoke"]["original_message_id"].string.map { .unsend(target: $0) } ?? unreadable(item, type)
        case "request_welcome": .referral(MessageContent.referral(item) ?? Referral(type: type))
        case "unsupported": unsupported(item)
        default:
            if let content = MessageContent(item, type: type) { .message(content.message(of: item)) } else { unreadable(item, type) }
        }
    }

    private func reaction(_ json: JSON) -> InboundEvent.Body {
        guard let target = json["message_id"].string else { return .unknown(kind: "reaction", detail: "no message is named") }
        // Taking a reaction back leaves `emoji` out, or empty.
        return .reaction(target: target, emoji: json["emoji"].string.flatMap { $0.isEmpty ? nil : $0 })
    }

    private func edit(_ json: JSON) -> InboundEvent.Body {
        let inner = json["message"]
        guard let target = json["original_message_id"].string, let type = inner["type"].string,
            let content = MessageContent(inner, type: type)?.contents.first
        else { return .unknown(kind: "edit", detail: "the new content cannot be read") }
        return .edit(target: target, content: content)
    }

    private func unsupported(_ item: JSON) -> InboundEvent.Body {
        let kind = item["unsupported"]["type"].string.map { "unsupported:\($0)" } ?? "unsupported"
        return unreadable(item, kind)
    }

    private func unreadable(_ item: JSON, _ kind: String) -> InboundEvent.Body {
        let error = GraphError.first(of: item["errors"])
        return .unknown(kind: kind, detail: error.map { "\($0.code): \($0.details ?? $0.message)" })
    }
}
