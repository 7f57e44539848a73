internal import ConnectorKit
internal import Core
internal import JSONKit

/// Reads the elements of `statuses` (Meta, Cloud API, status webhook reference).
struct StatusReader {
    let value: ChangeValue

    /// The event of an element. Never a message: what cannot be read has no sender, so that nobody is answered.
    func event(of item: JSON) -> InboundEvent {
        let word = item["status"].string ?? ""
        guard let id = item["id"].string, !id.isEmpty else {
            return event(item, Fingerprint.of(item, context: "statuses"), nil, .unknown(kind: "status", detail: "no message is named"))
        }
        let participant = item["recipient_participant_id"].stringOrNumber ?? item["recipient_participant_user_id"].string
        let identity = [id, word, participant].compactMap(\.self).joined(separator: ":")
        switch word {
        case "sent": return status(item, identity, id, .sent)
        case "delivered": return status(item, identity, id, .delivered)
        // `played` is the first play of a voice message: more than read, and there is no state above it.
        case "read", "played": return status(item, identity, id, .read)
        case "failed": return status(item, identity, id, .failed)
        case "deleted", "warning": return event(item, identity, nil, .ignored(kind: "status:\(word)", reason: "not a state of delivery"))
        default: return event(item, identity, nil, .unknown(kind: "status", detail: word.isEmpty ? nil : word))
        }
    }

    private func status(_ item: JSON, _ identity: String, _ id: String, _ state: DeliveryState) -> InboundEvent {
        var update = StatusUpdate(
            messageExternalID: id, state: state, failure: state == .failed ? failure(item) : nil,
            correlation: item["biz_opaque_callback_data"].string.flatMap { $0.isEmpty ? nil : $0 }, charge: charge(item))
        if state == .failed, GraphError.first(of: item["errors"])?.entry?.action == .optOut { update.optOut = .marketing }
        return event(item, identity, recipient(item), .status(update))
    }

    private func failure(_ item: JSON) -> Failure {
        GraphError.first(of: item["errors"])?.failure ?? Failure(.uncategorizedError)
    }

    private func recipient(_ item: JSON) -> Sender? {
        let isGroup = item["recipient_type"] == "group"
        let group = isGroup ? item["recipient_id"].stringOrNumber : nil
        let ids = PersonIDs(
            waID: isGroup ? item["recipient_participant_id"].stringOrNumber : item["recipient_id"].stringOrNumber,
            userID: isGroup ? item["recipient_participant_user_id"].string : item["recipient_user_id"].string,
            parentUserID: isGroup ? item["recipient_participant_parent_user_id"].string : item["recipient_parent_user_id"].string)
        return value.contacts.sender(ids, group: group)
    }

    /// The price by both of Meta's models (Meta, pricing; status webhook reference). `conversation` names what is charged under the older one,
    /// and an open free entry point; under per-message pricing old versions name a new one for each message, which means nothing.
    private func charge(_ item: JSON) -> MessageCharge? {
        let pricing = item["pricing"]
        let conversation = item["conversation"]
        guard pricing.kind == .object || conversation.kind == .object else { return nil }
        let isPerMessage = pricing["pricing_model"] == "PMP"
        let origin = conversation["origin"]["type"].string
        let category = pricing["category"].string ?? origin
        let type = pricing["type"].string
        let isFreeEntry = origin == "referral_conversion" || type == "free_entry_point"
        let isFree = type.map { $0 != "regular" } ?? !(pricing["billable"].bool ?? !isFreeEntry)
        return MessageCharge(
            isPerMessage ? .perMessage : .perConversation, category: category, type: type, isFree: isFree,
            conversation: isPerMessage && !isFreeEntry ? nil : conversation["id"].string)
    }

    private func event(_ item: JSON, _ identity: String, _ sender: Sender?, _ body: InboundEvent.Body) -> InboundEvent {
        InboundEvent(externalID: identity, at: value.time(of: item), sender: sender, body: body)
    }
}
