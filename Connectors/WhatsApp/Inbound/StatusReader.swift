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
        let update = StatusUpdate(
            messageExternalID: id, state: state, failure: state == .failed ? failure(item) : nil,
            correlation: item["biz_opaque_callback_data"].string.flatMap { $0.isEmpty ? nil : $0 }, pricing: pricing(item))
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

    /// What the price depends on, as Meta wrote it: `{"pricing":…,"conversation":…}`.
    private func pricing(_ item: JSON) -> JSONBytes? {
        let pricing = item["pricing"]
        let conversation = item["conversation"]
        guard pricing.kind == .object || conversation.kind == .object else { return nil }
        return JSONBytes(
            JSONWriter.object { json in
                if pricing.kind == .object { json.field("pricing", pricing) }
                if conversation.kind == .object { json.field("conversation", conversation) }
            })
    }

    private func event(_ item: JSON, _ identity: String, _ sender: Sender?, _ body: InboundEvent.Body) -> InboundEvent {
        InboundEvent(externalID: identity, at: value.time(of: item), sender: sender, body: body)
    }
}
