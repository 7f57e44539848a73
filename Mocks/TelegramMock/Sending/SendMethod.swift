import JSONKit
import MockKit

/// The methods that make one message, with what each asks for (Bot API, "Available methods").
struct SendMethod {
    /// Where the content is.
    enum Content {
        case text
        /// A file under this parameter, and the largest upload in bytes.
        case file(String, type: String, largest: Int)
        case location, venue, contact, poll, dice
    }

    let content: Content
    let takesCaption: Bool

    init?(_ method: String) {
        takesCaption = ["sendphoto", "sendaudio", "senddocument", "sendvideo", "sendanimation", "sendvoice"].contains(method)
        switch method {
        case "sendmessage": content = .text
        case "sendphoto": content = .file("photo", type: "image/jpeg", largest: 10 << 20)
        case "sendaudio": content = .file("audio", type: "audio/mpeg", largest: 50 << 20)
        case "senddocument": content = .file("document", type: "application/octet-stream", largest: 50 << 20)
        case "sendvideo": content = .file("video", type: "video/mp4", largest: 50 << 20)
        case "sendanimation": content = .file("animation", type: "video/mp4", largest: 50 << 20)
        case "sendvoice": content = .file("voice", type: "audio/ogg", largest: 50 << 20)
        case "sendvideonote": content = .file("video_note", type: "video/mp4", largest: 50 << 20)
        case "sendsticker": content = .file("sticker", type: "image/webp", largest: 50 << 20)
        case "sendlocation": content = .location
        case "sendvenue": content = .venue
        case "sendcontact": content = .contact
        case "sendpoll": content = .poll
        case "senddice": content = .dice
        default: return nil
        }
    }
}
