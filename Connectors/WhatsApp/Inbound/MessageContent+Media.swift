internal import ConnectorKit
internal import Core
internal import JSONKit

extension MessageContent {
    /// A file, by reference: its id is good for seven days, the URL for minutes and only with our token.
    init?(media item: JSON, _ type: String) {
        let json = item[type]
        let caption = json["caption"].string
        guard let kind = MediaContent.Kind(rawValue: type) else { return nil }
        guard let id = json["id"].stringOrNumber, !id.isEmpty else {
            self.init(missing: item, type, caption: caption)
            return
        }
        let media = MediaContent(
            kind: kind, reference: MediaReference(id: id, url: json["url"].string, sha256: json["sha256"].string),
            mediaType: json["mime_type"].string, filename: json["filename"].string, caption: caption)
        self.init([kind == .image ? .image(media) : .file(media)], json["voice"].bool == true ? "voice" : type)
    }

    /// The customer sent a file that Meta does not hand out, such as one over 100 MB: what is known of it, as text.
    private init?(missing item: JSON, _ type: String, caption: String?) {
        guard let error = GraphError.first(of: item["errors"]) else { return nil }
        let reason = error.entry?.meaning ?? error.details ?? error.message
        let note = "[\(type)] \(reason)"
        self.init(Self.texts([note, caption].compactMap(\.self).joined(separator: "\n")), type)
    }
}
