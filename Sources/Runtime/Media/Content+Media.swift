import Core
import Media
package import Store
import Wire

extension Content {
    /// The files that the content names, pictures of cards among them, in order.
    var media: [MediaContent] {
        switch self {
        case .image(let media), .file(let media): [media]
        case .carousel(let carousel): Self.pictures(of: carousel.items)
        case .list(let items, _): Self.pictures(of: items)
        case .text, .location, .template, .form, .formResponse: []
        }
    }

    private static func pictures(of items: [Item]) -> [MediaContent] {
        items.compactMap { item in item.mediaURL.map { MediaContent(kind: .image, url: $0, mediaType: item.mediaType) } }
    }

    /// The content with its picture or file changed. Cards are left alone.
    func mapMedia(_ change: (MediaContent) throws -> MediaContent) rethrows -> Content {
        switch self {
        case .image(let media): .image(try change(media))
        case .file(let media): .file(try change(media))
        case .text, .location, .carousel, .list, .template, .form, .formResponse: self
        }
    }
}

extension Content {
    /// The content with other addresses of its files, pictures of cards among them.
    func movingMedia(_ urls: [String: String]) -> Content {
        func moved(_ items: [Item]) -> [Item] {
            items.map { item in
                var item = item
                item.mediaURL = item.mediaURL.map { urls[$0] ?? $0 }
                return item
            }
        }
        switch self {
        case .carousel(var carousel):
            carousel.items = moved(carousel.items)
            return .carousel(carousel)
        case .list(let items, let actions): return .list(moved(items), actions: actions)
        case .image, .file, .text, .location, .template, .form, .formResponse:
            return mapMedia { media in
                var media = media
                media.url = media.url.map { urls[$0] ?? $0 }
                return media
            }
        }
    }
}

extension RuntimeContext {
    /// The messages with new URLs for files of ours: those that are stored expire.
    ///
    /// A URL of another app's file stays as it was posted. Who has one that has expired must not get a new one by posting it.
    package func withFreshLinks(_ messages: [MessageRecord], in store: any StoreReader) throws -> [MessageRecord] {
        guard let media else { return messages }
        let now = clock.now()
        return try messages.map { message in
            try media.withFreshLink(message, now: now) { id in
                // The URL of a file that is no longer kept is renewed too: it tells that, and not that it has expired.
                try store.media(id).map { $0.appID == message.appID } ?? true
            }
        }
    }
}

extension MediaVault {
    /// - Parameter mayRenew: whether a new URL may be made of the file.
    fileprivate func withFreshLink(_ message: MessageRecord, now: Instant, _ mayRenew: (ID) throws -> Bool) rethrows -> MessageRecord {
        // Most messages are text, which is told by the first bytes.
        guard !message.content.bytes.starts(with: #"{"type":"text""#.utf8), let content = try? Content(stored: message.content) else {
            return message
        }
        let fresh = try content.mapMedia { shown in
            guard let id = shown.url.flatMap({ links.id(in: $0) }), try mayRenew(id) else { return shown }
            var shown = shown
            shown.url = shownURL(id, mediaType: shown.mediaType, now: now)
            return shown
        }
        guard fresh != content else { return message }
        var message = message
        message.content = fresh.encoded()
        return message
    }
}
