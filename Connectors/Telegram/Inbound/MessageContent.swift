internal import ConnectorKit
internal import Core
internal import JSONKit

/// What a message says.
struct MessageContent {
    /// The parts; at least one.
    var contents: [Content]
    /// Telegram's name of the kind.
    var kind: String

    init(_ contents: [Content], _ kind: String) {
        self.contents = contents
        self.kind = kind
    }

    /// Reads the one field that says what a message is; nil when none is known, or it cannot be read.
    ///
    /// The order matters: `animation` sets `document` as well, and `venue` sets `location`.
    init?(_ message: JSON) {
        if let text = message["text"].string, !text.isEmpty {
            self.init(Self.texts(EntityText(text, message["entities"]).withLinks), "text")
        } else if let media = Self.media(message) {
            self = media
        } else if let place = Self.place(message) {
            self.init([.location(place.content)], place.kind)
        } else if let summary = Summaries.summary(of: message) {
            self.init(Self.texts(summary.text), summary.kind)
        } else if let data = message["web_app_data"]["data"].string {
            // What a page inside the chat sent back: its button's label, with the data as payload.
            let label = message["web_app_data"]["button_text"].string.flatMap { $0.isEmpty ? nil : $0 } ?? data
            self.init([.text(TextContent(label, payload: data))], "web_app_data")
        } else {
            return nil
        }
    }

    /// A text as contents: more than one when it is longer than clients take.
    static func texts(_ text: String) -> [Content] {
        TextSplit.parts(of: text, limit: TelegramConnector.textLimit, unit: .unicodeScalars).map { .text(TextContent(String($0))) }
    }

    private static func place(_ message: JSON) -> (content: LocationContent, kind: String)? {
        let venue = message["venue"]
        let point = venue["location"].exists ? venue["location"] : message["location"]
        guard let latitude = degrees(point["latitude"]), let longitude = degrees(point["longitude"]) else { return nil }
        let content = LocationContent(
            latitude: latitude, longitude: longitude, name: venue["title"].string, address: venue["address"].string)
        return (content, venue.exists ? "venue" : "location")
    }

    private static func degrees(_ json: JSON) -> Double? {
        guard let number = json.double, number.magnitude <= 360 else { return nil }
        return number
    }
}

/// A text and the entities that mark parts of it.
struct EntityText {
    private let text: String
    private let entities: JSON

    init(_ text: String, _ entities: JSON) {
        self.text = text
        self.entities = entities
    }

    /// The most links that are written out; more come from no person.
    private static let mostLinks = 100

    /// The text with the addresses behind its words in brackets: what a click would open must not be lost.
    ///
    /// Offsets are UTF-16 units (Bot API, `MessageEntity`); entities that do not fit the text are passed over.
    var withLinks: String {
        var links: [(end: String.Index, url: String)] = []
        for entity in entities.array where entity["type"] == "text_link" && links.count < Self.mostLinks {
            guard let url = entity["url"].string, !url.isEmpty, let offset = entity["offset"].int, let length = entity["length"].int,
                offset >= 0, length > 0, offset <= text.utf16.count, length <= text.utf16.count - Int(offset)
            else { continue }
            let start = text.utf16.index(text.utf16.startIndex, offsetBy: Int(offset))
            let end = text.utf16.index(start, offsetBy: Int(length))
            if text[start..<end] != url { links.append((end, url)) }
        }
        guard !links.isEmpty else { return text }
        var out = ""
        var written = text.startIndex
        for link in links.sorted(by: { $0.end < $1.end }) {
            out += text[written..<link.end]
            out += " (\(link.url))"
            written = link.end
        }
        return out + text[written...]
    }
}
