internal import ConnectorKit
internal import Core
internal import JSONKit

/// Walks a webhook: `entry` x `changes` x every array of items. Each item gives exactly one event, whatever is in it.
struct WebhookReader {
    private let account: WhatsAppAccount
    private let receivedAt: Instant
    private var events: [InboundEvent] = []

    init(account: WhatsAppAccount, receivedAt: Instant) {
        self.account = account
        self.receivedAt = receivedAt
    }

    /// The events of a webhook, in its order.
    mutating func events(of body: JSON) throws(ParseProblem) -> [InboundEvent] {
        guard body["entry"].kind == .array else { throw ParseProblem("`entry` is not an array") }
        for entry in body["entry"].array {
            guard entry["changes"].kind == .array else {
                add(entry, .unknown(kind: "entry", detail: "no `changes`"), field: "entry")
                continue
            }
            for change in entry["changes"].array { read(change, in: entry) }
        }
        return events
    }

    private mutating func read(_ change: JSON, in entry: JSON) {
        let value = ChangeValue(change, in: entry, account: account, receivedAt: receivedAt)
        let before = events.count
        switch value.field {
        case "calls": each(value, "calls", else: .ignored(kind: "calls", reason: "calls are not supported"))
        case "history": add(value, .ignored(kind: "history", reason: "imported history"))
        case "smb_app_state_sync": add(value, .ignored(kind: "smb_app_state_sync", reason: "contact book of the phone app"))
        default: items(of: value)
        }
        if events.count == before { add(value, NoticeReader(value: value).body) }
    }

    /// Detects by keys, because Meta's own samples show wrong field names, and because several arrays may come together.
    private mutating func items(of value: ChangeValue) {
        let messages = MessageReader(value: value)
        for item in value.json["messages"].array { events.append(routed(messages.event(of: item), value)) }
        for item in value.json["message_echoes"].array { events.append(routed(messages.echo(of: item), value)) }
        let statuses = StatusReader(value: value)
        for item in value.json["statuses"].array { events.append(routed(statuses.event(of: item), value)) }
        let notices = NoticeReader(value: value)
        for item in value.json["errors"].array { events.append(routed(notices.error(item), value)) }
        for item in value.json["user_preferences"].array { events.append(routed(notices.preference(item), value)) }
        for item in value.json["user_id_update"].array { events.append(routed(notices.identity(item), value)) }
    }

    /// One event per element of an array; one for the whole value when there is no such array.
    private mutating func each(_ value: ChangeValue, _ key: StaticString, else body: InboundEvent.Body) {
        guard value.json[key].count > 0 else { return add(value, body) }
        for item in value.json[key].array {
            let id = Fingerprint.of(item, context: value.field)
            let caller = item["direction"] == "USER_INITIATED" ? caller(item, value) : nil
            let isCall = caller != nil
            let event = InboundEvent(
                externalID: id, at: value.time(of: item), sender: caller,
                body: isCall ? .ignored(kind: "call", reason: "calls are not supported") : body)
            events.append(isCall ? routed(event, value) : event)
        }
    }

    /// The customer who called (Meta, Calling API, `calls` webhook: `direction` `USER_INITIATED`).
    private func caller(_ item: JSON, _ value: ChangeValue) -> Sender? {
        value.contacts.sender(PersonIDs(waID: item["from"].stringOrNumber, userID: item["from_user_id"].string, parentUserID: nil))
    }

    private mutating func add(_ value: ChangeValue, _ body: InboundEvent.Body) {
        let id = Fingerprint.of(value.json, context: value.field, value.entryTime)
        let event = InboundEvent(externalID: id, at: value.time(of: value.json), body: body)
        events.append(value.isOfOurBusiness ? event : value.foreign(event, reason: "other business account"))
    }

    private mutating func add(_ entry: JSON, _ body: InboundEvent.Body, field: String) {
        events.append(InboundEvent(externalID: Fingerprint.of(entry, context: field), at: receivedAt, body: body))
    }

    /// Two numbers of one business account share a webhook: an item of the other one is not ours to handle.
    private func routed(_ event: InboundEvent, _ value: ChangeValue) -> InboundEvent {
        guard let account = value.otherNumber else { return event }
        return InboundEvent(externalID: event.externalID, at: event.at, body: .elsewhere(accountID: account))
    }
}
