internal import Core
internal import JSONKit

/// One WhatsApp message: `type`, and the object of that name (Meta, Cloud API, messages reference).
enum MessageBody: Hashable, Sendable {
    case text(String)
    case media(MediaBody)
    case location(LocationContent)
    case interactive(InteractiveBody)
    /// The object under `template`, as JSON.
    case template([UInt8])

    /// Writes `type` and its object as members of an object that is open.
    func write(to json: inout JSONWriter) {
        switch self {
        case .text(let text):
            json.field("type", "text")
            json.object("text") { json in
                json.field("body", text)
                json.field("preview_url", WebAddress.isMentioned(in: text))
            }
        case .media(let media):
            json.field("type", media.kind.rawValue)
            media.write(to: &json, withCaption: true)
        case .location(let place):
            json.field("type", "location")
            json.object("location") { json in
                json.field("latitude", place.latitude)
                json.field("longitude", place.longitude)
                json.field("name", ifPresent: place.name)
                json.field("address", ifPresent: place.address)
            }
        case .interactive(let interactive):
            json.field("type", "interactive")
            json.object("interactive") { interactive.write(to: &$0) }
        case .template(let template):
            json.field("type", "template")
            json.field("template", raw: template)
        }
    }
}

extension MessageBody {
    /// What the customer reads in it.
    var words: String? {
        switch self {
        case .text(let text): text
        case .media(let media): media.caption
        case .interactive(let interactive): interactive.body
        case .location, .template: nil
        }
    }

    /// The file that must be uploaded before this can be sent.
    var missingFile: OutboundFile? {
        let media: MediaBody?
        switch self {
        case .media(let body): media = body
        case .interactive(let interactive): media = interactive.header
        case .text, .location, .template: media = nil
        }
        guard case .file(let file) = media?.source else { return nil }
        return file
    }
}

/// A file, as a message of its own or as the header of an interactive one.
struct MediaBody: Hashable, Sendable {
    /// Where Meta gets it from.
    enum Source: Hashable, Sendable {
        /// Meta fetches it, and caches it for ten minutes.
        case link(String)
        /// Meta's own id of an uploaded file.
        case id(String)
        /// A file of the worker that Meta does not have yet: it is uploaded first.
        case file(OutboundFile)
    }

    var kind: MediaContent.Kind
    var source: Source
    var caption: String?
    /// Only for documents: its extension decides the icon.
    var filename: String?

    /// Writes the member named after the kind.
    func write(to json: inout JSONWriter, withCaption: Bool) {
        json.key(kind.rawValue)
        json.object { json in
            switch source {
            case .link(let url): json.field("link", url)
            case .id(let id): json.field("id", id)
            // Never sent: the upload goes before.
            case .file: break
            }
            if withCaption { json.field("caption", ifPresent: caption) }
            if kind == .document { json.field("filename", ifPresent: filename) }
        }
    }
}

/// Looks at web addresses.
enum WebAddress {
    /// Whether `url` is one that Meta opens or fetches.
    static func isUsable(_ url: String) -> Bool {
        let bytes = url.utf8
        let scheme = bytes.prefix(8).map { $0 | 0x20 }
        let isWeb = scheme.starts(with: "https://".utf8) || scheme.starts(with: "http://".utf8)
        return isWeb && bytes.count > 8 && bytes.allSatisfy { $0 > 0x20 && $0 != 0x7F }
    }

    /// Whether a text has an address that WhatsApp can show a preview of.
    static func isMentioned(in text: String) -> Bool {
        var rest = text.utf8[...]
        while let colon = rest.firstIndex(of: UInt8(ascii: ":")) {
            let before = rest[..<colon].suffix(5).map { $0 | 0x20 }
            let after = rest[rest.index(after: colon)...]
            let isWeb = before.reversed().starts(with: "ptth".utf8) || before.elementsEqual("https".utf8)
            if isWeb, after.starts(with: "//".utf8), after.count > 2 { return true }
            rest = after
        }
        return false
    }

    /// The last piece of the path, for a document without a name.
    static func filename(_ url: String) -> String? {
        let path = url.prefix { $0 != "?" && $0 != "#" }
        guard let slash = path.lastIndex(of: "/") else { return nil }
        let name = path[path.index(after: slash)...]
        return name.contains(".") && path[..<slash].contains("//") && !path[..<slash].hasSuffix("/") ? String(name) : nil
    }
}
