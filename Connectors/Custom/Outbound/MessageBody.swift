internal import ConnectorKit
internal import Core
internal import JSONKit

/// The body of a call as Parley writes it unless the configuration has one of its own. The README documents it: change it there as well.
struct MessageBody {
    /// Its members, for checking the paths of the configuration.
    static let members: Set<String> = [
        "key", "messageId", "part", "parts", "to", "kind", "text", "media", "location", "buttons", "quotedMessageId", "correlation",
        "author",
        "callbackUrl",
    ]

    let message: OutboundMessage
    let part: MessagePart
    let number: Int
    let count: Int
    let correlation: String
    let callbackURL: String?

    /// The provider can know a repetition by it; no full stop in it, as Standard Webhooks asks of ids.
    var key: String { "\(message.id)-\(number)" }

    func encoded() -> [UInt8] {
        JSONWriter.object { json in
            json.field("key", key)
            json.field("messageId", message.id.description)
            json.field("part", number)
            json.field("parts", count)
            json.field("to", message.recipient)
            json.field("kind", part.kind.rawValue)
            json.field("text", ifPresent: part.text)
            if let file = part.file, let url = part.fileURL { write(file, url, to: &json) }
            if let location = part.location { write(location, to: &json) }
            if !part.buttons.isEmpty { json.array("buttons") { json in for button in part.buttons { write(button, to: &json) } } }
            json.field("quotedMessageId", ifPresent: number == 0 ? message.quoted : nil)
            json.field("correlation", ifPresent: correlation.isEmpty ? nil : correlation)
            json.field("author", message.actor.rawValue)
            json.field("callbackUrl", ifPresent: callbackURL)
        }
    }

    private func write(_ file: MediaContent, _ url: String, to json: inout JSONWriter) {
        let stored = file.url.flatMap { message.files[$0] }
        json.object("media") { json in
            json.field("url", url)
            json.field("type", ifPresent: stored?.file.mediaType ?? file.mediaType)
            json.field("size", ifPresent: stored?.file.size ?? file.size)
            json.field("name", ifPresent: stored?.filename ?? file.filename)
            json.field("altText", ifPresent: file.altText)
        }
    }

    private func write(_ place: LocationContent, to json: inout JSONWriter) {
        json.object("location") { json in
            json.field("latitude", place.latitude)
            json.field("longitude", place.longitude)
            json.field("name", ifPresent: place.name)
            json.field("address", ifPresent: place.address)
        }
    }

    private func write(_ button: Action, to json: inout JSONWriter) {
        json.object { json in
            switch button.kind {
            case .reply(let payload, let iconURL):
                json.field("type", "reply")
                json.field("payload", payload)
                json.field("iconUrl", ifPresent: iconURL)
            case .postback(let payload):
                json.field("type", "postback")
                json.field("payload", payload)
            case .link(let url), .webview(_, let url):
                json.field("type", "link")
                json.field("url", url)
            case .locationRequest: json.field("type", "locationRequest")
            }
            json.field("text", button.text)
        }
    }
}
