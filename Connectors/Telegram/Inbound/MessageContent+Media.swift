internal import ConnectorKit
internal import Core
internal import JSONKit

extension MessageContent {
    /// Telegram's name of a kind, and what it is for us.
    private static let kinds: [(name: StaticString, kind: MediaContent.Kind, type: String?)] = [
        // Before `document`, which comes with it.
        ("animation", .video, "video/mp4"), ("video", .video, "video/mp4"), ("video_note", .video, "video/mp4"),
        ("audio", .audio, "audio/mpeg"), ("voice", .audio, "audio/ogg"), ("document", .document, nil),
    ]

    /// A file, by its `file_id`. Its address is asked for when it is fetched.
    static func media(_ message: JSON) -> MessageContent? {
        let caption = message["caption"].string.map { EntityText($0, message["caption_entities"]).withLinks }
        if let photo = largest(message["photo"]) {
            return MessageContent([.image(content(photo, .image, type: "image/jpeg", caption))], "photo")
        }
        if let sticker = file(message["sticker"]) { return self.sticker(sticker) }
        for (name, kind, type) in kinds {
            guard let json = file(message[name]) else { continue }
            return MessageContent([.file(content(json, kind, type: json["mime_type"].string ?? type, caption))], "\(name)")
        }
        return nil
    }

    private static func content(_ json: JSON, _ kind: MediaContent.Kind, type: String?, _ caption: String?) -> MediaContent {
        MediaContent(
            kind: kind, reference: MediaReference(id: json["file_id"].string ?? ""), mediaType: type,
            size: json["file_size"].int.flatMap { $0 >= 0 ? Int($0) : nil }, filename: json["file_name"].string,
            caption: caption.flatMap { $0.isEmpty ? nil : $0 })
    }

    /// Still, as a Lottie animation, or as a video.
    private static func sticker(_ json: JSON) -> MessageContent {
        let type: String =
            json["is_video"].bool == true ? "video/webm" : json["is_animated"].bool == true ? "application/x-tgsticker" : "image/webp"
        var media = content(json, .sticker, type: type, nil)
        media.altText = json["emoji"].string
        return MessageContent([.file(media)], "sticker")
    }

    private static func file(_ json: JSON) -> JSON? {
        guard let id = json["file_id"].string, !id.isEmpty else { return nil }
        return json
    }

    /// The largest of a photo's sizes: by area, whatever the order.
    private static func largest(_ sizes: JSON) -> JSON? {
        var best: (json: JSON, area: Double)?
        for json in sizes.array.compactMap(file) {
            let area = (json["width"].double ?? 0) * (json["height"].double ?? 0)
            if best.map({ area >= $0.area }) ?? true { best = (json, area) }
        }
        return best?.json
    }
}
