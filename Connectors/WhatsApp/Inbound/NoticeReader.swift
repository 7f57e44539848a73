internal import ConnectorKit
internal import Core
internal import JSONKit

/// Reads what concerns the business account, its templates, and customers' settings.
struct NoticeReader {
    let value: ChangeValue

    /// The event of a whole value that holds no items.
    var body: InboundEvent.Body {
        if let notice = template { return .template(notice) }
        if value.field.hasPrefix("group_") { return .ignored(kind: value.field, reason: "groups are not supported") }
        if value.field == "automatic_events" { return .ignored(kind: value.field, reason: "meant for advertising") }
        guard Self.accountFields.contains(value.field) || value.json["event"].string != nil else {
            return .unknown(kind: value.field.isEmpty ? "change" : value.field, detail: nil)
        }
        return .account(accountNotice)
    }

    private static let accountFields: Set<String> = [
        "account_alerts", "account_review_update", "account_update", "business_capability_update", "business_username_updates", "flows",
        "partner_solutions", "payment_configuration_update", "phone_number_name_update", "phone_number_quality_update", "security",
    ]

    private var accountNotice: AccountNotice {
        let event = value.json["event"].string ?? value.json["decision"].string ?? value.field
        let ban = value.json["ban_info"]["waba_ban_state"].string
        let isBanned = ban == "DISABLE"
        let failure = Failure(.accountRestricted, provider: ProviderError(code: event, message: ban ?? event))
        let detail = TextSplit.shortened(String(decoding: value.json.serialized(), as: UTF8.self), to: 2000, .unicodeScalars)
        return AccountNotice(
            field: value.field, event: event, detail: detail, failure: isBanned ? failure : nil,
            isQuality: value.field == "phone_number_quality_update")
    }

    // MARK: Items

    /// An error of the app or account as a whole.
    func error(_ item: JSON) -> InboundEvent {
        guard let error = GraphError(item) else { return event(item, nil, .unknown(kind: "errors", detail: nil)) }
        let notice = AccountNotice(field: "errors", event: error.code, detail: error.details ?? error.message, failure: error.failure)
        // Such errors carry no time: on another day the same words are news again, within a day they are a repetition.
        let day = value.time(of: item).seconds / 86_400
        let id = Fingerprint.of(item, context: "errors", value.entryTime.isEmpty ? "day \(day)" : value.entryTime)
        return InboundEvent(externalID: id, at: value.time(of: item), body: .account(notice))
    }

    /// The customer stopped or resumed marketing messages.
    func preference(_ item: JSON) -> InboundEvent {
        let ids = PersonIDs(
            waID: item["wa_id"].stringOrNumber, userID: item["user_id"].string, parentUserID: item["parent_user_id"].string)
        let word = item["value"].string ?? ""
        guard item["category"] == "marketing_messages", word == "stop" || word == "resume", let sender = value.contacts.sender(ids) else {
            return event(item, nil, .unknown(kind: "user_preferences", detail: word.isEmpty ? nil : word))
        }
        return event(item, sender, .consent(kind: .marketing, allowed: word == "resume", detail: item["detail"].string))
    }

    /// The customer's business-scoped id changed.
    func identity(_ item: JSON) -> InboundEvent {
        let change = item["user_id"]
        let parent = item["parent_user_id"]["current"].string
        let ids = PersonIDs(waID: item["wa_id"].stringOrNumber, userID: change["current"].string, parentUserID: parent)
        guard let previous = change["previous"].string, ids.userID != nil, let sender = value.contacts.sender(ids) else {
            return event(item, nil, .unknown(kind: "user_id_update", detail: nil))
        }
        return event(item, sender, .identityChange(previous: previous, detail: item["detail"].string))
    }

    private func event(_ item: JSON, _ sender: Sender?, _ body: InboundEvent.Body) -> InboundEvent {
        InboundEvent(externalID: Fingerprint.of(item, context: value.field), at: value.time(of: item), sender: sender, body: body)
    }
}
