internal import ConnectorKit
internal import Core
internal import JSONKit

/// Reads messages of type `system`: a customer's number or id changed.
struct SystemReader {
    let item: JSON
    let ids: PersonIDs
    let sender: Sender?

    /// The change and all that is known of the customer after it, or the note as a message.
    var event: (sender: Sender?, body: InboundEvent.Body)? {
        let system = item["system"]
        let detail = system["body"].string
        switch system["type"].string {
        case "user_changed_number":
            guard let new = system["wa_id"].stringOrNumber, let previous = ids.waID ?? sender?.addresses.first else { return note(detail) }
            let after = PersonIDs(waID: new, userID: system["user_id"].string ?? ids.userID)
            return (changed(after), .identityChange(previous: previous, detail: detail))
        case "user_changed_user_id":
            guard let new = system["user_id"].string, let previous = ids.userID ?? sender?.addresses.first else { return note(detail) }
            let after = PersonIDs(waID: system["wa_id"].stringOrNumber ?? ids.waID, userID: new)
            return (changed(after), .identityChange(previous: previous, detail: detail))
        default: return note(detail)
        }
    }

    private func changed(_ after: PersonIDs) -> Sender {
        Sender(
            addresses: after.all, phone: after.waID.flatMap(ContactBook.phone), displayName: sender?.displayName,
            username: sender?.username)
    }

    /// Shown in the conversation; the customer did not write it, so it opens no window.
    private func note(_ text: String?) -> (sender: Sender?, body: InboundEvent.Body)? {
        let contents = MessageContent.texts(text ?? "[system]")
        return (sender, .message(InboundMessage(contents, kind: "system", opensWindow: false)))
    }
}
