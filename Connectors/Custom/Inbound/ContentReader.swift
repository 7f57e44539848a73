internal import ConnectorKit
internal import Core
internal import JSONKit

/// What a message says.
struct ContentReader {
    /// Files of one message that are looked at.
    private static let mostFiles = 20

    let rule: InboundRule
    let scope: Scope
    let text: String?
    let payload: String?

    var contents: [Content] {
        if let location { return [.location(location)] + texts }
        if let payload { return [.text(TextContent(text ?? payload, payload: payload))] }
        var files = files
        guard !files.isEmpty else { return texts.isEmpty ? [.text(TextContent("[empty message]"))] : texts }
        files[0].caption = text
        return files.map { $0.kind == .image ? .image($0) : .file($0) }
    }

    var kind: String { location != nil ? "location" : payload != nil ? "button" : files.isEmpty ? "text" : "media" }

    private var texts: [Content] {
        guard let text else { return [] }
        return TextSplit.parts(of: text, limit: 4096, unit: .unicodeScalars).map { .text(TextContent(String($0))) }
    }

    private var location: LocationContent? {
        guard let place = rule.place, let latitude = place.latitude.text(in: scope).flatMap({ Double($0) }), latitude.magnitude <= 90,
            let longitude = place.longitude.text(in: scope).flatMap({ Double($0) }), longitude.magnitude <= 180
        else { return nil }
        return LocationContent(
            latitude: latitude, longitude: longitude, name: place.name?.text(in: scope), address: place.address?.text(in: scope))
    }

    private var files: [MediaContent] {
        guard let files = rule.files else { return [] }
        let items = files.list.map { scope.values($0) } ?? [scope.item]
        return items.prefix(Self.mostFiles).compactMap { file(files, Scope(body: scope.body, item: $0)) }
    }

    private func file(_ files: InboundRule.Files, _ scope: Scope) -> MediaContent? {
        guard let url = files.url.text(in: scope), url.hasPrefix("https://") || url.hasPrefix("http://"), url.utf8.count <= 4096 else {
            return nil
        }
        let type = files.type?.text(in: scope)
        let kind = files.kind?.text(in: scope).flatMap { MediaContent.Kind(rawValue: $0) } ?? Self.kind(type ?? "")
        let size = files.size?.text(in: scope).flatMap { Int($0) }.flatMap { $0 >= 0 ? $0 : nil }
        return MediaContent(
            kind: kind, reference: MediaReference(id: url, url: url), mediaType: type, size: size, filename: files.name?.text(in: scope))
    }

    private static func kind(_ type: String) -> MediaContent.Kind {
        switch MediaType.essence(type).prefix(while: { $0 != "/" }) {
        case "image": .image
        case "video": .video
        case "audio": .audio
        default: .document
        }
    }
}
