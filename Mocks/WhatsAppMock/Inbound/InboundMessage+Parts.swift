import Cryptography
import JSONKit

extension InboundMessage {
    func mediaContent(_ json: inout JSONWriter) {
        let type = command.kind == .voice ? "audio" : command.kind.rawValue
        json.field("type", type)
        json.key(type)
        json.object { json in
            if command.kind != .voice, command.kind != .audio, command.kind != .sticker { json.field("caption", ifPresent: command.text) }
            if command.kind == .document { json.field("filename", command.payload ?? "contract v2.pdf") }
            if let media {
                json.field("mime_type", media.type)
                json.field("sha256", Base64.encode(media.hash))
                json.field("id", media.id)
            }
            json.field("url", ifPresent: mediaURL)
            if command.kind == .voice || command.kind == .audio { json.field("voice", command.kind == .voice) }
            if command.kind == .sticker { json.field("animated", false) }
        }
    }

    func interactive(_ json: inout JSONWriter) {
        json.field("type", "interactive")
        json.object("interactive") { json in
            switch command.kind {
            case .buttonReply:
                json.field("type", "button_reply")
                json.object("button_reply") { json in
                    json.field("id", command.payload ?? "confirm:42")
                    json.field("title", command.text ?? "Confirm")
                }
            case .listReply:
                json.field("type", "list_reply")
                json.object("list_reply") { json in
                    json.field("id", command.payload ?? "slot:0900")
                    json.field("title", command.text ?? "09:00")
                    json.field("description", "Monday")
                }
            default:
                json.field("type", "nfm_reply")
                json.object("nfm_reply") { json in
                    json.field("name", "flow")
                    json.field("body", command.text ?? "Sent")
                    json.field("response_json", command.payload ?? #"{"flow_token":"ft-77","email":"mara@okafor.example"}"#)
                }
            }
        }
    }
}

extension InboundCommand.Kind {
    /// The type and a few bytes of a file of this kind; nil when it has none.
    var sample: (type: String, bytes: [UInt8])? {
        switch self {
        case .image: ("image/jpeg", [0xFF, 0xD8, 0xFF, 0xE0] + Array("sample image".utf8) + [0xFF, 0xD9])
        case .video: ("video/mp4", [0, 0, 0, 0x18] + Array("ftypmp42 sample video".utf8))
        case .audio: ("audio/mpeg", Array("ID3 sample audio".utf8))
        case .voice: ("audio/ogg; codecs=opus", Array("OggS sample voice".utf8))
        case .document: ("application/pdf", Array("%PDF-1.4\n% sample document\n%%EOF\n".utf8))
        case .sticker: ("image/webp", Array("RIFF\u{0C}\0\0\0WEBPVP8 ".utf8))
        default: nil
        }
    }
}
