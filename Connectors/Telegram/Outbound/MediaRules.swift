internal import ConnectorKit
internal import Core

/// How a file is sent (Bot API, "Sending files"). Types and sizes are checked by the runtime against the capabilities; here only what a URL
/// allows less.
enum MediaRules {
    /// Photos by URL.
    private static let largestPhoto = 5 << 20
    /// Other files by URL.
    private static let largestFile = 20 << 20

    /// The file as Telegram is told of it. A file of the worker goes along with the call; any other is fetched by Telegram.
    static func body(of content: MediaContent, files: [String: OutboundFile]) throws(Failure) -> MediaBody {
        if let file = content.url.flatMap({ files[$0] }) {
            let type: String = file.file.mediaType
            let name: String = file.filename ?? content.filename ?? "file"
            return MediaBody(method: method(content.kind, type), source: .upload(file.file, filename: name), caption: nil)
        }
        let method = method(content.kind, content.mediaType.map(MediaType.essence))
        guard let url = content.url else {
            guard let id = content.reference?.id, !id.isEmpty else {
                throw Failure(.mediaUnavailable, detail: "The message names no address of the file.")
            }
            return MediaBody(method: method, source: .named(id), caption: nil)
        }
        guard WebAddress.isUsable(url) else {
            throw Failure(.mediaUnavailable, detail: "The file's address must start with http:// or https://.")
        }
        guard content.size ?? 0 <= (method == .sendPhoto ? largestPhoto : largestFile) else {
            throw Failure(.mediaTooLarge, detail: "Telegram fetches pictures of up to 5 MB and other files of up to 20 MB.")
        }
        return MediaBody(method: method, source: .named(url), caption: nil)
    }

    /// Telegram shows a voice note only for Ogg, and moves a GIF only as an animation.
    private static func method(_ kind: MediaContent.Kind, _ type: String?) -> MediaBody.Method {
        switch kind {
        case .image: type == "image/gif" ? .sendAnimation : .sendPhoto
        case .video: .sendVideo
        case .audio: type == "audio/ogg" ? .sendVoice : .sendAudio
        case .document: .sendDocument
        case .sticker: .sendSticker
        }
    }
}
