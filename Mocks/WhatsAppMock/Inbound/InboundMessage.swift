import Core
import JSONKit

/// Writes one element of `messages`.
///
/// Source: Meta, Cloud API, messages webhook reference.
struct InboundMessage {
    let command: InboundCommand
    let id: String
    let display: String
    let media: MediaFile?
    let mediaURL: String?

    func write(to json: inout JSONWriter) {
        if command.message.kind == .object { return whole(&json) }
        json.object { json in
            sender(&json)
            json.field("id", id)
            json.field("timestamp", String(command.time.seconds))
            context(&json)
            content(&json)
            if command.hasReferral { referral(&json) }
        }
    }

    /// A message that the control call gave: what it lacks is added.
    private func whole(_ json: inout JSONWriter) {
        let given = command.message
        json.object { json in
            if !given["from"].exists, !given["from_user_id"].exists { sender(&json) }
            if !given["id"].exists { json.field("id", id) }
            if !given["timestamp"].exists { json.field("timestamp", String(command.time.seconds)) }
            for (key, value) in given.object { json.field(key, value) }
        }
    }

    private func sender(_ json: inout JSONWriter) {
        if !command.customer.isPhoneHidden { json.field("from", ifPresent: command.customer.waID) }
        json.field("from_user_id", ifPresent: command.customer.userID)
        json.field("group_id", ifPresent: command.groupID)
    }

    private func context(_ json: inout JSONWriter) {
        if command.isForwarded { return json.object("context") { $0.field("forwarded", true) } }
        switch command.kind {
        case .reaction, .reactionRemoved, .edit, .revoke: return
        default: break
        }
        guard let target = command.target else { return }
        json.object("context") { json in
            json.field("from", display)
            json.field("id", target)
        }
    }

    private func referral(_ json: inout JSONWriter) {
        json.object("referral") { json in
            json.field("source_url", "https://fb.me/abc123")
            json.field("source_id", "120000000000000001")
            json.field("source_type", "ad")
            json.field("headline", "Spring sale")
            json.field("body", "Chat with us")
            json.field("media_type", "image")
            json.field("image_url", "https://scontent.example/1.jpg")
            json.field("ctwa_clid", "Aff-n8ZTODiE79d")
            json.object("welcome_message") { $0.field("text", "Hi! How can we help?") }
        }
    }

    // MARK: Content

    private func content(_ json: inout JSONWriter) {
        switch command.kind {
        case .text, .echo, .preferences, .userIDUpdate, .call:
            body("text", &json) { $0.field("body", command.text ?? "Do you open on Sunday?") }
        case .image, .video, .audio, .voice, .document, .sticker: mediaContent(&json)
        case .location: location(&json)
        case .contacts: contacts(&json)
        case .order: order(&json)
        case .buttonReply, .listReply, .flowReply: interactive(&json)
        case .button:
            body("button", &json) { json in
                json.field("payload", command.payload ?? "stop-promos")
                json.field("text", command.text ?? "Stop promotions")
            }
        case .reaction, .reactionRemoved:
            body("reaction", &json) { json in
                json.field("message_id", command.target ?? "wamid.UNKNOWN")
                if command.kind == .reaction { json.field("emoji", command.emoji ?? "\u{1F44D}") }
            }
        case .system, .userChanged: system(&json)
        case .unsupported, .tooLarge: unsupported(&json)
        case .edit: edit(&json)
        case .revoke: body("revoke", &json) { $0.field("original_message_id", command.target ?? "wamid.UNKNOWN") }
        case .welcome: json.field("type", "request_welcome")
        case .unknown: body("hologram", &json) { $0.field("depth", 3) }
        }
    }

    private func body(_ type: StaticString, _ json: inout JSONWriter, _ fill: (inout JSONWriter) -> Void) {
        json.field("type", type.description)
        json.object(type, fill)
    }

    private func location(_ json: inout JSONWriter) {
        body("location", &json) { json in
            json.field("latitude", 41.38506)
            json.field("longitude", 2.1734)
            json.field("name", command.text ?? "Old Harbour Cafe")
            json.field("address", "5 Quay St")
            json.field("url", "https://harbour.example")
        }
    }

    private func contacts(_ json: inout JSONWriter) {
        json.field("type", "contacts")
        let card =
            #"[{"name":{"formatted_name":"Ilse Brandt","first_name":"Ilse","last_name":"Brandt"},"phones":[{"phone":"+1 555-010-8888","wa_id":"15550108888","type":"CELL"}],"emails":[{"email":"ilse@brandt.example","type":"WORK"}],"org":{"company":"Brandt Ltd","title":"Agent"}}]"#
        json.field("contacts", raw: Array(card.utf8))
    }

    private func order(_ json: inout JSONWriter) {
        body("order", &json) { json in
            json.field("catalog_id", "800000000000001")
            json.field("text", command.text ?? "Please ship today")
            json.array("product_items") { json in
                json.object { json in
                    json.field("product_retailer_id", "sku-9")
                    json.field("quantity", 2)
                    json.field("item_price", 12.5)
                    json.field("currency", "EUR")
                }
            }
        }
    }

    private func edit(_ json: inout JSONWriter) {
        body("edit", &json) { json in
            json.field("original_message_id", command.target ?? "wamid.UNKNOWN")
            json.object("message") { json in
                json.object("context") { $0.field("id", "M0") }
                body("text", &json) { $0.field("body", command.text ?? "Is the green one in stock?") }
            }
        }
    }

    private func system(_ json: inout JSONWriter) {
        body("system", &json) { json in
            let name = command.customer.name ?? command.from
            if command.kind == .system {
                let changed = command.payload ?? "15550109999"
                json.field("body", "\(name) changed from \(command.from) to \(changed)")
                json.field("wa_id", changed)
                json.field("type", "user_changed_number")
            } else {
                json.field("body", "\(name) changed")
                json.field("user_id", command.payload ?? "US.9999999999999999")
                json.field("type", "user_changed_user_id")
            }
        }
    }

    private func unsupported(_ json: inout JSONWriter) {
        let isTooLarge = command.kind == .tooLarge
        let code = isTooLarge ? 131052 : 131051
        let title = isTooLarge ? "Media download error" : "Message type unknown"
        json.array("errors") { json in
            json.object { json in
                json.field("code", code)
                json.field("title", title)
                json.field("message", title)
                json.object("error_data") {
                    $0.field("details", isTooLarge ? "The media is too large." : "Message type is currently not supported.")
                }
            }
        }
        if isTooLarge { return json.field("type", "video") }
        body("unsupported", &json) { $0.field("type", command.payload ?? "poll_creation") }
    }
}
