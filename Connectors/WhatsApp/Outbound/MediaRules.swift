internal import Core

/// What Meta takes as a file (Meta, Cloud API, media reference). Only what is known is checked; the rest Meta reports later, as 131053.
enum MediaRules {
    /// The types and the size of one kind.
    private struct Rule {
        /// Nil: not checked.
        let types: Set<String>?
        let largest: Int
        let sentence: String
    }

    /// The file as Meta is told of it.
    static func body(of content: MediaContent) throws(Failure) -> MediaBody {
        try check(content)
        var media = MediaBody(kind: content.kind, source: try source(of: content), caption: nil, filename: nil)
        if content.kind == .document { media.filename = content.filename ?? content.url.flatMap(WebAddress.filename) }
        return media
    }

    private static func source(of content: MediaContent) throws(Failure) -> MediaBody.Source {
        if let url = content.url {
            guard WebAddress.isUsable(url) else {
                throw Failure(.mediaUnavailable, detail: "The file's address must start with http:// or https://.")
            }
            return .link(url)
        }
        guard let id = content.reference?.id, !id.isEmpty else {
            throw Failure(.mediaUnavailable, detail: "The message names no address of the file.")
        }
        return .id(id)
    }

    private static func check(_ content: MediaContent) throws(Failure) {
        let rule = rule(content.kind)
        if let type = content.mediaType.map(bareType), !type.isEmpty, let types = rule.types, !types.contains(type) {
            throw Failure(.mediaUnsupported, detail: rule.sentence)
        }
        if let size = content.size, size > rule.largest { throw Failure(.mediaTooLarge, detail: rule.sentence) }
    }

    /// Type and subtype in lower case, without parameters.
    private static func bareType(_ text: String) -> String {
        let bytes = text.utf8.prefix { $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: " ") }
        return String(decoding: bytes.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
    }

    private static func rule(_ kind: MediaContent.Kind) -> Rule {
        switch kind {
        case .image:
            Rule(types: ["image/jpeg", "image/png"], largest: 5 << 20, sentence: "WhatsApp takes JPEG and PNG pictures of up to 5 MB.")
        case .video:
            Rule(types: ["video/mp4", "video/3gpp"], largest: 16 << 20, sentence: "WhatsApp takes MP4 and 3GPP videos of up to 16 MB.")
        case .audio:
            Rule(
                types: ["audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"], largest: 16 << 20,
                sentence: "WhatsApp takes AAC, AMR, MP3, MP4 and Ogg Opus audio of up to 16 MB.")
        case .sticker:
            Rule(types: ["image/webp"], largest: 500 << 10, sentence: "WhatsApp takes WebP stickers of up to 500 KB.")
        case .document: Rule(types: nil, largest: 100 << 20, sentence: "WhatsApp takes documents of up to 100 MB.")
        }
    }
}
