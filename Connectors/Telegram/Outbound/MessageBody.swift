internal import Core
internal import JSONKit

/// One Telegram message: a method and its own parameters (Bot API, "Available methods").
struct MessageBody: Hashable, Sendable {
    /// What is sent.
    enum Kind: Hashable, Sendable {
        case text(String)
        case media(MediaBody)
        case location(LocationContent)
    }

    var kind: Kind
    var markup: ReplyMarkup?

    init(_ kind: Kind, markup: ReplyMarkup? = nil) {
        self.kind = kind
        self.markup = markup
    }

    /// What the customer reads in it.
    var words: String? {
        switch kind {
        case .text(let text): text
        case .media(let media): media.caption
        case .location: nil
        }
    }

    var method: String {
        switch kind {
        case .text: "sendMessage"
        case .media(let media): media.method.rawValue
        case .location(let place): Self.isVenue(place) ? "sendVenue" : "sendLocation"
        }
    }

    /// Writes the parameters as members of an object that is open.
    func write(to json: inout JSONWriter) {
        switch kind {
        case .text(let text): json.field("text", text)
        case .media(let media): media.write(to: &json)
        case .location(let place):
            json.field("latitude", place.latitude)
            json.field("longitude", place.longitude)
            if Self.isVenue(place) {
                json.field("title", place.name ?? "")
                json.field("address", place.address ?? place.name ?? "")
            }
        }
        if let markup { json.object("reply_markup") { markup.write(to: &$0) } }
    }

    /// A place with a name is a venue, which takes an address as well.
    private static func isVenue(_ place: LocationContent) -> Bool { place.name?.isEmpty == false }
}

/// A file to send.
struct MediaBody: Hashable, Sendable {
    /// The method decides how Telegram shows a file.
    enum Method: String, Hashable, Sendable {
        case sendPhoto, sendAnimation, sendVideo, sendAudio, sendVoice, sendDocument, sendSticker
    }

    /// Where Telegram gets it from.
    enum Source: Hashable, Sendable {
        /// A URL that Telegram fetches, or a `file_id`.
        case named(String)
        /// A file of the worker, sent along with the call.
        case upload(StoredFile, filename: String)
    }

    var method: Method
    var source: Source
    var caption: String?

    /// Whether Telegram shows text below such a file.
    var takesCaption: Bool { method != .sendSticker }

    func write(to json: inout JSONWriter) {
        if case .named(let name) = source { json.field(field, name) }
        json.field("caption", ifPresent: caption)
    }

    /// The parameter that the file is given in.
    var field: String {
        switch method {
        case .sendPhoto: "photo"
        case .sendAnimation: "animation"
        case .sendVideo: "video"
        case .sendAudio: "audio"
        case .sendVoice: "voice"
        case .sendDocument: "document"
        case .sendSticker: "sticker"
        }
    }
}

/// What hangs below a message (Bot API, `InlineKeyboardMarkup` and `ReplyKeyboardMarkup`).
enum ReplyMarkup: Hashable, Sendable {
    /// A button below the message.
    struct InlineButton: Hashable, Sendable {
        /// What pressing it does.
        enum Kind: Hashable, Sendable {
            case callback(data: String)
            case url(String)
            case webApp(String)
        }

        var text: String
        var kind: Kind
    }

    /// Buttons below the message, one a row.
    case inline([InlineButton])
    /// A keyboard in place of the customer's own, with one button that shares the location.
    case locationKeyboard(label: String)

    func write(to json: inout JSONWriter) {
        switch self {
        case .inline(let buttons):
            json.array("inline_keyboard") { json in
                for button in buttons { json.array { json in json.object { Self.write(button, to: &$0) } } }
            }
        case .locationKeyboard(let label):
            json.array("keyboard") { json in
                json.array { json in
                    json.object { json in
                        json.field("text", label)
                        json.field("request_location", true)
                    }
                }
            }
            json.field("resize_keyboard", true)
            json.field("one_time_keyboard", true)
        }
    }

    private static func write(_ button: InlineButton, to json: inout JSONWriter) {
        json.field("text", button.text)
        switch button.kind {
        case .callback(let data): json.field("callback_data", data)
        case .url(let url): json.field("url", url)
        case .webApp(let url): json.object("web_app") { $0.field("url", url) }
        }
    }
}
