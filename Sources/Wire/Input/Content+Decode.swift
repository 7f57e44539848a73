package import Core
internal import JSONKit

extension Content {
    /// Reads content that a caller of the API sends. The first field that cannot be taken is thrown, by its path.
    ///
    /// - Parameter field: the content object, its path being what callers are told, such as `content`.
    package init(_ field: FieldReader) throws(WireProblem) {
        try field.requireObject()
        guard field["type"].isPresent else { throw field["type"].problem("is missing") }
        switch field["type"].json.string {
        case "text": self = .text(try TextContent(field))
        case "image": self = .image(try MediaContent(field, kind: .image))
        case "file": self = .file(try MediaContent(field, kind: nil))
        case "location": self = .location(try LocationContent(field))
        case "carousel": self = .carousel(try CarouselContent(field))
        case "list": self = .list(try field["items"].requiredItems(), actions: try field["actions"].actions(FieldLimit.listActions))
        case "template": self = .template(try Template.decode(field["template"]))
        case "form":
            var form = try FormContent(field)
            form.isSubmitted = false
            self = .form(form)
        case "formResponse": throw field["type"].problem("cannot be formResponse: answers come in by the channel")
        default:
            throw field["type"].problem("must be one of: text, image, file, location, carousel, list, template, form")
        }
    }
}

extension TextContent {
    fileprivate init(_ field: FieldReader) throws(WireProblem) {
        let actions = try field["actions"].actions(FieldLimit.messageActions)
        var text = try field["text"].text(limit: FieldLimit.text, allowEmpty: true) ?? ""
        if text.isEmpty, let markup = try field.markupAsText() { text = markup }
        if text.isEmpty, actions.isEmpty { throw field["text"].problem("must not be empty when there are no actions") }
        self.init(text, actions: actions, payload: try field["payload"].text(limit: FieldLimit.payload, allowEmpty: true))
    }
}

extension MediaContent {
    /// - Parameter kind: nil to tell it from the media type.
    fileprivate init(_ field: FieldReader, kind: Kind?) throws(WireProblem) {
        guard let url = try field["mediaUrl"].url() else { throw field["mediaUrl"].problem("is missing") }
        let mediaType = try field["mediaType"].text(limit: FieldLimit.mediaType)
        var caption = try field["text"].text(limit: FieldLimit.text, allowEmpty: true)
        if caption == nil { caption = try field.markupAsText() }
        self.init(
            kind: kind ?? Kind(mediaType: mediaType), url: url, mediaType: mediaType,
            filename: try field["filename"].text(limit: FieldLimit.shortText),
            caption: caption,
            altText: try field["altText"].text(limit: FieldLimit.altText, allowEmpty: true),
            actions: try field["actions"].actions(FieldLimit.messageActions))
    }
}

extension MediaContent.Kind {
    fileprivate init(mediaType: String?) {
        let type = mediaType?.lowercased() ?? ""
        self = type.hasPrefix("video/") ? .video : type.hasPrefix("audio/") ? .audio : type.hasPrefix("image/") ? .image : .document
    }
}

extension FieldReader {
    /// `htmlText` or `markdownText` of the object as plain text; nil when neither is there.
    fileprivate func markupAsText() throws(WireProblem) -> String? {
        let html = try self["htmlText"].text(limit: FieldLimit.text)
        let markdown = try self["markdownText"].text(limit: FieldLimit.text)
        if html != nil, markdown != nil { throw self["markdownText"].problem("cannot be used together with htmlText") }
        return html.map { PlainText(html: $0).text } ?? markdown
    }

    fileprivate func requiredItems() throws(WireProblem) -> [Item] {
        guard let fields = try elements(FieldLimit.items) else { throw problem("is missing") }
        var items: [Item] = []
        for field in fields { items.append(try Item(field)) }
        return items
    }

    fileprivate func actions(_ range: ClosedRange<Int>, of types: [ActionType] = ActionType.allCases) throws(WireProblem) -> [Action] {
        var actions: [Action] = []
        for field in try elements(range) ?? [] { actions.append(try Action(field, of: types)) }
        return actions
    }
}

extension CarouselContent {
    fileprivate init(_ field: FieldReader) throws(WireProblem) {
        let settings = field["displaySettings"]
        if settings.isPresent { try settings.requireObject() }
        let ratio = try settings["imageAspectRatio"].word(ImageRatio.allCases.map(\.rawValue)).flatMap { ImageRatio(rawValue: $0) }
        self.init(try field["items"].requiredItems(), imageRatio: ratio)
    }
}

extension Item {
    fileprivate init(_ field: FieldReader) throws(WireProblem) {
        try field.requireObject()
        guard field["actions"].isPresent else { throw field["actions"].problem("is missing") }
        self.init(
            title: try field["title"].requiredText(limit: FieldLimit.title),
            description: try field["description"].text(limit: FieldLimit.description, allowEmpty: true),
            mediaURL: try field["mediaUrl"].url(), mediaType: try field["mediaType"].text(limit: FieldLimit.mediaType),
            altText: try field["altText"].text(limit: FieldLimit.altText, allowEmpty: true),
            size: try field["size"].word(Size.allCases.map(\.rawValue)).flatMap { Size(rawValue: $0) },
            actions: try field["actions"].actions(FieldLimit.itemActions, of: ActionType.ofItems),
            metadata: try Metadata.decode(field["metadata"]))
    }
}

extension Action {
    fileprivate init(_ field: FieldReader, of types: [ActionType]) throws(WireProblem) {
        try field.requireObject()
        let words = types.map(\.rawValue)
        guard let type = try field["type"].word(words).flatMap({ ActionType(rawValue: $0) }) else {
            throw field["type"].problem("is missing")
        }
        let kind: Kind
        switch type {
        case .reply:
            kind = .reply(payload: try field["payload"].requiredText(limit: FieldLimit.payload), iconURL: try field["iconUrl"].url())
        case .postback: kind = .postback(payload: try field["payload"].requiredText(limit: FieldLimit.payload))
        case .link: kind = .link(uri: try field["uri"].requiredText(limit: FieldLimit.url))
        case .locationRequest: kind = .locationRequest
        case .webview:
            kind = .webview(
                uri: try field["uri"].requiredText(limit: FieldLimit.url),
                fallback: try field["fallback"].requiredText(limit: FieldLimit.url)
            )
        }
        let text = try field["text"].requiredText(limit: FieldLimit.actionText)
        self.init(kind, text: text, metadata: try Metadata.decode(field["metadata"]))
    }
}

extension ActionType {
    /// What the button of an item may be. Source: Sunshine Conversations API v2, item.
    fileprivate static let ofItems: [ActionType] = [.link, .postback, .webview]
}
